import {
  type DiscountCodeEvent,
  eventCatalogue,
  type InventoryEvent,
  parseEvent,
  type ProductEvent,
  type RecordedEvent,
  streamName,
} from '@shop/shared-events';

const begin = Date.parse('2026-03-01T09:00:00.000Z');

/** When the event at this place of a history was decided: one second after another. */
export function instant(index: number): string {
  return new Date(begin + index * 1_000).toISOString();
}

type AnyEvent = { readonly type: string; readonly data: unknown };

/** Writes down what happened, as the log would give it back: the given part of a test. */
export class History {
  readonly events: RecordedEvent[] = [];
  readonly #revisions = new Map<string, number>();

  product(id: string, ...events: ProductEvent[]): this {
    return this.#append(streamName('product', id), events);
  }

  inventory(sku: string, ...events: InventoryEvent[]): this {
    return this.#append(streamName('inventory', sku), events);
  }

  discountCode(code: string, ...events: DiscountCodeEvent[]): this {
    return this.#append(streamName('discountCode', code), events);
  }

  #append(stream: string, events: readonly AnyEvent[]): this {
    for (const { type, data } of events) {
      const revision = (this.#revisions.get(stream) ?? -1) + 1;
      const index = this.events.length;
      this.#revisions.set(stream, revision);
      this.events.push({
        id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
        type,
        data: parseEvent(eventCatalogue, type, 1, data),
        metadata: {
          version: 1,
          decidedAt: instant(index),
          commandId: `command-${index}`,
          $correlationId: 'test',
          $causationId: 'test',
          actor: { id: 'walt', kind: 'user' },
        },
        stream,
        revision,
        position: BigInt(index),
        recordedAt: instant(index),
      });
    }
    return this;
  }
}
