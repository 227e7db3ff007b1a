import { deepEqual, equal, ok } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aWhile, type Scenario } from './testing/scenario.ts';
import { waysBack } from './testing/scenarios-back.ts';
import { waysForward } from './testing/scenarios-forward.ts';
import { World, type WorldOptions } from './testing/simulation.ts';

async function play(scenario: Scenario, options: WorldOptions = {}, killAfter = Infinity): Promise<World> {
  const world = new World({ ...scenario.world?.(), ...options });
  world.killAfter = killAfter;
  world.start();
  await scenario.play(world);
  await world.settle(aWhile);
  return world;
}

async function check(scenario: Scenario, world: World): Promise<void> {
  deepEqual((await world.types('order')).slice(1), scenario.order);
  deepEqual(await world.types('payment'), scenario.payment);
  // Articles are asked side by side: only their own order counts.
  deepEqual(world.stock.journal.toSorted(), scenario.stock.toSorted());
  deepEqual(world.codes.journal, scenario.codes ?? []);
  const process = await world.events('fulfilmentProcess');
  equal(process.filter(({ type }) => type === 'FulfilmentProcessStarted').length, 1);
  const ends = process
    .filter(({ type }) => type === 'FulfilmentProcessEnded')
    .map(({ data }) => (data as { outcome: string }).outcome);
  deepEqual(ends, scenario.outcome === null ? [] : [scenario.outcome]);
}

describe('the fulfilment process', () => {
  for (const scenario of [...waysForward, ...waysBack]) {
    describe(scenario.name, () => {
      it('takes its way', async () => {
        const world = await play(scenario);
        await check(scenario, world);
        await world.stop();
      });

      it('takes the same way where every event comes twice', async () => {
        const world = await play(scenario, { duplicates: true });
        await check(scenario, world);
        await world.stop();
      });

      it('takes the same way when it dies after any of its steps', async () => {
        const { steps } = await play(scenario);
        ok(steps > 0);
        for (let step = 1; step <= steps; step++) {
          const world = await play(scenario, {}, step);
          try {
            await check(scenario, world);
          } catch (error) {
            throw new Error(`killed after step ${step} of ${steps}: ${JSON.stringify(await world.types(), null, 1)}`, {
              cause: error,
            });
          }
          world.kill();
        }
      });
    });
  }
});
