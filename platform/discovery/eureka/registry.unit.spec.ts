import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Registry } from './registry.ts';
import { type Applications, parseApplications } from './schemas.ts';

type Change = { readonly app: string; readonly id: string; readonly status: string | null };
const change = fc.record({
  app: fc.constantFrom('A', 'B'),
  id: fc.constantFrom('1', '2', '3'),
  status: fc.constantFrom('UP', 'DOWN', 'OUT_OF_SERVICE', null),
});
const entry = ({ app, id, status }: Change) => ({
  app,
  instance: {
    instanceId: id,
    hostName: '',
    ipAddr: '10.0.0.1',
    status: status ?? 'UP',
    actionType: status === null ? 'DELETED' : 'ADDED',
  },
});
const answer = (changes: readonly Change[]): Applications => ({ hash: '', entries: changes.map(entry) });
const stateOf = (registry: Registry) =>
  ['A', 'B'].map((app) => [...registry.instances(app)].map(([id, { status }]) => `${app}${id}${status}`).sort());

describe('a registry', () => {
  it('told what changed, again and again, is as one told everything', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), fc.nat(30), fc.nat(30), (changes, begin, overlap) => {
        const last = new Map<string, Change>();
        for (const one of changes) last.set(`${one.app}${one.id}`, one);
        const whole = Registry.of(answer([...last.values()].filter(({ status }) => status !== null)));
        const told = new Registry();
        told.apply(answer(changes.slice(0, begin)));
        // A delta tells what came before once more.
        told.apply(answer(changes.slice(Math.max(0, begin - overlap))));
        assert.deepEqual(stateOf(told), stateOf(whole));
        assert.equal(told.hash, whole.hash);
      }),
    );
  });
  it('counts as Eureka writes it', () => {
    assert.equal(new Registry().hash, '');
    const changes = ['UP', 'DOWN', 'UP'].map((status, n) => ({ app: 'A', id: String(n), status }));
    assert.equal(Registry.of(answer(changes)).hash, 'DOWN_1_UP_2_');
    assert.equal(
      Registry.of(answer([...changes, { app: 'B', id: '0', status: 'OUT_OF_SERVICE' }])).hash,
      'DOWN_1_OUT_OF_SERVICE_1_UP_2_',
    );
  });
  it('knows an application in any case, and none of one it was not told of', () => {
    const registry = Registry.of(answer([{ app: 'A', id: '1', status: 'UP' }]));
    assert.equal(registry.instances('a').size, 1);
    assert.equal(registry.instances('toString').size, 0);
  });
});

describe('an answer', () => {
  const instance = { instanceId: 'i', ipAddr: '10.0.0.1', status: 'UP', port: { $: '8101', '@enabled': 'true' } };
  it('is read with a list of one as that one, and numbers as texts', () => {
    const text = JSON.stringify({ applications: { apps__hashcode: 'UP_1_', application: { name: 'a', instance } } });
    const [entry] = parseApplications(text).entries;
    assert.deepEqual([entry?.app, entry?.instance.port], ['A', { $: 8_101, '@enabled': true }]);
  });
  it('of an empty registry holds nothing', () => {
    assert.deepEqual(parseApplications('{"applications":{"apps__hashcode":"","application":[]}}').entries, []);
  });
  it('that is none of Eureka’s is told apart', () => {
    for (const text of ['', '<xml/>', '{}', '[]', 'null', '{"applications":{"application":[{"name":"A","instance":[{}]}]}}']) {
      assert.throws(() => parseApplications(text), { name: 'EurekaAwayError' }, text);
    }
  });
});
