import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { describeOn } from '@shop/platform/testing/engines.ts';
import { type Client, createClient, type Json } from '@shop/standalone/testing/client.ts';
import { address, stockProduct } from '@shop/standalone/testing/stock-shop.ts';
import { type StoredText, textsInKafka, textsInPostgres, textsInRedis } from './testing/stored-texts.ts';

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
const models = ['order-detail', 'order-timeline', 'fulfilment-queue'];
const patienceMs = 60_000;

interface Told {
  readonly gateway: string;
  readonly issuer: string;
  readonly settings: Readonly<Record<string, string>>;
}

describeOn('kafka', 'once a customer of the distributed shop is erased, what was personal', () => {
  let system: ChildProcess;
  let printed = '';
  let settings: Told['settings'];
  let client: Client;
  let order: string;

  before(async () => {
    system = fork(join(import.meta.dirname, 'testing', 'system-process.ts'), [], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    for (const stream of [system.stdout, system.stderr]) stream?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    const told = await new Promise<Told>((resolve, reject) => {
      system.once('message', (message) => resolve(message as Told));
      system.once('exit', () => reject(new Error(printed)));
    });
    settings = told.settings;
    client = createClient(told.gateway, told.issuer);
    await useTheShop();
    assert.deepEqual(await modelsWithIt(), models, 'it is found where it is before the erasure');
    for (const name of models) await replay(name);
    await erase();
  });
  after(async () => {
    system.kill('SIGTERM');
    if (system.exitCode === null) await new Promise((resolve) => system.once('exit', resolve));
  });

  const buy = (sku = 'CANARY-1') =>
    client.ask('POST', '/orders', {
      as: 'alice',
      body: { lines: [{ sku, quantity: 1 }], shippingAddress, paymentToken: 'tok_ok', place: true },
      headers: { Prefer: 'wait=20' },
    });

  async function useTheShop(): Promise<void> {
    await stockProduct(client, 'CANARY-1', 100);
    const placed = await buy();
    assert.equal(placed.body.status, 'confirmed', JSON.stringify(placed.body));
    order = placed.body.id;
    await client.until('/fulfilment-queue', 'walt', ({ items }) => items.some(({ id }: Json) => id === order), patienceMs);
    // Answered badly too: what is refused must not be told to a log.
    const refused = await client.ask('POST', '/orders', {
      as: 'alice',
      body: { lines: [{ sku: personal.name, quantity: 1 }], shippingAddress: { ...shippingAddress, country: 'x' } },
    });
    assert.equal(refused.status, 422);
  }

  /** The generation from before is kept for the way back; it must not keep what was erased. */
  async function replay(name: string): Promise<void> {
    const begun = await client.ask('POST', `/operations/projections/${name}/replay`, { as: 'ada' });
    assert.equal(begun.status, 202, JSON.stringify(begun.body));
    const isLive = (item: Json) => item.name === name && item.generation === 2 && item.status === 'live';
    await client.until('/operations/projections', 'ada', ({ items }) => items.some(isLive), patienceMs);
  }

  /** While orders of the customer go on coming in: none of them slips through. */
  async function erase(): Promise<void> {
    const customerId = JSON.parse(Buffer.from((await client.token('alice')).split('.')[1] ?? '', 'base64url').toString()).sub;
    let asked = false;
    const buying = (async () => {
      for (let statuses: number[] = []; ;) {
        statuses = await Promise.all(Array.from({ length: 3 }, async () => (await buy()).status));
        if (asked) return statuses;
      }
    })();
    const erased = await client.ask('POST', `/customers/${customerId}/erasure`, { as: 'alice', headers: { Prefer: 'wait=20' } });
    asked = true;
    await buying;
    assert.deepEqual([erased.status, erased.body.status], [200, 'erased'], JSON.stringify(erased.body));
    const refused = await buy();
    assert.deepEqual([refused.status, refused.body.type], [409, '/problems/customer-erased']);
  }

  const holdsIt = ({ text }: StoredText) =>
    Object.values(personal).some((each) => text.includes(each) || text.includes(hex(each)));
  const holders = (texts: readonly StoredText[]) => [...new Set(texts.filter(holdsIt).map(({ where }) => where))];
  const modelsWithIt = async () => {
    const keys = holders(await textsInRedis(settings));
    return models.filter((model) => keys.some((key) => key.includes(`:${model}}`)));
  };

  test('reads null, marked as erased, also as of any moment before', async () => {
    for (const query of ['', '?asOf=3', `?asOf=${encodeURIComponent(new Date().toISOString())}`]) {
      const seen = await client.until(`/orders/${order}${query}`, 'alice', (body) => body.erased, patienceMs);
      assert.equal(seen.shippingAddress, null);
    }
    const isErased = ({ items }: Json) => items.every((item: Json) => item.erased && item.shippingAddress === null);
    const queue = await client.until('/fulfilment-queue', 'walt', isErased, patienceMs);
    assert.ok(queue.items.some(({ id }: Json) => id === order));
  });

  test('is in no key of Redis, the generations kept for the way back included', async () => {
    for (const until = Date.now() + patienceMs; (await modelsWithIt()).length > 0;) assert.ok(Date.now() < until, 'never');
    const texts = await textsInRedis(settings);
    assert.ok(texts.some(({ text }) => text.includes(order)));
    assert.deepEqual(holders(texts), []);
    const all = await client.ask('GET', `/operations/projections`, { as: 'ada' });
    assert.ok(models.every((model) => all.body.items.some(({ name }: Json) => name === model)));
  });

  test('is in no record of any topic', async () => {
    const texts = await textsInKafka(settings);
    assert.ok(texts.some(({ text }) => text.includes(`order-${order}`) && text.includes('ciphertext')));
    assert.deepEqual(holders(texts), []);
  });

  test('is in no row of any table', async () => {
    const texts = await textsInPostgres(settings);
    assert.ok(texts.some(({ text }) => text.includes('ciphertext')));
    assert.deepEqual(holders(texts), []);
  });

  test('is in no line that any process has printed', () => {
    const lines = printed.split('\n').filter((line) => line.startsWith('{'));
    for (const service of [
      'gateway',
      'order-commands',
      'fulfilment-process',
      'event-relay',
      'order-projectors',
      'order-queries',
    ]) {
      assert.ok(
        lines.some((line) => line.includes(`"service":"${service}"`)),
        service,
      );
    }
    assert.deepEqual(
      printed.split('\n').filter((text) => holdsIt({ where: 'log', text })),
      [],
    );
  });
});

function hex(text: string): string {
  return Buffer.from(text).toString('hex');
}
