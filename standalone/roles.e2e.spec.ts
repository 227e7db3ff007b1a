import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { anyId, rolesTable, walkTheRoles } from './testing/roles-walk.ts';
import { startTestShop, type TestShop } from './testing/test-shop.ts';

let running: TestShop;
before(async () => {
  running = await startTestShop();
});
after(() => running[Symbol.asyncDispose]());

walkTheRoles(() => running);

test('the table names every operation the services have', async () => {
  const { paths } = (await (await fetch(`${running.shop.gateway}/api/v1/openapi.json`)).json()) as {
    paths: Record<string, Record<string, unknown>>;
  };
  const shape = (path: string): string => path.replaceAll(/\{[^}]+\}/g, '*');
  const served = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${shape(path.replace('/api/v1', ''))}`),
  );
  const named = rolesTable.map(
    ([method, path]) =>
      `${method} ${path.replaceAll(anyId, '*').replace(/\/(sku|SPRING|lantern|nothing|order-1)(?=\/|$)/g, '/*')}`,
  );
  assert.deepEqual(served.toSorted(), [...named, 'POST /customers/*/erasure'].toSorted());
});

test('a customer erases themselves, admin anybody, nobody else anyone', async () => {
  const { client } = running;
  const bob = JSON.parse(Buffer.from((await client.token('bob')).split('.')[1] ?? '', 'base64url').toString()) as { sub: string };
  for (const user of ['alice', 'carol', 'walt', 'sam'] as const) {
    assert.equal((await client.ask('POST', `/customers/${bob.sub}/erasure`, { as: user })).status, 403, user);
  }
  assert.equal((await client.ask('POST', `/customers/${bob.sub}/erasure`)).status, 401);
  assert.equal((await client.ask('POST', `/customers/${bob.sub}/erasure`, { as: 'bob' })).status, 202);
  assert.equal((await client.ask('POST', '/customers/somebody/erasure', { as: 'ada' })).status, 202);
});
