import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { contextFrom, currentTraceparent, formatTraceparent, parseTraceparent } from './trace-context.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';

describe('traceparent', () => {
  it('is read and written as W3C Trace Context says', () => {
    for (const flags of ['00', '01']) {
      const text = `00-${traceId}-${spanId}-${flags}`;
      const parsed = parseTraceparent(text);
      assert.deepEqual(parsed, { traceId, spanId, traceFlags: Number(flags), isRemote: true });
      assert.equal(parsed && formatTraceparent(parsed), text);
    }
  });

  it('of a later version is read as far as it is known', () => {
    assert.equal(parseTraceparent(`01-${traceId}-${spanId}-01-more`)?.traceId, traceId);
  });

  it('of zeros, or with what is no hexadecimal digit in it, is none', () => {
    const [traceId, spanId] = ['0af7651916cd43dd8448eb211c80319c', '00f067aa0ba902b7'];
    for (const wrong of [
      `00-${'0'.repeat(32)}-${spanId}-01`,
      `00-${traceId}-${'0'.repeat(16)}-01`,
      `00-${'"}{<script>'.padEnd(32, 'x')}-${spanId}-01`,
      `00-${traceId}-${'<script>'.padEnd(16, 'x')}-01`,
    ]) {
      assert.equal(wrong.length, 55);
      assert.equal(parseTraceparent(wrong), null);
    }
  });

  it('that is malformed begins a new trace', () => {
    for (const text of [
      undefined,
      '',
      'nonsense',
      `ff-${traceId}-${spanId}-01`,
      `00-${traceId}-${spanId}-01-more`,
      `00-${'0'.repeat(32)}-${spanId}-01`,
      `00-${traceId}-${'0'.repeat(16)}-01`,
      `00-${traceId.toUpperCase()}-${spanId}-01`,
      ` 00-${traceId}-${spanId}-01`,
    ]) {
      assert.equal(parseTraceparent(text), null, text);
      assert.equal(contextFrom(text), ROOT_CONTEXT);
    }
  });

  it('becomes a context, and there is none under way here', () => {
    assert.equal(trace.getSpanContext(contextFrom(`00-${traceId}-${spanId}-01`))?.spanId, spanId);
    assert.equal(currentTraceparent(), undefined);
  });
});
