import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Client, createClient, type Json, type Reply } from './testing/client.ts';
import { filesWith } from './testing/files-with.ts';
import { freePort } from './testing/free-port.ts';
import { poll } from './testing/poll.ts';
import { address, stockProduct } from './testing/stock-shop.ts';
import { freePorts } from './testing/test-shop.ts';

const folder = mkdtempSync(join(tmpdir(), 'shop-canary-'));
const managementPort = await freePort();
const mark = randomUUID().slice(0, 8);

/** What is personal; each of it is a text that stands nowhere else. */
const personal = {
  name: `Canary Name ${mark}`,
  line1: `1 Canary Street ${mark}`,
  line2: `Canary Floor ${mark}`,
  region: `Canary Region ${mark}`,
  postalCode: `CANARY ${mark}`,
  phone: `+44 canary ${mark}`,
};
const shippingAddress = { ...address, ...personal };
const key = (name: string): string => `canary-key-${mark}-${name}`;
const wrongPassword = `canary-password-${mark}`;

let child: ChildProcess;
let printed = '';
let client: Client;
let shop: { readonly gateway: string; readonly issuer: string; readonly services: Readonly<Record<string, string>> };
let customerId: string;
let order: string;
const problems: Reply[] = [];

before(async () => {
  child = fork(join(import.meta.dirname, 'testing', 'shop-process.ts'), [], {
    env: { ...process.env, ...freePorts, GATEWAY_ADMIN_PORT: String(managementPort), DATA_FOLDER: folder, LOG_LEVEL: 'debug' },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  shop = await new Promise((resolve, reject) => {
    child.once('message', (told) => resolve(told as typeof shop));
    child.once('exit', () => reject(new Error(printed)));
  });
  client = createClient(shop.gateway, shop.issuer);
  await useTheShop();
});
after(() => {
  child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Sends every canary by every way a client has, answered well and badly. */
async function useTheShop(): Promise<void> {
  await stockProduct(client, 'CANARY-1', 10);
  customerId = JSON.parse(Buffer.from((await client.token('alice')).split('.')[1] ?? '', 'base64url').toString()).sub;
  const lines = [{ sku: 'CANARY-1', quantity: 1 }];
  const draft = await client.ask('POST', '/orders', { as: 'alice', key: key('draft'), body: { lines, shippingAddress } });
  assert.equal(draft.status, 201);
  const moved = await client.ask('PUT', `/orders/${draft.body.id}/shipping-address`, {
    as: 'alice',
    body: { ...shippingAddress, line2: undefined },
    headers: { 'If-Match': '*', 'Idempotency-Key': key('move') },
  });
  assert.equal(moved.status, 200);
  const body = { lines, shippingAddress, paymentToken: 'tok_ok', place: true };
  const placed = await client.ask('POST', '/orders', { as: 'alice', key: key('place'), body, headers: { Prefer: 'wait=20' } });
  assert.equal(placed.body.status, 'confirmed', JSON.stringify(placed.body));
  order = placed.body.id;
  await client.until('/fulfilment-queue', 'walt', ({ items }) => items.some(({ id }: Json) => id === order));
  await client.until(`/orders/${draft.body.id}`, 'alice', ({ revision }) => revision === moved.body.revision);

  const text = JSON.stringify(body);
  const bad = async (...asked: Parameters<Client['ask']>) => problems.push(await client.ask(...asked));
  await bad('POST', '/orders', {
    as: 'alice',
    key: key('bad'),
    body: { ...body, shippingAddress: { ...shippingAddress, country: 'x' } },
  });
  await bad('POST', '/orders', { as: 'alice', key: key('bad'), body: { ...body, lines: [{ sku: personal.name, quantity: 1 }] } });
  await bad('POST', '/orders', { as: 'alice', key: key('bad'), body: text.slice(0, -1) });
  await bad('POST', '/orders', { as: 'alice', key: key('draft'), body });
  await bad('POST', '/orders', { as: 'alice', key: `${key('long')}${'k'.repeat(300)}`, body });
  await bad('POST', `/orders/${order}/payment-attempts`, { as: 'alice', key: key('pay'), body: { paymentToken: 'tok_ok' } });
  await bad('GET', `/orders/${order}`, { as: 'bob' });
  await bad('GET', `/orders?customerId=${encodeURIComponent(personal.name)}`, { as: 'bob' });
  await bad('GET', '/orders', { headers: { Authorization: `Bearer ${await client.token('alice')}x` } });
  await bad('GET', `/orders?access_token=${await client.token('alice')}`, {});
  await client.ask('GET', `/products?q=${encodeURIComponent(personal.name)}`, {
    headers: { Cookie: `session=${key('cookie')}` },
  });
  const grant = { grant_type: 'password', client_id: 'shop-cli', username: 'alice', password: wrongPassword };
  const refused = await fetch(`${shop.issuer}/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams(grant),
  });
  assert.ok(refused.status >= 400);
  assert.ok(
    problems.every(({ status }) => status >= 400),
    problems.map(({ status }) => status).join(),
  );
}

/** Secrets and personal data, by name. */
async function canaries(): Promise<ReadonlyMap<string, string>> {
  const all = new Map<string, string>(Object.entries(personal));
  for (const user of ['alice', 'bob', 'carol', 'walt', 'sam', 'ada'] as const) {
    const [, payload = '', signature = ''] = (await client.token(user)).split('.');
    all.set(`token of ${user}`, payload.slice(0, 60)).set(`signature of the token of ${user}`, signature.slice(0, 40));
  }
  return all.set('keys', `canary-key-${mark}`).set('wrong password', wrongPassword).set('password', 'shop-demo');
}

async function holdsNone(what: string, text: string): Promise<void> {
  for (const [name, canary] of await canaries()) {
    const at = text.indexOf(canary);
    assert.ok(at < 0, `${what} tell the ${name}: …${text.slice(Math.max(0, at - 200), at + 100)}…`);
  }
}

describe('secrets and personal data', () => {
  it('are in no line of any log', async () => {
    await poll('the services tell of requests', () => printed.includes('"route":"/orders/:orderId"'));
    const lines = printed.split('\n').filter((line) => line.startsWith('{'));
    assert.ok(lines.length > 50, `${lines.length} lines`);
    for (const service of ['gateway', 'shop', 'projectors']) {
      assert.ok(
        lines.some((line) => line.includes(`"service":"${service}"`)),
        service,
      );
    }
    await holdsNone('logs', lines.join('\n'));
  });

  it('are in no metric of any service', async () => {
    for (const url of [`http://127.0.0.1:${managementPort}`, ...Object.values(shop.services)]) {
      const reply = await fetch(`${url}/metrics`);
      const text = await reply.text();
      assert.ok(reply.status === 200 && text.includes('# TYPE'), url);
      await holdsNone('metrics', text);
    }
  });

  it('are in no event as it was written', async () => {
    const events: Json[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Reply = await client.ask('GET', `/operations/events?limit=100${cursor && `&cursor=${cursor}`}`, { as: 'ada' });
      events.push(...page.body.items);
      cursor = page.body.page.nextCursor;
    }
    assert.ok(events.some(({ type, data }) => type === 'OrderPlaced' && data.address.ciphertext.length > 100));
    await holdsNone('events', JSON.stringify(events));
  });

  it('are in no problem document', async () => {
    await holdsNone('problems', problems.map(({ body }) => JSON.stringify(body)).join('\n'));
  });
});

describe('once a customer is erased, what was personal', () => {
  before(async () => {
    // A generation from before a replay is kept for the way back; it must not keep what was erased.
    for (const name of ['order-detail', 'order-timeline', 'fulfilment-queue']) {
      const replay = await client.ask('POST', `/operations/projections/${name}/replay`, { as: 'ada' });
      assert.equal(replay.status, 202, JSON.stringify(replay.body));
      await client.until('/operations/projections', 'ada', ({ items }) =>
        items.some((item: Json) => item.name === name && item.generation === 2 && item.status === 'live'),
      );
    }
    const erased = await client.ask('POST', `/customers/${customerId}/erasure`, { as: 'alice', headers: { Prefer: 'wait=20' } });
    assert.deepEqual([erased.status, erased.body.status], [200, 'erased']);
    await client.until(`/orders/${order}`, 'alice', (body) => body.erased);
  });

  it('reads null, marked as erased, also as of any moment before', async () => {
    for (const query of ['', '?asOf=3', `?asOf=${encodeURIComponent(new Date().toISOString())}`]) {
      const seen = await client.until(`/orders/${order}${query}`, 'alice', (body) => body.erased);
      assert.equal(seen.shippingAddress, null);
    }
    const queue = await client.until('/fulfilment-queue', 'walt', ({ items }) => items.every((item: Json) => item.erased));
    assert.equal(queue.items.find(({ id }: Json) => id === order).shippingAddress, null);
    const again = await client.ask('POST', '/orders', { as: 'alice', body: { shippingAddress } });
    assert.deepEqual([again.status, again.body.type], [409, '/problems/customer-erased']);
  });

  it('is in no byte of any file, while the shop runs and after it stopped', async () => {
    const left = () => filesWith(folder, Object.values(personal)).join(', ');
    await poll('no file holds it', () => left() === '', left);
    child.kill('SIGTERM');
    await new Promise((resolve) => (child.exitCode === null ? child.once('exit', resolve) : resolve(null)));
    assert.equal(left(), '');
  });
});
