import assert from 'node:assert/strict';
import type { Client } from './client.ts';

/** Makes, publishes and stocks a product with one variant. */
export async function stockProduct(client: Client, sku: string, onHand: number, price = 1_000): Promise<string> {
  const body = { name: `Product ${sku}`, category: 'tests', variants: [{ sku, price: { amount: price, currency: 'GBP' } }] };
  const made = await client.ask('POST', '/products', { as: 'carol', body });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const published = await client.ask('POST', `/products/${made.body.id}/publish`, { as: 'carol' });
  assert.equal(published.status, 200, JSON.stringify(published.body));
  const stocked = await client.ask('POST', '/inventory', { as: 'walt', body: { sku, onHand } });
  assert.equal(stocked.status, 201, JSON.stringify(stocked.body));
  return made.body.id as string;
}

export const address = { name: 'Alice Example', line1: '1 High Street', city: 'London', postalCode: 'N1 1AA', country: 'GB' };

/** A whole order in one request. */
export function orderOf(lines: readonly { sku: string; quantity: number }[], paymentToken = 'tok_ok') {
  return { lines, shippingAddress: address, paymentToken, place: true };
}
