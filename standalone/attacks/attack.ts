import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { verifyFolder } from '@shop/scripts/verify/verify-folder.ts';
import { address, stockProduct } from '../testing/stock-shop.ts';
import type { Json, Reply, User } from '../testing/client.ts';
import type { TestShop } from '../testing/test-shop.ts';

/** What must never stand in an answer to somebody else. */
export const victimName = 'Vera Victim';

/**
 * Runs an attack. Afterwards the log must hold no event of a person or service that was not there before, and
 * every part of the shop must answer as before. Events of the shop's own processes go on by themselves and are
 * not looked at: none can come of an attack without an event that asked for it.
 */
export async function withoutEffect(running: TestShop, attack: () => Promise<void>): Promise<void> {
  const before = await lastAskedFor(running);
  await attack();
  assert.equal(await lastAskedFor(running), before, 'the attack left something in the log');
  await healthy(running);
}

/** The position of the newest event that somebody asked for. */
async function lastAskedFor({ client }: TestShop): Promise<string | null> {
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: Reply = await client.ask('GET', `/operations/events?limit=100${cursor && `&cursor=${cursor}`}`, { as: 'ada' });
    assert.equal(page.status, 200, JSON.stringify(page.body));
    const asked = page.body.items.find((event: Json) => event.metadata.actor.kind !== 'process');
    if (asked) return asked.position as string;
    cursor = page.body.page.nextCursor;
  }
  return null;
}

/** The gateway and every service behind it are alive, ready and answer. */
export async function healthy({ client, shop }: TestShop): Promise<void> {
  assert.equal((await client.ask('GET', '/products')).status, 200);
  assert.equal((await client.ask('GET', '/orders', { as: 'alice' })).status, 200);
  for (const [name, url] of Object.entries(shop.services)) {
    const ready = await fetch(`${url}/readyz`);
    assert.equal(ready.status, 200, `${name}: ${await ready.text()}`);
  }
}

/** After all attacks the log, its file and the read models keep every invariant of docs/guarantees.md. */
export async function invariantsHold({ folder }: TestShop): Promise<void> {
  const { holds, events, invariants } = await verifyFolder(folder);
  const broken = invariants.filter(({ violations }) => violations > 0);
  assert.ok(holds && events > 0, JSON.stringify(broken, null, 2));
}

/** A problem document that tells nothing of the inside and nothing of anybody. */
export function assertProblem(reply: Reply, ...statuses: readonly number[]): void {
  const text = JSON.stringify(reply.body);
  assert.ok(statuses.includes(reply.status), `${reply.status}: ${text}`);
  assert.equal(reply.headers.get('content-type'), 'application/problem+json');
  assertTellsNothing(text);
}

export function assertTellsNothing(text: string): void {
  assert.ok(!text.includes(victimName), text);
  assert.doesNotMatch(text, /\.ts\b|node_modules|\\n\s+at |sqlite|zod|\beyJ/i);
}

/** A confirmed order of Alice's, with her name and address in it. */
export async function victimsOrder({ client }: TestShop, sku: string): Promise<string> {
  await stockProduct(client, sku, 100);
  const body = {
    lines: [{ sku, quantity: 2 }],
    shippingAddress: { ...address, name: victimName },
    paymentToken: 'tok_ok',
    place: true,
  };
  const placed = await client.ask('POST', '/orders', { as: 'alice', body, headers: { Prefer: 'wait=20' } });
  assert.equal(placed.body.status, 'confirmed', JSON.stringify(placed.body));
  await client.until(`/orders/${placed.body.id}`, 'alice', (order) => order.status === 'confirmed');
  return placed.body.id as string;
}

/** A cart of Alice's with one line; `line` is its id. */
export async function victimsCart({ client }: TestShop, sku: string): Promise<{ readonly id: string; readonly line: string }> {
  const body = { lines: [{ sku, quantity: 1 }], shippingAddress: { ...address, name: victimName } };
  const made = await client.ask('POST', '/orders', { as: 'alice', body });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const cart = await client.until(`/orders/${made.body.id}`, 'alice', (order) => order.lines.length === 1);
  return { id: made.body.id, line: cart.lines[0].lineId };
}

/** Sends bytes as they are and reads until the other side closes. `status` is 0 where nothing came back. */
export function rawRequest(url: string, bytes: string | Uint8Array): Promise<{ readonly status: number; readonly text: string }> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket = connect({ host: hostname, port: Number(port) });
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      const text = Buffer.concat(chunks).toString('latin1');
      resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), text });
    });
    socket.write(bytes);
  });
}

/** Sends bytes as the body of an order of Alice's; answers status and text. */
export async function sendOrder(
  { client, shop }: TestShop,
  body: Uint8Array,
  ...headers: readonly string[]
): Promise<readonly [number, string]> {
  const head = [
    'POST /api/v1/orders HTTP/1.1',
    'Host: shop',
    `Authorization: Bearer ${await client.token('alice')}`,
    'Content-Type: application/json',
    `Idempotency-Key: ${randomUUID()}`,
    `Content-Length: ${body.length}`,
    'Connection: close',
    ...headers,
  ];
  const { status, text } = await rawRequest(shop.gateway, Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]));
  return [status, text.slice(text.indexOf('\r\n\r\n'))];
}

/** The id under which a user's token speaks. */
export async function subjectOf({ client }: TestShop, user: User): Promise<string> {
  const [, payload = ''] = (await client.token(user)).split('.');
  return (JSON.parse(Buffer.from(payload, 'base64url').toString()) as { sub: string }).sub;
}
