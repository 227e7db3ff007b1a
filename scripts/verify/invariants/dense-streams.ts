import type { Check } from '../core/check.ts';

/** Invariant 4: revisions of a stream are 0, 1, 2 and so on; positions of the log strictly rise. */
export function denseStreams(): Check {
  let position = -1n;
  return {
    number: '4',
    title: 'streams are dense 0..n, positions strictly rise',
    raw(event, world, tell) {
      const { stream, revision } = event;
      const last = world.heads.get(stream)?.revision ?? -1;
      if (revision !== last + 1) tell(stream, revision, `follows revision ${last}`);
      if (event.position <= position) tell(stream, revision, `position ${event.position} follows ${position}`);
      else position = event.position;
    },
  };
}
