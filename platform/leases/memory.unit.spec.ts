import { manualClock } from '../clock/manual.ts';
import { leasesContract } from './contract.ts';
import { MemoryLeases } from './memory.ts';

leasesContract('memory', async () => {
  const clock = manualClock(0);
  const all = new MemoryLeases(clock);
  const leases = all.open();
  return {
    leases,
    another: async () => all.open(),
    time: { now: () => clock.now(), pass: (ms) => clock.advance(ms) },
    close: () => leases.close(),
  };
});
