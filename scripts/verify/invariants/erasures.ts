import { idOf } from '@shop/shared-events';
import type { Check } from '../core/check.ts';
import type { Scratch } from '../core/scratch.ts';

/** Invariant 12 for erasures: a customer who is to be erased is, in the end. */
export function erasuresEnd(scratch: Scratch): Check {
  const open = scratch.table<{ readonly at: number; readonly erased: boolean }>();
  return {
    number: '12',
    title: 'every erasure that was asked for is done',
    before(event) {
      const at = Date.parse(event.recordedAt);
      if (event.type === 'CustomerErasureRequested') open.set(idOf(event.stream), { at, erased: false });
      if (event.type === 'CustomerErased') open.set(idOf(event.stream), { at, erased: true });
    },
    end(_world, rest, tell) {
      for (const [customerId, { at, erased }] of open.entries()) {
        if (!erased && rest.reached({ lastAt: at, heardAt: -1n }))
          tell(`customer-${customerId}`, null, 'was to be erased and is not');
      }
    },
  };
}
