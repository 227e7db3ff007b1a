// Asks the process of this container whether it is ready; exits 0 when it is. Plain JavaScript, to start fast.
// The gateway tells of itself on its management port, a service on the port it serves.
import { get } from 'node:http';

const port = process.env.MANAGEMENT_PORT ?? process.env.PORT;
const longestWaitMs = 4_000;

// Not listening yet, hanging or unready: the exit code says no more than that.
const unready = () => process.exit(1);
setTimeout(unready, longestWaitMs);
get({ host: '127.0.0.1', port, path: '/readyz' }, ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1)).on(
  'error',
  unready,
);
