import type { NewEvent } from '@shop/shared-events';
import { randomUUID } from 'node:crypto';
import { latencyOf } from '../harness/statistics.ts';

export interface AppendResult {
  readonly rate: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

const callers = 128;

/** Has 128 callers append for so long, each its next event as soon as the one before is on the disk. */
export async function appendFor(
  seconds: number,
  append: (stream: string, event: NewEvent) => Promise<unknown>,
): Promise<AppendResult> {
  const times: number[] = [];
  const began = performance.now();
  const until = began + seconds * 1_000;
  await Promise.all(
    Array.from({ length: callers }, async () => {
      for (let now = performance.now(); now < until;) {
        const event = stockReserved();
        await append(`inventory-${event.id}`, event);
        const then = performance.now();
        times.push(then - now);
        now = then;
      }
    }),
  );
  return { rate: times.length / ((performance.now() - began) / 1_000), ...latencyOf(times) };
}

/** An event of the size most have: what the shop appends for every line of an order. */
function stockReserved(): NewEvent {
  const id = randomUUID();
  return {
    id,
    type: 'StockReserved',
    data: { reservationId: id, orderId: id, quantity: 2, onHand: 1_000, reserved: 17, expiresAt: '2026-01-01T00:15:00.000Z' },
    metadata: {
      version: 1,
      decidedAt: '2026-01-01T00:00:00.000Z',
      commandId: id,
      $correlationId: id,
      $causationId: id,
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00',
      actor: { id: 'fulfilment-process', kind: 'process' },
    },
  };
}
