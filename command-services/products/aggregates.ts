import { type AggregateDependencies, createAggregate } from '@shop/platform/command-handling/create-aggregate.ts';
import { claimDecider } from './claims/claim.ts';
import { discountCodeDecider } from './discount-code/decide.ts';
import { inventoryDecider } from './inventory/decide.ts';
import { bindingDecider } from './keys/binding.ts';
import { productDecider } from './product/decide.ts';

export type Aggregates = ReturnType<typeof createAggregates>;

/**
 * The aggregates of this service. Products are short streams and remember every command; claims, stock,
 * discount codes and keys recognise a repetition by what their own events say.
 */
export function createAggregates(dependencies: AggregateDependencies) {
  return {
    products: createAggregate({ category: 'product', decider: productDecider, dedupe: 'command' }, dependencies),
    skus: createAggregate({ category: 'sku', decider: claimDecider('sku'), dedupe: 'natural' }, dependencies),
    slugs: createAggregate({ category: 'slug', decider: claimDecider('slug'), dedupe: 'natural' }, dependencies),
    inventory: createAggregate({ category: 'inventory', decider: inventoryDecider, dedupe: 'natural' }, dependencies),
    keys: createAggregate({ category: 'idempotencyKey', decider: bindingDecider, dedupe: 'natural' }, dependencies),
    discountCodes: createAggregate({ category: 'discountCode', decider: discountCodeDecider, dedupe: 'natural' }, dependencies),
  };
}
