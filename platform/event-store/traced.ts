import { categoryOf, type NewEvent } from '@shop/shared-events';
import { sampledOf } from '../telemetry/event-spans.ts';
import { withSpans } from '../telemetry/tracing.ts';
import type { EventStore } from './port.ts';

/**
 * The same store, whose appends are seen in the traces of the commands they come from: one span per trace, since one
 * append may hold several callers' commands. The events' `traceparent` then names that span, so that whatever is done
 * for an event later hangs below the append that made it. Appends that no trace is kept of go straight through.
 */
export function tracedEventStore(store: EventStore, service?: string): EventStore {
  return {
    append(stream, expected, events) {
      const commands = [...sampledOf(events)];
      if (commands.length === 0) return store.append(stream, expected, events);
      const attributes = { stream, 'events.count': events.length, 'events.first': events[0]?.type };
      const options = { service, kind: 'client', attributes } as const;
      return withSpans(`append ${categoryOf(stream)}`, options, commands, (appends) => {
        const appendOf = new Map(commands.map((command, index) => [command, appends[index]]));
        return store.append(
          stream,
          expected,
          events.map((event) => below(event, appendOf)),
        );
      });
    },
    readStream: (stream, options) => store.readStream(stream, options),
    readAll: (options) => store.readAll(options),
    subscribeAll: (options) => store.subscribeAll(options),
    head: () => store.head(),
    close: () => store.close(),
  };
}

function below(event: NewEvent, appendOf: ReadonlyMap<string, string | undefined>): NewEvent {
  const traceparent = appendOf.get(event.metadata.traceparent ?? '');
  return traceparent === undefined ? event : { ...event, metadata: { ...event.metadata, traceparent } };
}
