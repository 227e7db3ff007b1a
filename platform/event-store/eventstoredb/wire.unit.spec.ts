import { deepStrictEqual, ok, strictEqual, throws } from 'node:assert/strict';
import { describe, it } from 'node:test';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import fc from 'fast-check';
import { categoryOf } from '@shop/shared-events';
import { revisionOf } from './errors.ts';
import { isWanted, portName, wireFilter, wireName } from './names.ts';
import { uuidText } from './records.ts';

describe('a revision on the wire', () => {
  it('is a number, or "no stream" in every form in which a server says so', () => {
    for (const text of [undefined, '', 'no_stream', '-1', '18446744073709551615']) strictEqual(revisionOf(text), 'no_stream');
    deepStrictEqual(['0', '41', String(Number.MAX_SAFE_INTEGER)].map(revisionOf), [0, 41, Number.MAX_SAFE_INTEGER]);
  });

  it('is refused beyond what a number holds, not rounded', () => {
    throws(() => revisionOf('9007199254740993'), RangeError);
  });
});

describe('a name of a stream on the wire', () => {
  const names = fc.oneof(
    fc.string(),
    fc.string().map((end) => `$${end}`),
    fc.string().map((end) => `~${end}`),
  );

  it('comes back as it was, is none of the server’s own, and is like no other', () => {
    fc.assert(
      fc.property(names, names, (one, other) => {
        strictEqual(portName(wireName(one)), one);
        ok(!wireName(one).startsWith('$'));
        strictEqual(wireName(one) === wireName(other), one === other);
      }),
    );
  });

  it('of the server’s own is none of ours', () => {
    strictEqual(portName('$ce-order'), undefined);
  });

  it('passes the server’s filter where it is of the category, and ours where it is of that alone', () => {
    fc.assert(
      fc.property(names, (name) => {
        const filter = { categories: ['product', categoryOf(name)] };
        const wire = wireFilter(filter);
        const passes = 'prefixes' in wire && wire.prefixes.some((prefix) => wireName(name).startsWith(prefix));
        ok(passes || name === '');
        ok(isWanted(name, filter));
        ok(!isWanted(`${categoryOf(name)}s-1`, { categories: [categoryOf(name)] }));
      }),
    );
  });
});

describe('an id on the wire', () => {
  it('is the same as text and as two numbers', () => {
    const structured = new shared.UUID.Structured();
    structured.setMostSignificantBits('-1171221650533040719').setLeastSignificantBits('-6942445110362357734');
    const text = 'EFBF0000-0000-4EB1-9FA7-A0EB07D3F01A';
    strictEqual(uuidText(new shared.UUID().setString(text)), text.toLowerCase());
    const bits = uuidText(new shared.UUID().setStructured(structured));
    strictEqual(bits.length, 36);
    strictEqual(BigInt.asIntN(64, BigInt(`0x${bits.replaceAll('-', '').slice(0, 16)}`)), -1171221650533040719n);
    strictEqual(BigInt.asIntN(64, BigInt(`0x${bits.replaceAll('-', '').slice(16)}`)), -6942445110362357734n);
  });
});
