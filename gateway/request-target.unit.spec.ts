import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseTarget } from './request-target.ts';

describe('a request target', () => {
  it('is split at the first question mark', () => {
    assert.deepEqual(parseTarget('/api/v1/products?q=a?b&c=/d'), { path: '/api/v1/products', query: '?q=a?b&c=/d' });
    assert.deepEqual(parseTarget('/'), { path: '/', query: '' });
    assert.deepEqual(parseTarget('/docs/'), { path: '/docs/', query: '' });
    assert.deepEqual(parseTarget('/a/$all/b%20c'), { path: '/a/$all/b%20c', query: '' });
  });

  for (const target of [
    '',
    '*',
    'a',
    '//',
    '/a//b',
    '/.',
    '/a/..',
    '/a/%2e',
    '/a/%2E%2e/b',
    '/a%2fb',
    '/a%5Cb',
    '/a\\b',
    '/a;b',
    '/a%3bb',
    '/a%00',
    '/a%7f',
    '/a%25',
    '/%',
    '/%f',
    '/%c0%af',
    '/a b',
    '/a#b',
    '/a?#',
    '/a?b c',
    '/a?\u00e9',
    '/ü',
    'http://h/',
  ]) {
    it(`is refused: ${JSON.stringify(target)}`, () => assert.equal(parseTarget(target), null));
  }

  it('that is accepted means the same to a server that decodes and normalises it', () => {
    const piece = fc.constantFrom(
      '/',
      '.',
      '..',
      '%2e',
      '%2f',
      '%5c',
      '%25',
      ';',
      '\\',
      'a',
      'B-1',
      '%c3%a9',
      '%',
      '~',
      '$',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const target = `/${pieces.join('')}`;
        const parsed = parseTarget(target);
        if (parsed === null) return;
        assert.equal(new URL(target, 'http://host').pathname, target);
        const segments = target.split('/').length;
        assert.equal(decodeURIComponent(target).split(/[/\\]/).length, segments);
      }),
    );
  });

  it('of any text is answered without an error', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseTarget(`/${text}`)));
  });
});
