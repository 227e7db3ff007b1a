import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { bearerToken } from './bearer.ts';
import { hasDuplicateNames } from './duplicate-names.ts';
import { InvalidTokenError } from './errors.ts';
import { hasAnyRole, isRole, isStaff } from './roles.ts';

describe('the Authorization header', () => {
  it('gives the bearer token, in any letter case of the scheme', () => {
    assert.equal(bearerToken('Bearer a.b-c_.d'), 'a.b-c_.d');
    assert.equal(bearerToken('bearer abc=='), 'abc==');
  });
  it('is absent: no token', () => assert.equal(bearerToken(undefined), null));
  it('is refused in any other form', () => {
    for (const header of [
      '',
      'Bearer',
      'Bearer ',
      'Bearer  a',
      'Bearer a b',
      'Bearer a, Bearer b',
      'Basic YTpi',
      'a.b.c',
      'Bearer a\r\nX: y',
    ]) {
      assert.throws(() => bearerToken(header), InvalidTokenError, header);
    }
  });
});

describe('names that stand twice', () => {
  it('are found at any depth and through escapes', () => {
    for (const json of ['{"a":1,"a":2}', '{"x":[{"a":1,"\\u0061":2}]}', '{"a":{},"b":1,"a":[]}', '{"a\\"":1,"a\\"":1}']) {
      assert.equal(hasDuplicateNames(json), true, json);
    }
  });
  it('are not seen in what JSON.stringify writes', () => {
    fc.assert(fc.property(fc.json(), (json) => !hasDuplicateNames(JSON.stringify(JSON.parse(json)))));
  });
  it('are found wherever one is planted', () => {
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), fc.jsonValue(), (name, a, b) => {
        const key = JSON.stringify(name);
        return hasDuplicateNames(
          `[{${key}:${JSON.stringify(a)}, "n${JSON.stringify(name).slice(1)} :0,${key}\n:${JSON.stringify(b)}}]`,
        );
      }),
    );
  });
});

describe('roles', () => {
  it('are compared exactly', () => {
    assert.equal(isRole('admin'), true);
    for (const value of ['Admin', 'admin ', '', 'toString', undefined, ['admin']]) assert.equal(isRole(value), false);
  });
  it('admin is staff, but no other role', () => {
    assert.equal(isStaff({ roles: ['admin'] }), true);
    assert.equal(isStaff({ roles: ['customer', 'service'] }), false);
    assert.equal(hasAnyRole({ roles: ['admin'] }, 'support'), false);
    assert.equal(hasAnyRole({ roles: ['admin'] }), false);
  });
});
