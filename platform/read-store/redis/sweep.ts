import type { Catalogue } from './catalogue.ts';
import type { Connection } from './connection.ts';
import { collectionKey, generationKey, part } from './keys.ts';
import { layoutsOf, type CollectionLayout } from './layout.ts';

const PIECE = 500;

/**
 * Takes away what dropped generations left, in short pieces; large keys are unlinked, so that Redis frees them
 * beside its work. What a crash interrupts goes on with the next sweep: the catalogue knows what is left.
 */
export async function sweep(connection: Connection, base: string, catalogue: Catalogue): Promise<void> {
  for (const rubbish of await catalogue.rubbish()) {
    const { generation, shape } = rubbish;
    for (const layout of layoutsOf(shape).values()) {
      await sweepCollection(connection, collectionKey(base, generation, layout.index), layout);
    }
    const root = generationKey(base, generation);
    await unlink(connection, [`${root}:m`, `${root}:v`, `${root}:p`]);
    await catalogue.swept(rubbish);
  }
}

async function sweepCollection(connection: Connection, base: string, layout: CollectionLayout): Promise<void> {
  for (const { index, kind } of layout.byName.values()) {
    if (kind === 'keyword' || kind === 'keywords') await sweepValues(connection, base, index);
  }
  if (layout.hasText) await sweepWords(connection, base);
  const orders = layout.orders.map((order) => part.order(order.index));
  const fixed = [part.documents, part.keys, part.records, part.numbers, part.texts, part.lexicon];
  await unlink(
    connection,
    [...fixed, ...orders].map((key) => base + key),
  );
}

async function sweepValues(connection: Connection, base: string, field: number): Promise<void> {
  const values = base + part.values(field);
  let cursor = '0';
  do {
    const [next, found] = await connection.run((client) => client.sscan(values, cursor, 'COUNT', PIECE));
    await unlink(
      connection,
      found.map((value) => base + part.value(field, value)),
    );
    cursor = next;
  } while (cursor !== '0');
  await unlink(connection, [values]);
}

async function sweepWords(connection: Connection, base: string): Promise<void> {
  const lexicon = base + part.lexicon;
  for (;;) {
    const words = await connection.run((client) => client.zrange(lexicon, '0', String(PIECE - 1)));
    if (words.length === 0) return;
    await unlink(
      connection,
      words.map((word) => base + part.word(word)),
    );
    await connection.run((client) => client.zrem(lexicon, words));
  }
}

async function unlink(connection: Connection, keys: readonly string[]): Promise<void> {
  if (keys.length > 0) await connection.run((client) => client.unlink([...keys]));
}
