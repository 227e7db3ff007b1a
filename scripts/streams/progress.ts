const sayEveryMs = 2_000;

/** Says on the error output how many events were read, now and then; rewritten in place on a terminal. */
export function progressOf(what: string): { at(events: number): void; end(): void } {
  let saidAt = Date.now();
  return {
    at(events) {
      if (Date.now() - saidAt < sayEveryMs) return;
      saidAt = Date.now();
      const line = `${what}: ${events.toLocaleString('en')} events`;
      process.stderr.write(process.stderr.isTTY ? `\r\x1b[2K${line}` : `${line}\n`);
    },
    end: () => void (process.stderr.isTTY && process.stderr.write('\r\x1b[2K')),
  };
}
