import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { realm } from '@shop/identity/realm.ts';
import { roles as services } from '../../distributed/roles.ts';
import { realmFile, secretVariable } from './realm-file.ts';

const text = readFileSync(join(import.meta.dirname, 'shop-realm.json'), 'utf8');

describe('the realm file of Keycloak', () => {
  it('is what identity/realm.ts says', () => {
    assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(realmFile(realm))));
  });

  it('has a confidential client for every service, and no secret of any', () => {
    const secrets = [...text.matchAll(/"secret": "(.*)"/g)].map(([, secret]) => secret);
    assert.deepEqual(secrets.sort(), services.map(({ name }) => `\${${secretVariable(name)}}`).sort());
  });

  it('marks tokens as made for development, but not in a realm that is none', () => {
    const marks = (development: boolean) => JSON.stringify(realmFile({ ...realm, development })).includes('hardcoded-claim');
    assert.deepEqual([marks(true), marks(false)], [true, false]);
  });

  it('lets no client sign in by more than its own flow, nor by the implicit one', () => {
    for (const client of realmFile(realm).clients) {
      const flows = [client.standardFlowEnabled, client.directAccessGrantsEnabled, client.serviceAccountsEnabled];
      assert.equal(flows.filter(Boolean).length, client.clientId === realm.api ? 0 : 1, client.clientId);
      assert.equal(client.implicitFlowEnabled, false);
      assert.equal(client.fullScopeAllowed, false);
    }
  });
});
