import { idOf, type RecordedEvent } from '@shop/shared-events';
import type { Clock } from '@shop/platform/clock/port.ts';
import { derivedId } from '@shop/platform/ids/derived.ts';
import type { EventFeed } from '@shop/platform/event-feed/port.ts';
import type { KeyVault } from '@shop/platform/personal-data/port.ts';
import type { Log } from '@shop/platform/telemetry/port.ts';
import { insistUntil } from '../background/insist-until.ts';
import type { Runner } from '../background/runner.ts';
import type { Customers } from './customer.ts';

export interface ErasureDependencies {
  readonly feed: EventFeed;
  readonly customers: Customers;
  readonly vault: Pick<KeyVault, 'destroy'>;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Destroys the keys of customers who are to be erased, and says so in the log. Begins at the log's start every
 * time: erasures are few, and one that is done already costs next to nothing. A crash between the two
 * steps does the first again, which is no error.
 */
export function createErasureRunner({ feed, customers, vault, clock, log }: ErasureDependencies): Runner {
  async function erase(event: RecordedEvent): Promise<void> {
    const customerId = idOf(event.stream);
    if ((await customers.load(customerId)).state.status === 'erased') return;
    await vault.destroy(customerId);
    await customers.execute(
      customerId,
      { type: 'RecordErased', customerId },
      {
        commandId: derivedId('erased', event.id),
        correlationId: event.metadata.$correlationId,
        causationId: event.id,
        traceparent: event.metadata.traceparent,
        actor: { id: 'customer-erasure', kind: 'process' },
      },
    );
  }

  return {
    async run(signal) {
      const options = { reader: 'customer-erasure', categories: ['customer'], checkpoint: null, signal };
      for await (const { events } of feed.read(options)) {
        const erased = new Set(events.filter(({ type }) => type === 'CustomerErased').map(({ stream }) => stream));
        for (const event of events) {
          if (event.type !== 'CustomerErasureRequested' || erased.has(event.stream)) continue;
          await insistUntil(
            signal,
            clock,
            () => erase(event),
            (error) => log.error('an erasure has to wait', { error }),
          );
        }
      }
    },
  };
}
