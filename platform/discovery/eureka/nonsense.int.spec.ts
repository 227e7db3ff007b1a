import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { systemClock } from '../../clock/system.ts';
import { silentLog } from '../../telemetry/port.ts';
import { eurekaDiscovery, type EurekaDiscovery } from './discovery.ts';
import { registerWithEureka } from './registration.ts';
import { rawInstance, until } from './test-registry.ts';

const here = 'http://10.0.0.1:8101';

/** A server that answers as Eureka does, or as the test wants it. */
describe('a Eureka server that', () => {
  let answers: (request: IncomingMessage, response: ServerResponse) => void;
  let asked: string[];
  let discovery: EurekaDiscovery | null = null;
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    answers(request, response);
  });
  const listing = (hash: string, ...instances: readonly object[]) =>
    JSON.stringify({ applications: { apps__hashcode: hash, application: [{ name: 'STOCK', instance: instances }] } });
  const one = rawInstance({ app: 'stock', id: 'i', host: '10.0.0.1', port: 8_101 });
  const two = rawInstance({ app: 'stock', id: 'j', host: '10.0.0.2', port: 8_101 });
  const say = (text: string) => (_: IncomingMessage, response: ServerResponse) => void response.end(text);
  const open = async (more: { readonly keepForgottenMs?: number } = {}) => {
    discovery = await eurekaDiscovery({
      ...{ url: urlOf(), services: ['stock'], clock: systemClock, log: silentLog, pollEveryMs: 10, ...more },
      allowed: { ports: [8_000, 9_000], allowLoopback: false },
    });
    return discovery;
  };
  const urlOf = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/v2`;

  beforeEach(async () => {
    asked = [];
    answers = say(listing('UP_1_', one));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    await discovery?.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const nonsenses: Readonly<Record<string, typeof answers>> = {
    'breaks off': (_, response) => void response.destroy(),
    fails: (_, response) => void response.writeHead(500).end(),
    'is somebody else': say('<html>Welcome</html>'),
    'answers other JSON': say('{"applications":[]}'),
    'answers without end': (_, response) => {
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync(Buffer.alloc(20 * 1_048_576, ' ')));
    },
    'sends elsewhere': (_, response) => {
      response.writeHead(302, { Location: `${urlOf()}/elsewhere` }).end();
    },
  };
  for (const [what, nonsense] of Object.entries(nonsenses)) {
    it(`${what} leaves the instances as they were last known, and is asked again`, async () => {
      const known = await open();
      assert.deepEqual([known.instances('stock'), known.current], [[here], true]);
      answers = nonsense;
      await until('it is noticed', () => !known.current);
      assert.deepEqual(known.instances('stock'), [here]);
      assert.ok(!asked.some((path) => path.includes('elsewhere')));
      answers = say(listing('UP_2_', one, two));
      await until('it is over', () => known.current && known.instances('stock').length === 2);
    });
  }

  it('is away at the start is waited for', async () => {
    answers = (_, response) => void response.destroy();
    const waiting = await open();
    assert.deepEqual([waiting.instances('stock'), waiting.current], [[], false]);
    answers = say(listing('UP_1_', one));
    await until('it is there', () => waiting.instances('stock').length === 1);
  });

  it('takes longer than three seconds is given up', async () => {
    answers = () => undefined;
    const startedAt = performance.now();
    const waiting = await open();
    assert.ok(performance.now() - startedAt < 5_000);
    assert.equal(waiting.current, false);
  });

  it('serves no deltas is asked for everything', async () => {
    answers = (request, response) => {
      if (request.url?.endsWith('/delta')) response.writeHead(403).end();
      else response.end(listing('UP_1_', one));
    };
    const known = await open();
    answers = ((all) => (request: IncomingMessage, response: ServerResponse) => {
      if (request.url?.endsWith('/delta')) response.writeHead(403).end();
      else response.end(all);
    })(listing('UP_2_', one, two));
    await until('the other is seen', () => known.instances('stock').length === 2);
  });

  it('tells a delta that does not add up is asked for everything', async () => {
    const known = await open();
    answers = (request, response) => {
      // The delta has missed the second instance.
      response.end(request.url?.endsWith('/delta') ? listing('UP_2_') : listing('UP_2_', one, two));
    };
    await until('the other is seen', () => known.instances('stock').length === 2);
    asked.length = 0;
    await until('it looks again', () => asked.length >= 3);
    assert.deepEqual([...new Set(asked)], ['GET /v2/apps/delta']);
  });

  it('has forgotten everything is not believed for a while, but a leave is believed at once', async () => {
    answers = say(listing('UP_2_', one, two));
    const known = await open({ keepForgottenMs: 500 });
    answers = say(listing('', ...[]));
    asked.length = 0;
    await until('it was looked again', () => asked.length > 4);
    assert.equal(known.instances('stock').length, 2);
    await until('the time is over', () => known.instances('stock').length === 0, 3);
    answers = say(listing('UP_2_', one, two));
    await until('they are back', () => known.instances('stock').length === 2);
    answers = say(listing('UP_1_', one, { ...two, actionType: 'DELETED' }));
    asked.length = 0;
    await until('it was looked', () => asked.length >= 2);
    assert.deepEqual(known.instances('stock'), [here]);
  });

  it('tells of a leave after the instance was missing is believed at once', async () => {
    answers = say(listing('UP_2_', one, two));
    const known = await open();
    answers = (request, response) => response.end(request.url?.endsWith('/delta') ? listing('UP_1_') : listing('UP_1_', one));
    asked.length = 0;
    await until('it was looked again', () => asked.length > 4);
    assert.equal(known.instances('stock').length, 2);
    answers = say(listing('UP_1_', { ...two, actionType: 'DELETED' }));
    await until('the leave is seen', () => known.instances('stock').length === 1);
  });

  it('is away is told of an instance once it is back', async () => {
    answers = (_, response) => void response.destroy();
    const registration = registerWithEureka({
      ...{ url: urlOf(), service: 'stock', host: '10.0.0.1', port: 8_101 },
      ...{ clock: systemClock, log: silentLog, renewEveryMs: 20, leaseMs: 1_000 },
    });
    await until('it is noticed', () => registration.status === 'unreachable');
    const known = new Set<string>();
    answers = (request, response) => {
      if (request.method === 'POST') known.add('i');
      const status = request.method === 'POST' ? 204 : known.size > 0 ? 200 : 404;
      response.writeHead(status).end();
    };
    await until('it is registered', () => registration.status === 'registered');
    known.clear();
    await until('it is registered again', () => known.size > 0);
    await registration.close();
    assert.equal(asked.at(-1), 'DELETE /v2/apps/STOCK/10.0.0.1%3Astock%3A8101');
    const before = asked.length;
    await registration.close();
    assert.equal(asked.length, before);
  });

  it('is away does not hold up a leave', async () => {
    answers = (_, response) => void response.destroy();
    const registration = registerWithEureka({
      ...{ url: urlOf(), service: 'stock', host: '10.0.0.1', port: 8_101, clock: systemClock, log: silentLog },
    });
    await registration.close();
    assert.equal(registration.status, 'left');
  });
});
