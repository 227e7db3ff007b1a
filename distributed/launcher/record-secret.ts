import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Config } from '@shop/platform/config/config.ts';

const bytes = 32;

/**
 * The settings with a secret by which projectors know the relay's records: where the surroundings give none, one that
 * is made at the first start and kept in a file of its owner's. Without Kafka none is needed.
 */
export function withRecordSecret(
  settings: Readonly<Record<string, string>>,
  { EVENT_FEED, KAFKA_RECORD_SECRET }: Config,
  file: string,
): Readonly<Record<string, string>> {
  if (EVENT_FEED !== 'kafka' || KAFKA_RECORD_SECRET !== undefined) return settings;
  if (!existsSync(file)) writeFileSync(file, randomBytes(bytes).toString('base64url'), { mode: 0o600 });
  return { ...settings, KAFKA_RECORD_SECRET: readFileSync(file, 'utf8').trim() };
}
