import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { describeOn } from '@shop/platform/testing/engines.ts';
import { look, restart, start, stop } from './control.ts';
import { type EngineHome, homeIn } from './home.ts';
import { countBrokers } from './kafka-ask.ts';
import { freePorts } from './ports.ts';

// The shared broker is left to the others: this one is killed.
describeOn('kafka', 'a Kafka of a home of its own', () => {
  let home: EngineHome;
  let folder: string;
  let firstSeconds: number;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'engines-'));
    home = homeIn(folder, { kafka: await freePorts(2) });
    firstSeconds = (await start(home, 'kafka', { ephemeral: true })).seconds;
  });
  after(async () => {
    await stop(home, 'kafka');
    rmSync(folder, { recursive: true, force: true });
  });

  it('is back on its data after kill -9', async (t) => {
    const { seconds } = await restart(home, 'kafka', 'SIGKILL');
    assert.equal(await look(home, 'kafka'), 'up');
    assert.equal(await countBrokers(home.ports.kafka?.[0] ?? 0), 1);
    // Measured against its own first start, since both are as slow as the machine is loaded. That one also formats the
    // folder; a broker refused for the usual 9 s of its old session would come out behind it.
    assert.ok(seconds < firstSeconds + 5, `back after ${seconds} s, first started in ${firstSeconds} s`);
    t.diagnostic(`back after ${seconds} s, first started in ${firstSeconds} s`);
  });
});
