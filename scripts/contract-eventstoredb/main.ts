import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { systemClock } from '@shop/platform/clock/system.ts';
import { parseConfig } from '@shop/platform/config/config.ts';
import { openEventStoreDb } from '@shop/platform/event-store/eventstoredb/open.ts';
import { EventStoreOpenError } from '@shop/platform/event-store/open-error.ts';
import { EventStoreUnavailableError } from '@shop/platform/event-store/port.ts';

/**
 * Runs the contract of event stores against the EventStoreDB at EVENTSTOREDB_URL. The server may hold other events,
 * also those of earlier runs: each test has categories of its own. Only that nobody else writes meanwhile is asked.
 * Exits with 0 when the contract holds, with 1 when it does not, with 2 when there is no server to ask.
 */
process.exitCode = (await reach()) ? await runSuite() : 2;

async function reach(): Promise<boolean> {
  const connectionString = parseConfig(process.env).EVENTSTOREDB_URL;
  if (connectionString === undefined) {
    console.error('EVENTSTOREDB_URL is missing: set it to the server to ask, e.g. esdb://127.0.0.1:2113?tls=false.');
    return false;
  }
  try {
    const store = await openEventStoreDb({ connectionString, clock: systemClock, patience: { read: 10_000 } });
    try {
      console.log(`The head of the log is at ${await store.head()}.`);
    } finally {
      await store.close();
    }
    return true;
  } catch (error) {
    if (!(error instanceof EventStoreOpenError || error instanceof EventStoreUnavailableError)) throw error;
    console.error(`The server at EVENTSTOREDB_URL cannot be asked: ${error.message}`);
    return false;
  }
}

function runSuite(): Promise<number> {
  const suite = join(import.meta.dirname, 'suite.ts');
  const args = ['--test', '--test-reporter=spec', '--test-timeout=120000', suite];
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { stdio: 'inherit' });
    child.on('error', () => resolve(1));
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
