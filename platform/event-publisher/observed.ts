import type { Clock } from '../clock/port.ts';
import { withEventSpans } from '../telemetry/event-spans.ts';
import type { RenewablePublisher } from './port.ts';

export interface PublisherObserver {
  /** Told of every batch that the broker has kept. */
  published(events: number): void;
}

/** The same publisher, whose work is seen in the traces of the events it carries, and counted. */
export function observedPublisher(
  publisher: RenewablePublisher,
  clock: Pick<Clock, 'now'>,
  observer: PublisherObserver,
): RenewablePublisher {
  return {
    async publish(events) {
      const options = { kind: 'producer', service: 'event-relay', attributes: { 'events.count': events.length } } as const;
      await withEventSpans('relay', options, events, clock.now(), () => publisher.publish(events));
      observer.published(events.length);
    },
    renew: () => publisher.renew(),
    newest: () => publisher.newest(),
    lost: () => publisher.lost(),
    close: () => publisher.close(),
  };
}
