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
    ['DISCOVERY', 'dns', 'must be static or eureka'],
    ['EUREKA_URL', 'ftp://eureka', 'must be an HTTP URL'],
    ['EUREKA_PORTS', '8000', 'must be two ports, the lower first, e.g. 8000-8999'],
    ['EUREKA_PORTS', '9000-8000', 'must be two ports, the lower first, e.g. 8000-8999'],
    ['EUREKA_PORTS', '0-70000', 'must be two ports, the lower first, e.g. 8000-8999'],
    ['EUREKA_HOSTS', 'http://x', 'must be addresses, names, or endings of names that begin with a dot, several by commas'],
    ['EUREKA_ALLOW_LOOPBACK', 'yes', 'must be true or false'],
    ['EUREKA_POLL_SECONDS', '0', 'must be a number above 0'],
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

describe('where services may be', () => {
  it('is nothing of this machine, and a range of ports, unless said otherwise', () => {
    const { DISCOVERY, EUREKA_PORTS, EUREKA_HOSTS, EUREKA_ALLOW_LOOPBACK } = parseConfig({});
    assert.deepEqual(
      [DISCOVERY, EUREKA_PORTS, EUREKA_HOSTS, EUREKA_ALLOW_LOOPBACK],
      ['static', [8_000, 8_999], undefined, false],
    );
  });
  it('is read as ranges and lists', () => {
    const config = parseConfig({
      EUREKA_PORTS: '1024-65535',
      EUREKA_HOSTS: ' Products, .shop.svc,10.0.0.7,2001:db8::7 ',
      EUREKA_ALLOW_LOOPBACK: 'true',
    });
    assert.deepEqual(config.EUREKA_PORTS, [1_024, 65_535]);
    assert.deepEqual(config.EUREKA_HOSTS, ['products', '.shop.svc', '10.0.0.7', '2001:db8::7']);
    assert.equal(config.EUREKA_ALLOW_LOOPBACK, true);
  });
});
