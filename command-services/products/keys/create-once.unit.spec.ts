import { deepStrictEqual, equal, ok } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { given } from '@shop/platform/command-handling/given.ts';
import { sequenceIds } from '@shop/platform/ids/sequence.ts';
import { causeOf, eventsOf, setUp } from '../testing.ts';
import { bindingDecider, type BindingEvent } from './binding.ts';
import { createOnce } from './create-once.ts';

const bound = (stream: string): BindingEvent => ({ type: 'IdempotencyKeyBound', data: { stream } });
const freed = (stream: string): BindingEvent => ({ type: 'IdempotencyKeyFreed', data: { stream } });

describe('an idempotency key', () => {
  const key = (...past: BindingEvent[]) => given(bindingDecider, ...past);
  it('belongs to one stream until it is freed', () => {
    key().when({ type: 'Bind', stream: 'a' }).then(bound('a'));
    key(bound('a')).when({ type: 'Bind', stream: 'a' }).then();
    key(bound('a')).when({ type: 'Bind', stream: 'b' }).refused('idempotency-key-reused');
    key(bound('a'), freed('a')).when({ type: 'Bind', stream: 'b' }).then(bound('b'));
  });
  it('is freed of the stream it belongs to alone', () => {
    key(bound('a')).when({ type: 'Free', stream: 'a' }).then(freed('a'));
    key(bound('a')).when({ type: 'Free', stream: 'b' }).then();
    key().when({ type: 'Free', stream: 'a' }).then();
  });
});

describe('creating what the body names', () => {
  const process = () => {
    const { aggregates, store } = setUp();
    const create = createOnce(aggregates.keys, sequenceIds(5));
    const named = { category: 'inventory', aggregate: aggregates.inventory } as const;
    const register = (sku: string, key: string, onHand = 1) => {
      const command = { type: 'RegisterStockItem', sku, onHand, lowStockThreshold: 0 } as const;
      return create(named, sku, command, causeOf(key, { body: `${sku} ${onHand}` }));
    };
    return { store, register, aggregates };
  };
  const code = (outcome: Awaited<ReturnType<ReturnType<typeof process>['register']>>) =>
    outcome.accepted ? (outcome.replayed ? 'replayed' : 'accepted') : outcome.refusal.code;

  it('has one effect for each key, however many names come with it at once', async () => {
    const { register, store } = process();
    const outcomes = await Promise.all(['A', 'B', 'C', 'A', 'B'].map((sku) => register(sku, 'k')));
    deepStrictEqual(outcomes.map(code).toSorted(), [
      'accepted',
      'idempotency-key-reused',
      'idempotency-key-reused',
      'idempotency-key-reused',
      'replayed',
    ]);
    equal((await eventsOf(store, 'inventory')).length, 1);
  });
  it('answers a repetition as the first time, and knows another body for the same name', async () => {
    const { register } = process();
    equal(code(await register('A', 'k')), 'accepted');
    equal(code(await register('A', 'k')), 'replayed');
    equal(code(await register('A', 'k', 2)), 'idempotency-key-reused');
    equal(code(await register('B', 'k')), 'idempotency-key-reused');
  });
  it('remembers no refusal: the key may be used again', async () => {
    const { register } = process();
    await register('A', 'first');
    equal(code(await register('A', 'k')), 'already-exists');
    equal(code(await register('B', 'k')), 'accepted');
  });
  it('frees the key where another was faster', async () => {
    const { register, store } = process();
    const outcomes = await Promise.all([register('A', 'k1'), register('A', 'k2')]);
    deepStrictEqual(outcomes.map(code).toSorted(), ['accepted', 'already-exists']);
    const loser = code(outcomes[0]) === 'accepted' ? 'k2' : 'k1';
    ok(
      (await eventsOf(store, 'idempotencyKey')).some(
        ({ stream, type }) => stream === `idempotencyKey-${loser}` && type === 'IdempotencyKeyFreed',
      ),
    );
    equal(code(await register('B', loser)), 'accepted');
  });
});
