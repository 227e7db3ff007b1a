import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ROOT_CONTEXT, SpanKind } from '@opentelemetry/api';
import { SamplingDecision } from '@opentelemetry/sdk-trace';
import { randomHex } from '../ids/random-hex.ts';
import { ratioSampler } from './sampler.ts';

const head = '0af7651916cd43dd84';

describe('the sampler of traces', () => {
  it('keeps what reaches the threshold on the last 56 bits', () => {
    const quarter = ratioSampler(0.25);
    assert.equal(quarter.keeps(`${head}c0000000000000`), true);
    assert.equal(quarter.keeps(`${head}bfffffffffffff`), false);
    assert.equal(quarter.keeps(`ffffffffffffffffff00000000000000`), false);
  });

  it('keeps every trace at 1, and none at 0', () => {
    for (const tail of ['00000000000000', 'ffffffffffffff']) {
      assert.equal(ratioSampler(1).keeps(head + tail), true);
      assert.equal(ratioSampler(0).keeps(head + tail), false);
    }
  });

  it('keeps about the part it was told, and the traces of a smaller part among those of a greater one', () => {
    const [small, great] = [ratioSampler(0.01), ratioSampler(0.05)];
    const ids = Array.from({ length: 100_000 }, () => randomHex(16));
    const kept = ids.filter((id) => small.keeps(id));
    // Ten standard deviations (31 each) to both sides.
    assert.ok(kept.length > 690 && kept.length < 1_310, `${kept.length} of 100,000`);
    assert.ok(kept.every((id) => great.keeps(id)));
  });

  it('answers OpenTelemetry as it answers the shop', () => {
    const sampler = ratioSampler(0.5);
    for (const [tail, decision] of [
      ['80000000000000', SamplingDecision.RECORD_AND_SAMPLED],
      ['7fffffffffffff', SamplingDecision.NOT_RECORD],
    ] as const) {
      assert.equal(sampler.shouldSample(ROOT_CONTEXT, head + tail, 'span', SpanKind.SERVER, {}, []).decision, decision);
    }
  });
});
