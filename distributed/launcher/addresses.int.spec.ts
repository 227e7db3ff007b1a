import assert from 'node:assert/strict';
import { it } from 'node:test';
import { addressesOf } from './addresses.ts';

it('ports that nobody listens on are given to one process each', async () => {
  for (let start = 0; start < 60; start++) {
    const { ports, gateway, gatewayAdmin } = await addressesOf({ settings: {}, anyPorts: true });
    const all = [gateway, gatewayAdmin, ...[...ports.values()].flat()];
    assert.equal(new Set(all).size, all.length, all.join());
    assert.ok(all.every((port) => port > 0));
  }
});
