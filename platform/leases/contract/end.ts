import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { long, short, untilTaken, type LeasesUnderTest } from './under-test.ts';

/** What giving a lease up changes. */
export function endContract(under: () => LeasesUnderTest): void {
  describe('ending a lease', () => {
    it('lets another take it at once', async () => {
      const { leases, another } = under();
      const other = await another();
      await leases.take('relay', 'a', long);
      await leases.end('relay', 'a');
      assert.equal(await other.take('relay', 'b', long), true);
    });

    it('changes nothing where another holds it', async () => {
      const { leases } = under();
      await leases.take('relay', 'a', long);
      await leases.end('relay', 'b');
      assert.equal(await leases.take('relay', 'b', long), false);
    });

    it('changes nothing for the one who came after its time was over', async () => {
      const { leases, time } = under();
      await leases.take('relay', 'a', short);
      await untilTaken(leases, 'relay', 'b', time);
      await leases.end('relay', 'a');
      assert.equal(await leases.take('relay', 'a', long), false);
    });

    it('is no error where there is none, and again', async () => {
      const { leases } = under();
      await leases.end('relay', 'a');
      await leases.take('relay', 'a', long);
      await leases.end('relay', 'a');
      await leases.end('relay', 'a');
      assert.equal(await leases.take('relay', 'b', long), true);
    });

    it('ends no other lease of the same owner', async () => {
      const { leases } = under();
      await leases.take('relay', 'a', long);
      await leases.take('feed', 'a', long);
      await leases.end('relay', 'a');
      assert.equal(await leases.take('feed', 'b', long), false);
    });
  });
}
