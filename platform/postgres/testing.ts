import { randomUUID } from 'node:crypto';
import { after } from 'node:test';
import pg from 'pg';

/** Runs statements as a test needs them, beside the adapter under test. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Names of schemas nobody else has. All are dropped after the suite they were asked for in. */
export function testSchemas(url: string): () => string {
  const made: string[] = [];
  after(async () => {
    await withClient(url, async (client) => {
      for (const schema of made) await client.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
    });
  });
  return () => {
    const schema = `test_${randomUUID().replaceAll('-', '')}`;
    made.push(schema);
    return schema;
  };
}
