import type { EventStore } from '@shop/platform/event-store/port.ts';
import { idOf } from '@shop/shared-events';
import { setTimeout as sleep } from 'node:timers/promises';
import { latencyOf } from './statistics.ts';

/** What became of the orders that were placed since some position of the log. */
export interface Settled {
  readonly confirmed: number;
  readonly rejected: number;
  /** Epoch milliseconds at which the last of them was confirmed or rejected. */
  readonly lastAt: number;
  /** From placed to confirmed, by the times the events were recorded. */
  readonly confirming: ReturnType<typeof latencyOf> | null;
}

/** Looks at the shop's log from outside, with a connection of its own: the shop does nothing for it. */
export interface OrderLog {
  head(): Promise<bigint>;
  /** Resolves when every order placed after `position` was confirmed or rejected. Fails after a minute without progress. */
  settledSince(position: bigint): Promise<Settled>;
  /** Reservations of a SKU beyond what was on hand, at any prefix of its stream; and those that are open at its end. */
  oversold(sku: string): Promise<{ readonly oversold: number; readonly reserved: number }>;
  close(): Promise<void>;
}

const patience = 60_000;

export function orderLog(store: EventStore): OrderLog {
  return {
    head: () => store.head(),
    close: () => store.close(),

    async settledSince(position) {
      const placed = new Map<string, number>();
      const ended = { OrderConfirmed: 0, OrderRejected: 0 };
      const confirming: number[] = [];
      let lastAt = 0;
      let after = position;
      for (let lookedAt = Date.now(); ;) {
        for await (const event of store.readAll({ after, filter: { categories: ['order'] } })) {
          after = event.position;
          lookedAt = Date.now();
          const at = Date.parse(event.recordedAt);
          if (event.type === 'OrderPlaced') placed.set(event.stream, at);
          if (event.type !== 'OrderConfirmed' && event.type !== 'OrderRejected') continue;
          const since = placed.get(event.stream);
          if (since === undefined) continue;
          placed.delete(event.stream);
          ended[event.type]++;
          lastAt = at;
          if (event.type === 'OrderConfirmed') confirming.push(at - since);
        }
        if (placed.size === 0) {
          const latency = confirming.length > 0 ? latencyOf(confirming) : null;
          return { confirmed: ended.OrderConfirmed, rejected: ended.OrderRejected, lastAt, confirming: latency };
        }
        if (Date.now() - lookedAt > patience) {
          const [stream = ''] = placed.keys();
          throw new Error(`${placed.size} orders are not settled and nothing moves, e.g. ${idOf(stream)}`);
        }
        await sleep(25);
      }
    },

    async oversold(sku) {
      let onHand = 0;
      let most = 0;
      const open = new Map<string, number>();
      let reserved = 0;
      for await (const { type, data } of store.readStream(`inventory-${sku}`)) {
        const { reservationId = '', quantity = 0, onHand: registered = 0 } = data as StockData;
        if (type === 'StockItemRegistered') onHand = registered;
        if (type === 'StockReserved') {
          open.set(reservationId, quantity);
          reserved += quantity;
        }
        if (type === 'StockReservationReleased' || type === 'StockReservationExpired') {
          reserved -= open.get(reservationId) ?? 0;
          open.delete(reservationId);
        }
        most = Math.max(most, reserved - onHand);
      }
      return { oversold: most, reserved: open.size };
    },
  };
}

interface StockData {
  readonly reservationId?: string;
  readonly quantity?: number;
  readonly onHand?: number;
}
