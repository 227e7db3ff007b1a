import { eventIdOf } from '@shop/platform/command-handling/event-id.ts';
import type { Check } from '../core/check.ts';
import type { Scratch } from '../core/scratch.ts';

interface Group {
  commandId: string;
  /** The idempotency key of the command's first event; null where it came without one. */
  key: string | null;
  /** How many events of the command have gone by. */
  count: number;
}

/**
 * Invariant 4: the events of one command stand together, their ids follow from the command's id and their place,
 * and no command has left events twice, anywhere in the log. So no event id is there twice: an id follows from its
 * command, and of each command the first id is kept and compared.
 */
export function eventIds(scratch: Scratch): Check {
  const last = scratch.table<Group>();
  const firstIds = scratch.table<true>();
  return {
    number: '4',
    title: 'event ids are unique, and follow from the command and the place in it',
    raw({ stream, revision, id, metadata }, _world, tell) {
      const { commandId } = metadata;
      const group = last.change(stream, () => ({ commandId: '', key: null, count: 0 }));
      const key = metadata.idempotency?.key ?? null;
      const first = group.commandId !== commandId;
      group.count = first ? 1 : group.count + 1;
      group.commandId = commandId;
      if (first) group.key = key;
      else if (group.key !== key)
        tell(stream, revision, 'the idempotency key is not that of the event before it, of the same command');
      const place = group.count - 1;
      // Logs of earlier versions have ids that the body is no part of.
      if (id !== eventIdOf(metadata, place) && id !== eventIdOf({ commandId }, place)) {
        tell(stream, revision, `the id is not that of event ${group.count} of its command`);
      }
      if (!first) return;
      if (firstIds.get(id)) tell(stream, revision, `the id ${id} is in the log already`);
      firstIds.set(id, true);
    },
  };
}
