// Asks the process of this container whether it is ready; exits 0 when it is. Plain JavaScript, to start fast.
// The gateway tells of itself on its management port, a service on the port it serves.
const port = process.env.MANAGEMENT_PORT ?? process.env.PORT;
try {
  const { ok } = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(2_500) });
  process.exitCode = ok ? 0 : 1;
} catch {
  // Not listening yet, or hanging: not ready, which the exit code says.
  process.exitCode = 1;
}
