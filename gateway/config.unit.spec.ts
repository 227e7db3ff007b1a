import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GatewayConfigError, parseGatewayConfig } from './config.ts';

describe('the gateway’s configuration', () => {
  it('of nothing is the standalone shop’s', () => {
    const config = parseGatewayConfig({ PORT: '', UNRELATED: 'x' });
    assert.equal(config.HOST, '127.0.0.1');
    assert.equal(config.PORT, 8080);
    assert.equal(config.MANAGEMENT_PORT, 8090);
    assert.equal(config.ISSUER, 'http://127.0.0.1:8081/realms/shop');
    assert.equal(config.AUDIENCE, 'shop-api');
    assert.equal(config.JWKS_URI, undefined);
    assert.deepEqual(config.SERVICES['order-queries'], ['http://127.0.0.1:8104']);
    assert.equal(config.BODY_LIMIT_BYTES, 1_048_576);
    assert.deepEqual(config.CORS_ORIGINS, []);
    assert.equal(config.TRUSTED_PROXIES, 0);
  });

  it('reads lists and numbers', () => {
    const config = parseGatewayConfig({ PORT: '0', CORS_ORIGINS: ' https://a.example, http://localhost:3000/ ' });
    assert.equal(config.PORT, 0);
    assert.deepEqual(config.CORS_ORIGINS, ['https://a.example', 'http://localhost:3000']);
  });

  it('finds services by Eureka where that is named, and not without its address', () => {
    const config = parseGatewayConfig({ DISCOVERY: 'eureka', EUREKA_URL: 'http://eureka:8080/v2', EUREKA_HOSTS: '.shop.svc' });
    assert.deepEqual([config.EUREKA_URL, config.EUREKA_HOSTS], ['http://eureka:8080/v2', ['.shop.svc']]);
    assert.throws(() => parseGatewayConfig({ DISCOVERY: 'eureka' }), /EUREKA_URL: is needed where DISCOVERY is eureka/);
  });

  const services = (url: string) =>
    JSON.stringify({
      'product-commands': [url],
      'order-commands': [],
      'product-queries': [],
      'order-queries': [],
      operations: [],
    });
  for (const [variable, value] of [
    ['PORT', '70000'],
    ['PORT', 'x'],
    ['ISSUER', 'shop'],
    ['SERVICES', '{'],
    ['SERVICES', '{}'],
    ['SERVICES', services('http://127.0.0.1:8101/path')],
    ['SERVICES', services('http://user:password@127.0.0.1:8101')],
    ['SERVICES', services('file:///etc/passwd')],
    ['BODY_LIMIT_BYTES', '0'],
    ['CORS_ORIGINS', '*'],
    ['LOG_LEVEL', 'loud'],
    ['DISCOVERY', 'dns'],
    ['EUREKA_PORTS', '9000-8000'],
    ['EUREKA_ALLOW_LOOPBACK', 'yes'],
  ] as const) {
    it(`refuses ${variable}=${value}, naming the variable`, () => {
      assert.throws(
        () => parseGatewayConfig({ [variable]: value }),
        (error) => error instanceof GatewayConfigError && error.message.includes(variable),
      );
    });
  }
});
