import pg from 'pg';

type Settings = Readonly<Record<string, string>>;

/** Position of the last event of the log in PostgreSQL. */
export async function headOfLog(settings: Settings): Promise<bigint> {
  const [row] = await ask(settings, 'SELECT coalesce(max(position), 0) AS head FROM shop.events');
  return BigInt(row?.['head'] as string);
}

/** Leaves the log as a backup of that moment has it: nothing after the position. */
export async function rewindLog(settings: Settings, position: bigint): Promise<void> {
  await ask(settings, `DELETE FROM shop.events WHERE position > ${position}`);
}

async function ask(
  { POSTGRES_URL: connectionString }: Settings,
  statement: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}
