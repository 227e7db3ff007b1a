import Database from 'better-sqlite3';
import type { Row } from './row.ts';
import { classify } from './classify.ts';

/**
 * The file's rows in a scratch database, so that memory stays flat however long the file is. `fate` is
 * what becomes of a row; every row has exactly one, which makes the closing table add up.
 */
export type Staging = Database.Database;

const tables = `
  CREATE TABLE rows (
    number INTEGER PRIMARY KEY, invoice TEXT NOT NULL, sku TEXT NOT NULL, description TEXT NOT NULL, quantity INTEGER NOT NULL,
    at TEXT NOT NULL, price INTEGER NOT NULL, customer TEXT NOT NULL, country TEXT NOT NULL, kind TEXT NOT NULL, fate TEXT
  );
  -- A part of a sale row that can still come back: what credits are matched with.
  CREATE TABLE sold (row INTEGER PRIMARY KEY, invoice TEXT NOT NULL, customer TEXT NOT NULL, sku TEXT NOT NULL, price INTEGER NOT NULL, remaining INTEGER NOT NULL);
  CREATE TABLE orders (
    invoice TEXT PRIMARY KEY, at TEXT NOT NULL, customer TEXT NOT NULL, country TEXT NOT NULL, total INTEGER NOT NULL,
    -- What may still be given back, in minor units, and the credit document that cancels it.
    "left" INTEGER NOT NULL, cancelledBy TEXT, first INTEGER NOT NULL
  );
  -- One credit document's effect on one order.
  CREATE TABLE credits (document TEXT NOT NULL, at TEXT NOT NULL, invoice TEXT NOT NULL, form TEXT NOT NULL, sku TEXT, quantity INTEGER, amount INTEGER NOT NULL, row INTEGER NOT NULL);
`;

/** Opens a scratch database: a file that the system forgets when the process ends, however it ends. */
export function openStaging(): Staging {
  const staging = new Database('');
  staging.pragma('temp_store = FILE');
  staging.pragma('journal_mode = OFF');
  staging.pragma('synchronous = OFF');
  staging.pragma('cache_size = -16000');
  staging.exec(tables);
  return staging;
}

/** Takes the rows in, each with its kind; what is left out for its own sake has its fate already. */
export async function stageRows(staging: Staging, rows: AsyncIterable<Row>): Promise<number> {
  const insert = staging.prepare('INSERT INTO rows VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const played = new Set<string>(['sale', 'credit', 'adjustment']);
  let count = 0;
  staging.exec('BEGIN');
  for await (const row of rows) {
    const kind = classify(row);
    const fate = played.has(kind) ? null : `left out: ${kind}`;
    insert.run(
      row.number,
      row.invoice,
      row.sku,
      row.description,
      row.quantity,
      row.at,
      row.price,
      row.customer,
      row.country,
      kind,
      fate,
    );
    count++;
  }
  staging.exec('COMMIT');
  staging.exec(`
    CREATE INDEX rowsByInvoice ON rows (invoice);
    CREATE INDEX rowsBySku ON rows (sku);
    CREATE INDEX rowsByKind ON rows (kind, at, number);
  `);
  return count;
}
