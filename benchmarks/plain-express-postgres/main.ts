import { createServer } from 'node:http';
import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import { serveBench } from '../harness/serve.ts';
import { addressOf } from '../subjects/address.ts';
import { plainShop } from './app.ts';
import { tables } from './schema.ts';

export interface PlainShopReady {
  readonly url: string;
  /** Version and whether commits are on the disk when they are answered. */
  readonly postgres: string;
}

/** As many as PostgreSQL has work for on a small machine; more only wait in the server instead of here. */
const connections = 16;

// The plain shop as a process of its own, in a schema of its own that goes with it.
serveBench(async ({ url }: { readonly url: string }) => {
  const schema = `bench_${randomUUID().replaceAll('-', '')}`;
  const pool = new Pool({ connectionString: url, max: connections, options: `-c search_path=${schema}` });
  await pool.query(`CREATE SCHEMA ${schema}`);
  await pool.query(tables);
  const server = createServer(plainShop(pool));
  return {
    ready: { url: await addressOf(server), postgres: await settings(pool) } satisfies PlainShopReady,
    tasks: {
      stock: (input: StockInput) => stock(pool, input),
      /** Orders and reserved units of a SKU. */
      async sold(sku: string): Promise<{ readonly reserved: number; readonly orders: number }> {
        const { rows } = await pool.query<{ reserved: number; orders: number }>(
          `SELECT reserved, (SELECT count(*)::int FROM order_lines WHERE order_lines.sku = stock.sku) AS orders FROM stock WHERE sku = $1`,
          [sku],
        );
        return rows[0] ?? { reserved: 0, orders: 0 };
      },
      async orderIds(limit: number): Promise<readonly string[]> {
        const { rows } = await pool.query<{ id: string }>('SELECT id FROM orders ORDER BY placed_at DESC LIMIT $1', [limit]);
        return rows.map(({ id }) => id);
      },
    },
    async close() {
      server.closeAllConnections();
      await pool.query(`DROP SCHEMA ${schema} CASCADE`);
      await pool.end();
    },
  };
});

export interface StockInput {
  readonly skus: readonly string[];
  readonly onHand: number;
}

/** A product of one variant for each SKU; answers their ids. */
async function stock(pool: Pool, { skus, onHand }: StockInput): Promise<readonly string[]> {
  const ids = skus.map(() => randomUUID());
  await pool.query(
    `INSERT INTO products (id, slug, name, description, category, status)
     SELECT id, 'product-' || lower(sku), 'Product ' || sku, '', 'tests', 'active' FROM unnest($1::uuid[], $2::text[]) AS t (id, sku)`,
    [ids, skus],
  );
  await pool.query(
    `INSERT INTO variants (sku, product_id, price, currency) SELECT sku, id, 1000, 'GBP' FROM unnest($1::uuid[], $2::text[]) AS t (id, sku)`,
    [ids, skus],
  );
  await pool.query(`INSERT INTO stock (sku, on_hand) SELECT sku, $2 FROM unnest($1::text[]) AS t (sku)`, [skus, onHand]);
  await pool.query('ANALYZE');
  return ids;
}

async function settings(pool: Pool): Promise<string> {
  const show = async (name: string): Promise<string> => {
    const { rows } = await pool.query<Record<string, string>>(`SHOW ${name}`);
    return Object.values(rows[0] ?? {})[0] ?? '';
  };
  const [version, fsync, commit] = [await show('server_version'), await show('fsync'), await show('synchronous_commit')];
  return `PostgreSQL ${version}, fsync ${fsync}, synchronous_commit ${commit}`;
}
