import { systemClock } from '@shop/platform/clock/system.ts';
import { openSqliteEventStore } from '@shop/platform/event-store/sqlite/store.ts';
import { join } from 'node:path';
import { serveBench } from '../harness/serve.ts';
import { appendFor } from './append-callers.ts';

// The shop's own event log.
serveBench(async ({ folder }: { readonly folder: string }) => {
  const store = await openSqliteEventStore({ file: join(folder, 'log.db'), clock: systemClock });
  return {
    tasks: {
      run: ({ seconds }: { readonly seconds: number }) =>
        appendFor(seconds, (stream, event) => store.append(stream, 'no_stream', [event])),
    },
    close: () => store.close(),
  };
});
