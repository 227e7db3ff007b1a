import { deepStrictEqual, throws } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { discoveryContract } from './contract.ts';
import { staticDiscovery } from './static.ts';

discoveryContract('static', (services) => Promise.resolve({ discovery: staticDiscovery(services) }));

describe('static discovery', () => {
  it('writes origins in one form, so that one instance is not counted twice', () => {
    const discovery = staticDiscovery({ catalog: ['http://LOCALHOST:8101', 'http://localhost:8101/'] });
    deepStrictEqual(discovery.instances('catalog'), ['http://localhost:8101']);
  });
  it('refuses what is more or other than an HTTP origin', () => {
    for (const url of ['http://host/path', 'http://user:secret@host', 'ftp://host', 'http://host?x=1', 'host:80', '']) {
      throws(() => staticDiscovery({ catalog: [url] }), TypeError, url);
    }
  });
});
