import type { DiscountTerms, OrderEvent, PlacedLine, RecordedEvent, SkuQuantity } from '@shop/shared-events';
import type { LogWriter } from './log-writer.ts';
import { charges, priced, type Unpriced } from './pricing.ts';
import { type Article, gbp, sealed, type Shop } from './shop.ts';

interface Wanted {
  readonly article: Article;
  readonly quantity: number;
}

/** A hand-written order as far as its cart and its placing. */
export class CartScript {
  readonly orderId: string;
  readonly shop: Shop;
  readonly log: LogWriter;
  attempt = 1;
  lines: (Wanted & { readonly lineId: string })[] = [];
  terms: DiscountTerms | null = null;
  placed: { lines: PlacedLine[]; total: number } = { lines: [], total: 0 };
  token = 'tok_ok';
  /** The event that causes the process's next step. */
  trigger = '';

  constructor(shop: Shop) {
    this.shop = shop;
    this.log = shop.log;
    this.orderId = shop.log.id();
  }

  get total(): number {
    return this.placed.total;
  }

  get paymentId(): string {
    return `${this.orderId}-${this.attempt}`;
  }

  /** Quantities by SKU. */
  get articles(): SkuQuantity[] {
    const sums = new Map<string, number>();
    for (const { sku, quantity } of this.placed.lines) sums.set(sku, (sums.get(sku) ?? 0) + quantity);
    return [...sums].map(([sku, quantity]) => ({ sku, quantity }));
  }

  /** A command of a person to the order. */
  person(...events: readonly OrderEvent[]): RecordedEvent {
    const last = this.log.person(`order-${this.orderId}`, ...events);
    this.trigger = last.id;
    return last;
  }

  /** What the process tells the order. */
  told(...events: readonly OrderEvent[]): void {
    this.log.machine(`order-${this.orderId}`, ...events);
  }

  create(): void {
    const data = { orderId: this.orderId, customerId: 'alice', currency: 'GBP', agreement: null };
    this.person({ type: 'OrderCreated', data });
  }

  add(article: Article, quantity: number): void {
    const { sku, productId, price } = article;
    const lineId = this.log.id();
    this.lines.push({ article, quantity, lineId });
    const line = { lineId, sku, productId, name: `Thing ${sku}`, quantity, unitPrice: gbp(price), agreed: false };
    this.person({ type: 'OrderLineAdded', data: { line } });
  }

  /** Another quantity of the first line, and its last line away. */
  rework(quantity: number): void {
    const [first] = this.lines;
    const last = this.lines.pop();
    if (!first || !last) return;
    this.lines[0] = { ...first, quantity };
    this.person({ type: 'OrderLineQuantityChanged', data: { lineId: first.lineId, quantity } });
    this.person({ type: 'OrderLineRemoved', data: { lineId: last.lineId } });
  }

  address(): void {
    this.person({ type: 'ShippingDetailsSet', data: { address: sealed, country: 'GB' } });
  }

  discount(terms: DiscountTerms): void {
    this.terms = terms;
    this.person({ type: 'DiscountApplied', data: terms });
  }

  place(): void {
    const lines = this.lines.map(({ article: { sku, productId, price }, quantity, lineId }) => {
      const priceRevision = this.shop.priceRevision(productId);
      return { lineId, sku, productId, name: `Thing ${sku}`, quantity, unitPrice: price, priceRevision };
    });
    this.person(this.placing(lines, this.log.instant(), charges));
  }

  /** Created and placed in one command by staff, who agreed price, date, shipping and tax. */
  placeAgreed({ sku, productId }: Article, quantity: number, unitPrice: number, agreed: typeof charges): void {
    const placedAt = this.log.instant(-86_400_000);
    const agreement = { reason: 'old shop', placedAt, ...agreed };
    const data = { orderId: this.orderId, customerId: 'alice', currency: 'GBP', agreement };
    const line = { lineId: this.log.id(), sku, productId, name: 'Thing', quantity, unitPrice, priceRevision: null };
    this.person({ type: 'OrderCreated', data }, this.placing([line], placedAt, agreed));
  }

  placing(lines: readonly Unpriced[], placedAt: string, charged: typeof charges): OrderEvent {
    const { orderId, terms, token } = this;
    const bill = priced(lines, terms, charged);
    this.placed = { lines: bill.lines, total: bill.totals.total };
    const who = { orderId, number: 'AAAAA-00000', customerId: 'alice', currency: 'GBP' };
    const where = { address: sealed, country: 'GB', placedAt, paymentToken: token };
    return { type: 'OrderPlaced', data: { ...who, ...bill, taxRate: charged.taxRate, discount: terms, ...where } };
  }
}
