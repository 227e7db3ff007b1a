import { idOf, streamName } from '@shop/shared-events';
import { derivedId } from '@shop/platform/ids/derived.ts';
import type { Check } from '../core/check.ts';
import type { Scratch } from '../core/scratch.ts';

interface Effect {
  readonly stream: string;
  readonly bodyHash: string;
  last: number;
}

/**
 * Invariant 3: what an idempotency key (hashed with its subject, method and path) has caused stands in one
 * stream, in one piece, with one body; and the command's id follows from the key (docs/http-api.md).
 */
export function oneEffectPerKey(scratch: Scratch): Check {
  const effects = scratch.table<Effect>();
  /** Stream that a key was bound to before its command was made; null where it was freed again. */
  const bound = scratch.table<string | null>();
  return {
    number: '3',
    title: 'at most one effect per subject and idempotency key',
    raw({ stream, revision, metadata: { idempotency, commandId } }, _world, tell) {
      if (!idempotency) return;
      const { key, bodyHash } = idempotency;
      if (commandId !== derivedId('http', key)) tell(stream, revision, 'the command is not that of its idempotency key');
      const binding = bound.get(streamName('idempotencyKey', key));
      if (binding !== undefined && binding !== stream) tell(stream, revision, `the key is bound to ${binding ?? 'nothing'}`);
      const effect = effects.change(key, () => ({ stream, bodyHash, last: revision - 1 }));
      if (effect.stream !== stream) return tell(stream, revision, `the key had its effect in ${effect.stream}`);
      if (effect.bodyHash !== bodyHash) tell(stream, revision, 'the key comes with another body');
      if (revision !== effect.last + 1) tell(stream, revision, `the key had its effect at revision ${effect.last} already`);
      effect.last = Math.max(effect.last, revision);
    },
    before(event, _world, tell) {
      const { type, stream, revision } = event;
      if (type === 'IdempotencyKeyBound') bound.set(stream, event.data.stream);
      if (type !== 'IdempotencyKeyFreed') return;
      if (bound.get(stream) !== event.data.stream)
        tell(stream, revision, `freed of ${event.data.stream}, bound to ${bound.get(stream)}`);
      if (effects.get(idOf(stream))) tell(stream, revision, 'freed, but the key had an effect');
      bound.set(stream, null);
    },
  };
}
