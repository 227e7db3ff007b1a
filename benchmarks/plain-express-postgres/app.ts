import express, { type Express } from 'express';
import { randomUUID } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { statements } from './schema.ts';

/** There is one customer: whoever asks. Nothing of who may do what costs this service anything. */
const customer = '0b3a9f6e-6c1d-4a57-9d0e-1a6f2c7b1001';

interface Line {
  readonly sku: string;
  readonly quantity: number;
}

/**
 * What anybody would write first: a route for each request, and one transaction that takes the stock and inserts the
 * order. Stock is taken in order of SKU, so that two orders never wait for each other in a circle.
 */
export function plainShop(pool: Pool): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  const ask = async (name: keyof typeof statements, values: readonly unknown[], on: Pool | PoolClient = pool) =>
    (await on.query<Record<string, unknown>>({ name, text: statements[name], values: [...values] })).rows;

  app.post('/api/v1/orders', express.json(), async (request, response) => {
    const { lines, shippingAddress } = request.body as { lines: Line[]; shippingAddress: object };
    const id = randomUUID();
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      const prices = await reserve(client, lines);
      if (!prices) {
        await client.query('ROLLBACK');
        return void response.status(409).json({ status: 'rejected', reason: 'out_of_stock' });
      }
      const total = lines.reduce((sum, { sku, quantity }) => sum + (prices.get(sku) ?? 0) * quantity, 0);
      await ask('order', [id, customer, total, 'GBP', shippingAddress], client);
      const columns = [
        lines.map((_, line) => line),
        lines.map(({ sku }) => sku),
        lines.map(({ quantity }) => quantity),
        lines.map(({ sku }) => prices.get(sku)),
      ];
      await ask('lines', [id, ...columns], client);
      await client.query('COMMIT');
      response.status(201).json({ id, status: 'confirmed', total: { amount: total, currency: 'GBP' } });
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    } finally {
      client.release();
    }
  });

  async function reserve(client: PoolClient, lines: readonly Line[]): Promise<ReadonlyMap<string, number> | null> {
    const prices = new Map<string, number>();
    for (const { sku, quantity } of lines.toSorted((a, b) => (a.sku < b.sku ? -1 : 1))) {
      const [row] = await ask('reserve', [sku, quantity], client);
      if (!row) return null;
      prices.set(sku, Number(row['price']));
    }
    return prices;
  }

  app.get('/api/v1/products/:id', async ({ params }, response) => {
    const [product] = await ask('getProduct', [params.id]);
    response.status(product ? 200 : 404).json(product ?? { error: 'not found' });
  });
  app.get('/api/v1/orders/:id', async ({ params }, response) => {
    const [order] = await ask('getOrder', [params.id, customer]);
    response.status(order ? 200 : 404).json(order ?? { error: 'not found' });
  });
  app.get('/api/v1/orders', async (_request, response) => {
    response.json({ items: await ask('listOrders', [customer]) });
  });
  return app;
}
