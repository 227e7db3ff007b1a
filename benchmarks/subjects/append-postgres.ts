import { systemClock } from '@shop/platform/clock/system.ts';
import { openPostgresEventStore } from '@shop/platform/event-store/postgres/store.ts';
import { serveBench } from '../harness/serve.ts';
import { appendFor } from './append-callers.ts';

// The shop's event log in PostgreSQL.
serveBench(async ({ url }: { readonly url: string }) => {
  const store = await openPostgresEventStore({ url, clock: systemClock });
  return {
    tasks: {
      run: ({ seconds }: { readonly seconds: number }) =>
        appendFor(seconds, (stream, event) => store.append(stream, 'no_stream', [event])),
    },
    close: () => store.close(),
  };
});
