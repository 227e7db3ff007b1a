import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createHttpStock } from '@shop/order-commands/http-ports/stock.ts';
import { contractCause } from '@shop/order-commands/ports/contract/cause.ts';
import { systemClock } from '@shop/platform/clock/system.ts';
import { memoryEventStore } from '@shop/platform/event-store/memory.ts';
import { type EventStore, WrongExpectedRevisionError } from '@shop/platform/event-store/port.ts';
import type { ServiceClient } from '@shop/platform/service-client/port.ts';
import { openProductShop } from './product-shop.ts';

const buyers = 200;

/** A store that is as slow as a real one, and counts appends that met another writer's. */
function countingStore(): { readonly store: EventStore; readonly conflicts: () => number } {
  const store = memoryEventStore({ clock: systemClock });
  const append = store.append.bind(store);
  let conflicts = 0;
  store.append = async (...args) => {
    await systemClock.sleep(2);
    return append(...args).catch((error: unknown) => {
      if (error instanceof WrongExpectedRevisionError) conflicts++;
      throw error;
    });
  };
  return { store, conflicts: () => conflicts };
}

/** Sells the last 50 units to many at once through both instances; answers how often appends met. */
async function sell(clientOf: (client: ServiceClient) => ServiceClient): Promise<number> {
  const { store, conflicts } = countingStore();
  const shop = await openProductShop(store);
  try {
    await shop.stock({ HOT: 50 });
    const stock = createHttpStock(clientOf(shop.client));
    const lines = [{ sku: 'HOT', quantity: 1 }];
    const answers = await Promise.all(
      Array.from({ length: buyers }, (_, n) => {
        const id = `buyer-${n}`;
        const request = { reservationId: id, orderId: id, lines, expiresAt: '2999-01-01T00:00:00.000Z' };
        return stock.reserve(request, contractCause(`hot ${n}`));
      }),
    );
    assert.equal(answers.filter(({ refused }) => refused.length === 0).length, 50);
    return conflicts();
  } finally {
    await shop.close();
  }
}

describe('the last units of a hot article, bought through two instances', () => {
  it('are sold once, and without one append meeting another, since its buyers share an instance', async () => {
    assert.equal(await sell((client) => client), 0);
  });
  it('are sold once also where they do not: every stale append is decided anew', async () => {
    const conflicts = await sell((client) => ({
      call: (service, path, body, options) => client.call(service, path, body, { ...options, affinity: undefined }),
      close: () => client.close(),
    }));
    assert.ok(conflicts > 0);
  });
});
