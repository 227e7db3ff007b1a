import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { describeOn } from '@shop/platform/testing/engines.ts';
import { cartToRefund } from '@shop/standalone/testing/cart-to-refund.ts';
import { failuresOf, runCollection } from '@shop/standalone/testing/postman.ts';
import { walkTheRoles } from '@shop/standalone/testing/roles-walk.ts';
import { startTestShop, type TestShop } from '@shop/standalone/testing/test-shop.ts';
import { keycloakIssuer } from './launcher/engine-settings.ts';
import { startTestSystem } from './testing/test-system.ts';

/** Short enough that the collection waits for the end of a hold; long enough that a busy machine pays within it. */
const holdSeconds = '20';

describeOn('keycloak', 'a shop whose tokens come from Keycloak', () => {
  let running: TestShop;
  before(async () => {
    running = await startTestShop({ ISSUER: keycloakIssuer(), HOLD_SECONDS: holdSeconds });
  });
  after(() => running[Symbol.asyncDispose]());

  test('the same Postman collection is green', async () => {
    const { gateway, issuer } = running.shop;
    const failures = failuresOf(await runCollection({ gateway, issuer, holdSeconds, mode: 'distributed' }));
    assert.equal(failures.length, 0, `${failures.length} failures:\n${failures.join('\n')}`);
  });

  describe('the same roles', () => walkTheRoles(() => running));
});

describeOn('keycloak', 'the distributed shop with Keycloak', () => {
  test('services call each other with tokens of Keycloak’s: an order goes from cart to refund', async () => {
    await using running = await startTestSystem({ ISSUER: keycloakIssuer() }, { instances: 1 });
    await cartToRefund(running.client, 'KEYCLOAK-1');
  });
});
