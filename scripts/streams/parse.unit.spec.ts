import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parse } from './parse.ts';

const refusal = (...args: string[]): string => {
  try {
    parse(args);
  } catch (error) {
    assert.ok(error instanceof TypeError);
    return error.message;
  }
  return assert.fail(`${args.join(' ')} was taken`);
};

describe('the arguments of npm run streams', () => {
  it('are taken as they are given', () => {
    const { command, types, categories, last } = parse(['tail', '--type', 'OrderPlaced', '--category', 'order', '--last', '0']);
    assert.deepEqual([command, types, categories, last], ['tail', ['OrderPlaced'], ['order'], 0]);
    assert.deepEqual([parse(['tail']).last, parse(['show', 'order-1']).stream], [10, 'order-1']);
  });

  it('name what there is, rather than have an unknown type or category waited for', () => {
    assert.match(refusal('tail', '--type', 'Bogus'), /^There is no event type Bogus; there are .*OrderPlaced/);
    assert.match(refusal('tail', '--category', 'bogus'), /^There is no category bogus; there are product, /);
  });

  it('are refused where the command has no use for them', () => {
    for (const name of ['type', 'category', 'projection', 'last']) {
      assert.equal(refusal('show', 'order-1', `--${name}`, '1'), `--${name} is not for show`);
    }
    assert.equal(refusal('tail', '--projection', 'order-list'), '--projection is not for tail');
    assert.equal(refusal('verify', '--type', 'OrderPlaced'), '--type is not for verify');
  });

  it('have a number where one is needed', () => {
    for (const last of ['', ' ', '-1', '1.5', 'many'])
      assert.equal(refusal('tail', `--last=${last}`), '--last is a whole number');
  });
});
