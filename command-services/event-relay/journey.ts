import type { RelayCheckpoint } from './checkpoints.ts';

/** Some categories, and how far they have been carried. */
export interface Leg {
  readonly categories: readonly string[];
  position: bigint;
}

/**
 * How far all categories have been carried: one leg for those that keep up with the log, and one for those whose
 * destination is new and which follow from the beginning until they have caught up with the others.
 */
export class Journey {
  readonly destinations: ReadonlyMap<string, string>;
  readonly main: Leg;
  refill: Leg | null;

  private constructor(destinations: ReadonlyMap<string, string>, main: Leg, refill: Leg | null) {
    this.destinations = destinations;
    this.main = main;
    this.refill = refill;
  }

  /**
   * From a checkpoint and the destinations that are there now. What a checkpoint says of a category counts only for
   * the destination it names; of another one nothing is known but that it must be filled.
   */
  static from(checkpoint: RelayCheckpoint | null, destinations: ReadonlyMap<string, string>): Journey {
    const all = [...destinations.keys()];
    if (checkpoint === null) return new Journey(destinations, { categories: all, position: -1n }, null);
    const renewed = all.filter((category) => checkpoint.destinations.get(category) !== destinations.get(category));
    const filling =
      checkpoint.refill?.categories.filter((category) => all.includes(category) && !renewed.includes(category)) ?? [];
    const behind = [...renewed, ...filling];
    if (behind.length === all.length) {
      const position = renewed.length > 0 ? -1n : (checkpoint.refill?.position ?? -1n);
      return new Journey(destinations, { categories: all, position }, null);
    }
    const main = { categories: all.filter((category) => !behind.includes(category)), position: checkpoint.position };
    if (behind.length === 0) return new Journey(destinations, main, null);
    const position = renewed.length > 0 ? -1n : (checkpoint.refill?.position ?? -1n);
    return new Journey(destinations, main, { categories: behind, position });
  }

  /** The journey from here on, in one leg where the refill has caught up. */
  merged(): Journey {
    const { destinations, main, refill } = this;
    if (refill === null || refill.position < main.position) return this;
    return new Journey(destinations, { categories: [...destinations.keys()], position: main.position }, null);
  }
}
