import { randomUUID } from 'node:crypto';

/** A kind of load; what every single request is made of. */
export type Load =
  | { readonly kind: 'get'; readonly paths: readonly string[]; readonly headers: Readonly<Record<string, string>> }
  | {
      readonly kind: 'orders';
      readonly path: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly skus: readonly string[];
      /** Lines an order, each of another SKU where there are enough. */
      readonly lines: number;
    };

export interface LoadRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

const address = { name: 'Alice Example', line1: '1 High Street', city: 'London', postalCode: 'N1 1AA', country: 'GB' };

/** Makes the requests of a load, one after the other; every order has a key of its own. */
export function requestsOf(load: Load): () => LoadRequest {
  let made = 0;
  if (load.kind === 'get') {
    const { paths, headers } = load;
    return () => ({ method: 'GET', path: paths[made++ % paths.length] as string, headers });
  }
  const { path, skus, lines } = load;
  const run = randomUUID();
  const headers = { ...load.headers, 'Content-Type': 'application/json' };
  return () => {
    const first = made++ * lines;
    const body = {
      lines: Array.from({ length: lines }, (_, line) => ({ sku: skus[(first + line) % skus.length], quantity: 1 })),
      shippingAddress: address,
      paymentToken: 'tok_ok',
      place: true,
    };
    return { method: 'POST', path, headers: { ...headers, 'Idempotency-Key': `${run}-${made}` }, body: JSON.stringify(body) };
  };
}
