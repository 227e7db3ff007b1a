import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alternate } from './alternate.ts';

test('subjects are measured in turn, in another order each time, after a round each that does not count', async () => {
  const calls: string[] = [];
  const subject = (name: string) => async (seconds: number) => {
    calls.push(`${name}${seconds}`);
    return { rate: calls.length };
  };
  const told: string[] = [];
  const measured = await alternate(
    { a: subject('a'), b: subject('b') },
    { rounds: 3, seconds: 4, warmUpSeconds: 1, onRound: (name, round) => told.push(`${name}${round}`) },
  );
  assert.deepEqual(calls, ['a1', 'b1', 'a4', 'b4', 'b4', 'a4', 'a4', 'b4']);
  assert.deepEqual(measured.a, [{ rate: 3 }, { rate: 6 }, { rate: 7 }]);
  assert.deepEqual(measured.b, [{ rate: 4 }, { rate: 5 }, { rate: 8 }]);
  assert.deepEqual(told, ['a1', 'b1', 'b2', 'a2', 'a3', 'b3']);
});
