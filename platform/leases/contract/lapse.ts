import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { long, short, untilTaken, type LeasesUnderTest } from './under-test.ts';

/** When a lease runs out. Every bound is of times measured around the calls, so that a slow machine fails nothing. */
export function lapseContract(under: () => LeasesUnderTest): void {
  describe('a lease that is not prolonged', () => {
    it('goes to another when its time is over, and not before', async () => {
      const { leases, another, time } = under();
      const other = await another();
      const asked = time.now();
      await leases.take('relay', 'a', short);
      const taken = await untilTaken(other, 'relay', 'b', time);
      // A millisecond for engines that count in whole ones.
      assert.ok(taken - asked >= short - 1, `taken after ${taken - asked} ms`);
      assert.equal(await leases.take('relay', 'a', long), false);
    });

    it('is still granted to who held it where nobody else came', async () => {
      const { leases, time } = under();
      await leases.take('relay', 'a', short);
      await time.pass(2 * short);
      assert.equal(await leases.take('relay', 'a', long), true);
      assert.equal(await leases.take('relay', 'b', long), false);
    });

    it('leaves the others alone', async () => {
      const { leases, time } = under();
      await leases.take('feed', 'a', long);
      await leases.take('relay', 'a', short);
      await untilTaken(leases, 'relay', 'b', time);
      assert.equal(await leases.take('feed', 'b', long), false);
    });
  });

  describe('a lease that is prolonged', () => {
    it('lasts its time from the last asking on', async () => {
      const { leases, another, time } = under();
      const other = await another();
      let renewed = time.now();
      await leases.take('relay', 'a', short);
      for (let i = 0; i < 8; i++) {
        await time.pass(short / 4);
        const refused = !(await other.take('relay', 'b', short));
        // Were the machine held up for a whole lease, it would rightly be the other's.
        if (time.now() - renewed >= short - 1) return;
        assert.ok(refused, 'taken from its holder');
        const asked = time.now();
        if (await leases.take('relay', 'a', short)) renewed = asked;
      }
      const taken = await untilTaken(other, 'relay', 'b', time);
      assert.ok(taken - renewed >= short - 1, `taken after ${taken - renewed} ms`);
    });

    it('may be made shorter', async () => {
      const { leases, time } = under();
      await leases.take('relay', 'a', long);
      await leases.take('relay', 'a', short);
      await untilTaken(leases, 'relay', 'b', time);
    });

    it('is not prolonged by who does not hold it', async () => {
      const { leases, time } = under();
      await leases.take('relay', 'a', short);
      assert.equal(await leases.take('relay', 'b', long), false);
      await untilTaken(leases, 'relay', 'c', time);
    });
  });
}
