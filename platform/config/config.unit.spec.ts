import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ConfigError, parseConfig } from './config.ts';

describe('a setting that cannot be used', () => {
  for (const [variable, value, sentence] of [
    ['GATEWAY_PORT', 'http', 'must be a port, 0 to 65535'],
    ['ISSUER_PORT', '-0.5', 'must be a port, 0 to 65535'],
    ['OPERATIONS_PORT', '65536', 'must be a port, 0 to 65535'],
    ['TAX_RATE', '0.2', 'must be basis points, 0 to 10000 (2000 is 20 %)'],
    ['SHIPPING_FLAT', '4.99', 'must be minor units (pence, cents): a whole number, 0 or more'],
    ['HOLD_SECONDS', 'soon', 'must be a number above 0'],
    ['PAYMENT_ATTEMPTS', '0', 'must be a whole number, 1 or more'],
    ['TRACE_SAMPLE_RATIO', '2', 'must be a number, 0 to 1'],
    ['CURRENCY', 'pound', 'must be an ISO 4217 code, e.g. GBP'],
    ['TIME_ZONE', 'Mars', 'must be an IANA time zone, e.g. Europe/London'],
    ['MODE', 'test', 'must be development or production'],
  ] as const) {
    it(`is told once and plainly: ${variable}=${value}`, () => {
      assert.throws(() => parseConfig({ [variable]: value }), new ConfigError(`${variable}: ${sentence}`));
    });
  }

  it('is told with all others', () => {
    assert.throws(() => parseConfig({ HOLD_SECONDS: '0', LOG_LEVEL: 'loud' }), /LOG_LEVEL: .*; HOLD_SECONDS: /);
  });

  it('is not one that is empty', () => {
    assert.equal(parseConfig({ TAX_RATE: '' }).TAX_RATE, 2_000);
  });
});
