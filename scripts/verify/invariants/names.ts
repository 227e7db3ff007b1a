import { categoryOf, idOf } from '@shop/shared-events';
import type { Check } from '../core/check.ts';
import type { Tell } from '../core/report.ts';
import type { Scratch } from '../core/scratch.ts';
import type { Told } from '../core/told.ts';
import type { Holder, ProductFacts } from '../facts/product-facts.ts';
import type { World } from '../facts/world.ts';

interface Change {
  readonly commandId: string;
  readonly revision: number;
  /** Who held the name before the command. */
  readonly before: Holder;
}

const nobody: Holder = { productId: null, revision: -1 };

/**
 * SKUs and slugs are unique in the whole shop: a product uses a name only while it holds it, and a name goes from one
 * product to the next only after the first one's own stream has recorded that it forfeits the claim. What one
 * command does to a name in several events is one step.
 */
export function uniqueNames(scratch: Scratch): Check {
  const changes = scratch.table<Change>();
  return {
    number: 'names',
    title: 'SKUs and slugs belong to one product each',
    before(event, world, tell) {
      const { stream, revision, metadata } = event;
      const category = categoryOf(stream);
      if (category === 'sku' || category === 'slug') {
        const last = changes.get(stream);
        if (last?.commandId !== metadata.commandId) {
          if (last) judge(stream, last, world, tell);
          changes.set(stream, { commandId: metadata.commandId, revision, before: world.holders.get(stream) ?? nobody });
        }
      }
      for (const what of wrongs(event, world)) tell(stream, revision, what);
    },
    end(world, _rest, tell) {
      for (const [stream, change] of changes.entries()) judge(stream, change, world, tell);
    },
  };
}

function* wrongs(event: Told, world: World): Iterable<string> {
  switch (event.type) {
    case 'SkuReleased':
    case 'SlugReleased': {
      const { productId } = world.holders.get(event.stream) ?? nobody;
      if (productId !== event.data.productId) yield `released by ${event.data.productId}, held by ${productId}`;
      return;
    }
    case 'ProductCreated':
      return yield* notHeld([`slug-${event.data.slug}`, ...event.data.variants.map(({ sku }) => `sku-${sku}`)], event, world);
    case 'VariantAdded':
      return yield* notHeld([`sku-${event.data.variant.sku}`], event, world);
    case 'ProductDetailsUpdated':
      return yield* notHeld(event.data.slug === undefined ? [] : [`slug-${event.data.slug}`], event, world);
    case 'ProductClaimForfeited': {
      const { name, claimRevision } = event.data;
      const product = world.products.get(idOf(event.stream));
      const holder = world.holders.get(name) ?? nobody;
      if (product && uses(product, name)) yield `forfeits ${name}, which it uses`;
      if (holder.productId !== idOf(event.stream)) yield `forfeits ${name}, which ${holder.productId} holds`;
      if (claimRevision > holder.revision || claimRevision <= (product?.forfeited.get(name) ?? -1)) {
        yield `forfeits claim ${claimRevision} of ${name}, held by claim ${holder.revision}`;
      }
      return;
    }
    default:
      return;
  }
}

function* notHeld(names: readonly string[], { stream }: Told, world: World): Iterable<string> {
  for (const name of names) {
    const { productId } = world.holders.get(name) ?? nobody;
    if (productId !== idOf(stream)) yield `uses ${name}, which ${productId ?? 'nobody'} holds`;
  }
}

function judge(stream: string, { before, revision }: Change, world: World, tell: Tell): void {
  const after = world.holders.get(stream) ?? nobody;
  if (before.productId === null || after.productId === before.productId) return;
  const product = world.products.get(before.productId);
  if (product && uses(product, stream)) tell(stream, revision, `taken from product ${before.productId}, which uses it`);
  const forfeited = (product?.forfeited.get(stream) ?? -1) >= before.revision;
  if (after.productId !== null && !forfeited)
    tell(stream, revision, `taken from product ${before.productId}, which did not forfeit it`);
}

function uses({ slug, prices }: ProductFacts, name: string): boolean {
  return name === `slug-${slug}` || (name.startsWith('sku-') && prices.has(idOf(name)));
}
