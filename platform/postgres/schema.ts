import pg from 'pg';
import { withConnection } from './pool.ts';

/** The tables of one port within a schema. */
export interface SchemaPart {
  /** Names the part beside the others of the schema. */
  readonly part: string;
  /** Of the tables as `statements` makes them; the first is 1. */
  readonly version: number;
  /** SQL that makes them; `schema` is quoted. */
  statements(schema: string): string;
}

/** What stands there was written by a newer version of the shop. The message is one sentence for people. */
export class NewerFormatError extends Error {
  override readonly name = 'NewerFormatError';
}

/** Makes those who prepare schemas in one database wait for each other: `shop` in ASCII. */
const preparing = 0x73686f70;

/** A schema's name, quoted. `RangeError` where it is none: longer names would be cut by PostgreSQL and collide. */
export function quotedSchema(schema: string): string {
  if (/^[a-z_][a-z0-9_]{0,49}$/.test(schema)) return pg.escapeIdentifier(schema);
  throw new RangeError(`a schema's name is 1 to 50 of a-z, 0-9 and _, not ${JSON.stringify(schema.slice(0, 60))}`);
}

/** Makes the schema and the part's tables where they are absent. Throws {@link NewerFormatError} and changes nothing. */
export async function prepareSchema(pool: pg.Pool, schema: string, part: SchemaPart): Promise<void> {
  const quoted = quotedSchema(schema);
  await withConnection(pool, async (client) => {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [preparing]);
    const found = await versionOf(client, quoted, part.part);
    if (found > part.version) {
      throw new NewerFormatError(
        `the schema ${schema} was written by a newer version of the shop (format ${found}, this one knows ${part.version})`,
      );
    }
    if (found === 0) {
      await client.query(part.statements(quoted));
      await client.query(`INSERT INTO ${quoted}.format (part, version) VALUES ($1, $2)`, [part.part, part.version]);
    }
    await client.query('COMMIT');
  });
}

/** The version of a part; 0 where it is not there. The right to make a schema is needed only where there is none. */
async function versionOf(client: pg.PoolClient, quoted: string, part: string): Promise<number> {
  const { rows } = await client.query<{ there: boolean; format: boolean }>(
    `SELECT to_regnamespace($1) IS NOT NULL AS there, to_regclass($2) IS NOT NULL AS format`,
    [quoted, `${quoted}.format`],
  );
  if (!rows[0]?.there) await client.query(`CREATE SCHEMA ${quoted}`);
  if (!rows[0]?.format) {
    await client.query(`CREATE TABLE ${quoted}.format (part text PRIMARY KEY, version integer NOT NULL)`);
    return 0;
  }
  const known = await client.query<{ version: number }>(`SELECT version FROM ${quoted}.format WHERE part = $1`, [part]);
  return known.rows[0]?.version ?? 0;
}
