import { deepStrictEqual, rejects, strictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { manualClock } from '@shop/platform/clock/manual.ts';
import type { RouteResponse } from '@shop/platform/http/route.ts';
import type { GenerationReader } from '@shop/platform/read-store/port.ts';
import { KeptAnswers } from './kept-answers.ts';

function setUp() {
  const clock = manualClock(0);
  const kept = new KeptAnswers(clock);
  let made = 0;
  const make = async (): Promise<RouteResponse> => ({ status: 200, body: ++made });
  const at = (checkpoint: string, generation = 1) => ({ generation, checkpoint: async () => checkpoint }) as GenerationReader;
  const ask = async (reader: GenerationReader, question = 'q') => (await kept.of(reader, question, make)).body;
  return { clock, kept, at, ask };
}

describe('an answer is kept', () => {
  it('until the view commits something', async () => {
    const { at, ask } = setUp();
    deepStrictEqual([await ask(at('5')), await ask(at('5')), await ask(at('6')), await ask(at('6'))], [1, 1, 2, 2]);
  });

  it('until another generation takes over', async () => {
    const { at, ask } = setUp();
    deepStrictEqual([await ask(at('5')), await ask(at('5', 2)), await ask(at('5', 2))], [1, 2, 2]);
  });

  it('for a second at most', async () => {
    const { at, ask, clock } = setUp();
    strictEqual(await ask(at('5')), 1);
    await clock.advance(999);
    strictEqual(await ask(at('5')), 1);
    await clock.advance(1);
    strictEqual(await ask(at('5')), 2);
  });

  it('for its own question', async () => {
    const { at, ask } = setUp();
    deepStrictEqual([await ask(at('5'), 'a'), await ask(at('5'), 'b'), await ask(at('5'), 'a')], [1, 2, 1]);
  });

  it('for all who ask while it is being made', async () => {
    const { at, ask } = setUp();
    deepStrictEqual(await Promise.all([ask(at('5')), ask(at('5')), ask(at('5'))]), [1, 1, 1]);
  });

  it('only where there is one: a failure is tried again', async () => {
    const { kept, at, ask } = setUp();
    await rejects(
      kept.of(at('5'), 'q', () => Promise.reject(new Error('down'))),
      /down/,
    );
    strictEqual(await ask(at('5')), 1);
  });

  it('among no more than two hundred', async () => {
    const { at, ask } = setUp();
    for (let n = 0; n < 1_000; n++) await ask(at('5'), `q${n}`);
    strictEqual(await ask(at('5'), 'q999'), 1_000);
    strictEqual(await ask(at('5'), 'q0'), 1_001);
  });
});
