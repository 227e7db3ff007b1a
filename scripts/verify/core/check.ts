import type { RecordedEvent } from '@shop/shared-events';
import type { World } from '../facts/world.ts';
import type { Tell } from './report.ts';
import type { Rest } from './rest.ts';
import type { Told } from './told.ts';

/** Watches one invariant while the log goes by. */
export interface Check {
  /** Number in docs/guarantees.md; a word where it has none. */
  readonly number: string;
  readonly title: string;
  /** Every event as it lies in the log, before anything is known of its data. */
  raw?(event: RecordedEvent, world: World, tell: Tell): void;
  /** Every event that fits its schema, on the world as it was before it. */
  before?(event: Told, world: World, tell: Tell): void;
  /** After the last event. */
  end?(world: World, rest: Rest, tell: Tell): void;
}
