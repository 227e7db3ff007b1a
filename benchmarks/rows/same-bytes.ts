import { request } from 'undici';
import type { Bytes } from '../subjects/bytes.ts';

/** Headers that every HTTP server of Node adds by itself. */
const added = new Set(['date', 'connection', 'keep-alive']);

/** An answer as it is, to be sent again by somebody who does no work for it. */
export async function sameBytes(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Bytes> {
  const answer = await request(url, { headers });
  if (answer.statusCode !== 200) throw new Error(`${url} answered ${answer.statusCode}`);
  const kept = Object.entries(answer.headers).flatMap(([name, value]) =>
    typeof value === 'string' && !added.has(name) ? [name, value] : [],
  );
  return { headers: kept, body: await answer.body.text() };
}
