import { deepStrictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { memoryReadStore } from '@shop/platform/read-store/memory.ts';
import { archived, created, productId, published, variant } from '../testing/events.ts';
import { History } from '../testing/history.ts';
import { type Served, served } from '../testing/served.ts';
import { productList } from './project.ts';

const [pot, cup] = [productId(1), productId(2)] as const;

function shop(): History {
  return new History()
    .product(pot, created(pot, { variants: [variant('POT')] }), published)
    .product(cup, created(cup, { variants: [variant('CUP')] }), published);
}

describe('GET /products while nothing is committed', () => {
  const read = async (service: Served, headers: Record<string, string> = {}): Promise<string[]> =>
    (await service.call('GET', '/products', { headers })).body.items.map(({ id }: { id: string }) => id);

  it('keeps its answer for a second, but not from those who wait for a write', async () => {
    const store = memoryReadStore();
    await using service = await served(shop(), store);
    deepStrictEqual(await read(service), [cup, pot]);
    // An operator mends the view where its checkpoint stands.
    const projection = store.projection(productList);
    const generation = await projection.open((await projection.active())?.generation ?? 0);
    await generation.claim('operator');
    const writes = [{ kind: 'delete', collection: 'listed', key: cup }] as const;
    const checkpoint = (await generation.checkpoint()) ?? '';
    await generation.commit({ owner: 'operator', checkpoint, writes, revisions: new Map() });
    deepStrictEqual(await read(service), [cup, pot]);
    deepStrictEqual(await read(service, { 'Consistency-Token': `product-${pot}@0` }), [pot]);
    await service.clock.advance(1_000);
    deepStrictEqual(await read(service), [pot]);
  });

  it('has a new answer with the next commit', async () => {
    await using service = await served(shop());
    deepStrictEqual(await read(service), [cup, pot]);
    await service.project(shop().product(cup, archived));
    deepStrictEqual(await read(service), [pot]);
  });
});
