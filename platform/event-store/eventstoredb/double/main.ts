import { parseArgs } from 'node:util';
import { startEventStoreDbDouble } from './server.ts';

/** Runs the double as a process of its own until it is told to end: `node main.ts --port 2113`. Prints its address. */
const { values } = parseArgs({ options: { port: { type: 'string', default: '0' } } });
const double = await startEventStoreDbDouble({ port: Number(values.port), systemEventEvery: 20 });
process.stdout.write(`${double.connectionString}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void double.close());
