import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startTestIssuer, type TestIssuer } from '@shop/platform/auth/test-issuer.ts';
import { systemClock } from '@shop/platform/clock/system.ts';
import { ConfigError, parseConfig } from '@shop/platform/config/config.ts';
import { refuseDevelopmentRealm, verifierOf } from './identity-of-service.ts';

describe('a service whose issuer is a realm for development', () => {
  let idp: TestIssuer;
  before(async () => {
    idp = await startTestIssuer(systemClock);
  });
  after(() => idp.close());

  const start = (MODE: 'development' | 'production', development: boolean) => {
    const config = parseConfig({ MODE, ISSUER: idp.issuer });
    const token = () => idp.token({ claims: development ? { development } : {} });
    return refuseDevelopmentRealm(config, { tokens: { token, invalidate: () => {} }, verifier: verifierOf(config) });
  };

  it('refuses to start in production, and says which setting is wrong', async () => {
    await assert.rejects(start('production', true), (error) => error instanceof ConfigError && /^ISSUER: /.test(error.message));
  });

  it('starts in development, and in production with a realm of its own', async () => {
    await start('development', true);
    await start('production', false);
  });
});
