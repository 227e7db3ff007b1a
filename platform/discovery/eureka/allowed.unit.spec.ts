import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type AllowedPlaces, judge } from './allowed.ts';
import type { RegisteredInstance } from './schemas.ts';

const strict: AllowedPlaces = { ports: [8_000, 9_000], allowLoopback: false };
const registered = (host: string, port = 8_101, more: Partial<RegisteredInstance> = {}): RegisteredInstance => ({
  instanceId: 'i',
  hostName: host,
  ipAddr: host,
  status: 'UP',
  port: { $: port, '@enabled': true },
  securePort: { $: 443, '@enabled': false },
  ...more,
});
const originOf = (instance: RegisteredInstance, allowed = strict) => {
  const judged = judge(instance, allowed);
  return 'origin' in judged ? judged.origin : null;
};
const refusalOf = (instance: RegisteredInstance, allowed = strict) => {
  const judged = judge(instance, allowed);
  return 'refused' in judged ? judged.refused : null;
};

describe('a registration', () => {
  it('at an ordinary address and an allowed port is taken, by its address and not by its name', () => {
    assert.equal(originOf(registered('10.0.0.7')), 'http://10.0.0.7:8101');
    assert.equal(originOf(registered('2001:db8::7')), 'http://[2001:db8::7]:8101');
    assert.equal(originOf(registered('10.0.0.7', 8_101, { hostName: 'somewhere.example' })), 'http://10.0.0.7:8101');
  });
  it('that offers TLS alone is reached by it', () => {
    const tls = { port: { $: 8_101, '@enabled': false }, securePort: { $: 8_443, '@enabled': true } };
    assert.equal(originOf(registered('10.0.0.7', 0, tls)), 'https://10.0.0.7:8443');
    assert.equal(refusalOf(registered('10.0.0.7', 0, { port: { $: 8_101, '@enabled': false } })), 'port 0');
  });
  for (const [address, reason] of [
    ['127.0.0.1', 'loopback'],
    ['127.8.9.1', 'loopback'],
    ['::1', 'loopback'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['0:0:0:0:0:ffff:7f00:1', 'loopback'],
    ['127.1', 'loopback'],
    ['2130706433', 'loopback'],
    ['0x7f.0.0.1', 'loopback'],
    ['0177.0.0.1', 'loopback'],
    ['localhost', 'loopback'],
    ['sub.LOCALHOST', 'loopback'],
    ['0.0.0.0', 'unspecified'],
    ['0', 'unspecified'],
    ['::', 'unspecified'],
    ['169.254.169.254', 'link-local'],
    ['::ffff:169.254.169.254', 'link-local'],
    ['2852039166', 'link-local'],
    ['fe80::1', 'link-local'],
    ['fd00:ec2::254', 'metadata'],
    ['100.100.100.200', 'metadata'],
    ['168.63.129.16', 'metadata'],
    ['224.0.0.1', 'multicast'],
    ['239.255.255.250', 'multicast'],
    ['ff02::1', 'multicast'],
    ['255.255.255.255', 'reserved'],
    ['64:ff9b::a9fe:a9fe', 'reserved'],
    ['2002:7f00:1::', 'reserved'],
    ['metadata.google.internal', 'host'],
    ['db.example', 'host'],
    ['user:secret@10.0.0.7', 'host'],
    ['user@10.0.0.7', 'host'],
    ['http://10.0.0.7', 'host'],
    ['file:///etc/passwd', 'host'],
    ['10.0.0.7/admin', 'host'],
    ['10.0.0.7:22', 'host'],
    ['10.0.0.7#', 'host'],
    ['10.0.0.7?', 'host'],
    ['10.0.0.7\\evil', 'host'],
    ['fe80::1%eth0', 'host'],
    ['[::1]', 'host'],
    [' 10.0.0.7', 'host'],
    ['１２７.0.0.1', 'host'],
    ['', 'host'],
  ] as const) {
    it(`at ${JSON.stringify(address)} is refused: ${reason}`, () => assert.equal(refusalOf(registered(address)), reason));
  }
  it('at a port outside the range is refused', () => {
    for (const port of [0, 22, 7_999, 9_001, 65_536, -1]) assert.equal(refusalOf(registered('10.0.0.7', port)), `port ${port}`);
    for (const port of [8_000, 9_000]) assert.equal(originOf(registered('10.0.0.7', port)), `http://10.0.0.7:${port}`);
  });
  it('at loopback is taken where that is allowed, and nothing else besides', () => {
    const local = { ...strict, allowLoopback: true };
    assert.equal(originOf(registered('127.0.0.1'), local), 'http://127.0.0.1:8101');
    assert.equal(originOf(registered('localhost'), local), 'http://localhost:8101');
    assert.equal(refusalOf(registered('169.254.169.254'), local), 'link-local');
    assert.equal(refusalOf(registered('0.0.0.0'), local), 'unspecified');
  });
  it('where hosts are named is taken at those alone, and never at what is forbidden', () => {
    const named = { ...strict, hosts: ['products', '.shop.svc', '10.0.0.7', '169.254.1.1'] };
    for (const host of ['products', 'a.shop.svc', '10.0.0.7', 'PRODUCTS']) {
      assert.equal(originOf(registered(host), named), `http://${host.toLowerCase()}:8101`);
    }
    for (const host of ['orders', 'shop.svc.evil', 'evilshop.svc', '10.0.0.8', 'notproducts']) {
      assert.equal(refusalOf(registered(host), named), 'host', host);
    }
    assert.equal(refusalOf(registered('169.254.1.1'), named), 'link-local');
  });
});
