import type { Money, PersonalData, ProductEvent, SkuQuantity } from '@shop/shared-events';
import { LogWriter } from './log-writer.ts';

export const gbp = (amount: number): Money => ({ amount, currency: 'GBP' });

export const sealed: PersonalData = { customerId: 'alice', iv: 'iv', ciphertext: 'text', tag: 'tag' };

export interface Article {
  readonly sku: string;
  readonly productId: string;
  readonly price: number;
}

/** A hand-written shop: what it sells, and the log it writes. */
export class Shop {
  readonly log = new LogWriter();

  /** A published product of one variant, with its names claimed. */
  product(sku: string, price: number): Article {
    const productId = this.log.id();
    const slug = `thing-${sku.toLowerCase()}`;
    this.log.machine(`sku-${sku}`, { type: 'SkuClaimed', data: { sku, productId } });
    this.log.machine(`slug-${slug}`, { type: 'SlugClaimed', data: { slug, productId } });
    const variants = [{ sku, options: {}, price: gbp(price) }];
    const data = { productId, slug, name: `Thing ${sku}`, description: '', category: null, variants };
    this.edit(productId, { type: 'ProductCreated', data });
    this.edit(productId, { type: 'ProductPublished', data: {} });
    return { sku, productId, price };
  }

  edit(productId: string, ...events: readonly ProductEvent[]): void {
    this.log.person(`product-${productId}`, ...events);
  }

  priceRevision(productId: string): number {
    return this.log.revision(`product-${productId}`);
  }

  /** A stock item whose key was bound to it first, as for everything whose name comes in the body. */
  stock(sku: string, onHand: number, lowStockThreshold = 0): void {
    const stream = `inventory-${sku}`;
    const key = `stock-${sku}`;
    this.log.machine(`idempotencyKey-${key}`, { type: 'IdempotencyKeyBound', data: { stream } });
    this.log.personWith(key, stream, { type: 'StockItemRegistered', data: { sku, onHand, lowStockThreshold } });
  }

  code(code: string, percentOff: number | null, amountOff: Money | null, maxRedemptions: number | null): void {
    const validity = { validFrom: this.log.instant(-60_000), validUntil: this.log.instant(86_400_000) };
    this.log.person(`discountCode-${code}`, {
      type: 'DiscountCodeCreated',
      data: { code, percentOff, amountOff, ...validity, maxRedemptions },
    });
  }
}

export function units(lines: readonly SkuQuantity[]): SkuQuantity[] {
  return lines.map(({ sku, quantity }) => ({ sku, quantity }));
}
