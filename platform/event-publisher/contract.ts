import { deepStrictEqual, rejects } from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { RecordedEvent } from '@shop/shared-events';
import type { EventPublisher } from './port.ts';

/** A publisher under test and a way to read what the broker keeps; across streams in any order. */
export interface PublisherUnderTest {
  readonly publisher: EventPublisher;
  published(): Promise<readonly RecordedEvent[]>;
  close(): Promise<void>;
}

/** What every {@link EventPublisher} keeps to. */
export function eventPublisherContract(name: string, open: () => Promise<PublisherUnderTest>): void {
  describe(`${name}: an event publisher`, () => {
    let under: PublisherUnderTest;
    beforeEach(async () => {
      under = await open();
    });
    afterEach(() => under.close());

    const keptOf = async (stream: string): Promise<readonly RecordedEvent[]> =>
      (await under.published()).filter((event) => event.stream === stream);

    it('has kept every event, whole, when publish resolves', async () => {
      const events = sampleEvents('order-1', 3);
      await under.publisher.publish(events);
      deepStrictEqual(await keptOf('order-1'), events);
    });

    it('keeps the order within each stream, over many publishes of mixed streams', async () => {
      const [a, b] = [sampleEvents('order-a', 20), sampleEvents('product-b', 20, 1_000n)];
      for (let i = 0; i < 20; i += 4) {
        const mixed = [0, 1, 2, 3].flatMap((j) => [a[i + j], b[i + j]]).filter((event) => event !== undefined);
        await under.publisher.publish(mixed);
      }
      deepStrictEqual(await keptOf('order-a'), a);
      deepStrictEqual(await keptOf('product-b'), b);
    });

    it('keeps the order of publishes of one stream that are not awaited one by one', async () => {
      const events = sampleEvents('order-1', 30);
      await Promise.all(events.map((event) => under.publisher.publish([event])));
      deepStrictEqual(await keptOf('order-1'), events);
    });

    it('publishes nothing when given nothing', async () => {
      await under.publisher.publish([]);
      deepStrictEqual(await under.published(), []);
    });

    it('keeps text of every script, and odd characters in names', async () => {
      const events = sampleEvents('order-{x}:*\r\n ☃', 1).map((event) => ({ ...event, data: { text: '价格 💶 \u0000 "\\' } }));
      await under.publisher.publish(events);
      deepStrictEqual(await keptOf('order-{x}:*\r\n ☃'), events);
    });

    it('refuses to publish once closed', async () => {
      await under.publisher.close();
      await rejects(under.publisher.publish(sampleEvents('order-1', 1)));
    });
  });
}

/** Recorded events of one stream, dense from revision 0, at positions from `position` on. */
export function sampleEvents(stream: string, count: number, position = 0n): RecordedEvent[] {
  return Array.from({ length: count }, (_, revision) => ({
    id: `${stream}/${revision}`,
    type: 'OrderConfirmed',
    data: { revision },
    metadata: {
      version: 1,
      decidedAt: '2026-01-01T00:00:00.000Z',
      commandId: `command-${revision}`,
      $correlationId: 'correlation',
      $causationId: 'causation',
      actor: { id: 'someone', kind: 'user' as const },
    },
    stream,
    revision,
    position: position + BigInt(revision),
    recordedAt: '2026-01-01T00:00:00.000Z',
  }));
}
