import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LeasesUnavailableError } from '../port.ts';
import { long, type LeasesUnderTest } from './under-test.ts';

/** Who gets a lease. */
export function takeContract(under: () => LeasesUnderTest): void {
  describe('taking a lease', () => {
    it('is granted to the first who asks and refused to the others', async () => {
      const { leases } = under();
      assert.equal(await leases.take('relay', 'a', long), true);
      assert.equal(await leases.take('relay', 'b', long), false);
      assert.equal(await leases.take('relay', 'b', long), false);
    });

    it('is granted again to who holds it', async () => {
      const { leases } = under();
      for (let i = 0; i < 3; i++) assert.equal(await leases.take('relay', 'a', long), true);
      assert.equal(await leases.take('relay', 'b', long), false);
    });

    it('is seen by other processes', async () => {
      const { leases, another } = under();
      const other = await another();
      assert.equal(await leases.take('relay', 'a', long), true);
      assert.equal(await other.take('relay', 'b', long), false);
      // The owner is the name, not the connection: a process may come back with another.
      assert.equal(await other.take('relay', 'a', long), true);
    });

    it('has one winner where many ask at once', async () => {
      const { leases, another } = under();
      const both = [leases, await another()];
      const owners = Array.from({ length: 20 }, (_, i) => `owner-${i}`);
      const taken = await Promise.all(owners.map((owner, i) => (both[i % 2] ?? leases).take('relay', owner, long)));
      assert.equal(taken.filter(Boolean).length, 1);
      const winner = owners[taken.indexOf(true)] as string;
      const again = await Promise.all(owners.map((owner) => leases.take('relay', owner, long)));
      assert.deepEqual(
        owners.filter((_, i) => again[i]),
        [winner],
      );
    });

    it('tells leases apart by their whole name', async () => {
      const { leases } = under();
      const names = ['relay', 'Relay', 'relay ', 'relay:orders', 'relay:*', '{relay}', '%', "'; --", '__proto__', 'é', 'e\u0301'];
      for (const [i, name] of names.entries()) assert.equal(await leases.take(name, `owner-${i}`, long), true, name);
      for (const [i, name] of names.entries()) {
        assert.equal(await leases.take(name, `owner-${i}`, long), true, name);
        assert.equal(await leases.take(name, 'another', long), false, name);
      }
    });
  });

  describe('closing', () => {
    it('may be repeated, and nothing can be asked afterwards', async () => {
      const { leases } = under();
      await leases.take('relay', 'a', long);
      await leases.close();
      await leases.close();
      await assert.rejects(leases.take('relay', 'a', long), LeasesUnavailableError);
      await assert.rejects(leases.end('relay', 'a'), LeasesUnavailableError);
    });

    it('gives no lease up: only its end or its owner does', async () => {
      const { leases, another } = under();
      const other = await another();
      await leases.take('relay', 'a', long);
      await leases.close();
      assert.equal(await other.take('relay', 'b', long), false);
    });
  });
}
