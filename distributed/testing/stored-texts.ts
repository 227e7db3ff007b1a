import { openKafkaConnection } from '@shop/composition/adapters/kafka.ts';
import { parseConfig } from '@shop/platform/config/config.ts';
import { readRecords } from '@shop/platform/kafka/testing/scratch-topics.ts';
import { connect, type RedisClient } from '@shop/platform/read-store/redis/connection.ts';
import { keysOfPrefix } from '@shop/platform/read-store/redis/testing/stores.ts';
import { silentLog } from '@shop/platform/telemetry/port.ts';
import pg from 'pg';

type Settings = Readonly<Record<string, string>>;

/** What one key, record or row holds, and where it lies. */
export interface StoredText {
  readonly where: string;
  readonly text: string;
}

/** Every key of the system's prefix in Redis with all it holds, of whatever type it is. */
export async function textsInRedis({ REDIS_URL: url = '', REDIS_PREFIX: prefix = '' }: Settings): Promise<readonly StoredText[]> {
  const connection = await connect({ url }, silentLog);
  try {
    const texts: StoredText[] = [];
    for (const key of await keysOfPrefix({ url }, prefix)) {
      texts.push({ where: key, text: `${key} ${await allOf(connection.client, key)}` });
    }
    return texts;
  } finally {
    await connection.close();
  }
}

async function allOf(redis: RedisClient, key: string): Promise<string> {
  const type = await redis.type(key);
  switch (type) {
    case 'string':
      return String(await redis.getBuffer(key));
    case 'hash':
      return JSON.stringify(await redis.hgetall(key));
    case 'set':
      return JSON.stringify(await redis.smembers(key));
    case 'zset':
      return JSON.stringify(await redis.zrange(key, '0', '-1'));
    case 'list':
      return JSON.stringify(await redis.lrange(key, '0', '-1'));
    case 'none':
      return '';
    default:
      throw new Error(`${key} is a ${type}, which nobody here reads`);
  }
}

/** Every record in the system's topics, key and headers included. */
export async function textsInKafka(settings: Settings): Promise<readonly StoredText[]> {
  const config = parseConfig(settings);
  const connection = await openKafkaConnection(config, 'test', silentLog);
  const records = await readRecords(connection, config.KAFKA_PREFIX);
  return records.map(({ topic, partition, key, value, headers }) => ({
    where: `${topic}/${partition}`,
    text: [key, value, ...Object.values(headers ?? {})].map(String).join(' '),
  }));
}

/** Every row of every table in the system's database; bytes as they are, and as hexadecimal digits. */
export async function textsInPostgres({ POSTGRES_URL }: Settings): Promise<readonly StoredText[]> {
  const client = new pg.Client({ connectionString: POSTGRES_URL });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) AS name FROM pg_tables
       WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
    );
    const texts: StoredText[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query<Record<string, unknown>>(`SELECT * FROM ${name}`);
      texts.push(...rows.map((row) => ({ where: name, text: Object.values(row).map(readable).join(' ') })));
    }
    return texts;
  } finally {
    await client.end();
  }
}

function readable(value: unknown): string {
  if (value instanceof Buffer) return `${value.toString()} ${value.toString('hex')}`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
