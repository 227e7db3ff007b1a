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

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'engines-'));
    home = homeIn(folder, { kafka: await freePorts(2) });
    await start(home, 'kafka', { ephemeral: true });
  });
  after(async () => {
    await stop(home, 'kafka');
    rmSync(folder, { recursive: true, force: true });
  });

  it('is back on its data after kill -9', async () => {
    const { seconds } = await restart(home, 'kafka', 'SIGKILL');
    assert.equal(await look(home, 'kafka'), 'up');
    assert.equal(await countBrokers(home.ports.kafka?.[0] ?? 0), 1);
    // 3 s on two quiet cores, several times that where others load them: the limit only catches one that is refused.
    assert.ok(seconds < 30, `it took ${seconds} s`);
  });
});
