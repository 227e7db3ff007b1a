import type { RenewablePublisher } from '@shop/platform/event-publisher/port.ts';
import { DestinationLostError } from '@shop/platform/event-publisher/port.ts';
import { carry } from './carry.ts';
import { CheckpointKeeper } from './checkpoint-keeper.ts';
import { createCheckpoints } from './checkpoints.ts';
import { Journey, type Leg } from './journey.ts';
import type { RelayDependencies } from './relay.ts';
import { verifyCheckpoint, verifyPublished } from './verify-store.ts';

/** A refill that has carried fewer events than this while the others went on is near enough to join them. */
const nearEvents = 1_000;
/** A refill that gains no ground joins them nevertheless: they wait for it. */
const mostLegs = 10;

export interface AttemptOptions extends RelayDependencies {
  readonly batchSize: number;
  readonly mostUnderWay: number;
  readonly checkDestinationsMs: number;
  /** Told when the way is known, and whenever it has changed. */
  journeyIs(journey: Journey): void;
}

/** Relaying from the checkpoint on, until something fails. */
export class Attempt {
  readonly #options: AttemptOptions;
  readonly #stop = new AbortController();
  #keeper: CheckpointKeeper | null = null;

  constructor(options: AttemptOptions) {
    this.#options = options;
  }

  /** Resolves when the signal has aborted and what was under way is confirmed and written down; else rejects. */
  async until(signal: AbortSignal): Promise<void> {
    const journey = await this.#begin();
    if (signal.aborted) return;
    const stop = () => this.#stop.abort();
    signal.addEventListener('abort', stop, { once: true });
    const parts = [this.#relay(journey), this.#watchDestinations(), (this.#keeper as CheckpointKeeper).run(this.#stop.signal)];
    try {
      await Promise.race(parts);
    } finally {
      stop();
      signal.removeEventListener('abort', stop);
      await Promise.allSettled(parts);
      await this.#keeper?.finish();
    }
    // One part may have ended in peace because another failed.
    await Promise.all(parts);
  }

  /** Finds the way: the checkpoint, the destinations, and whether log and published events belong together. */
  async #begin(): Promise<Journey> {
    const { store, publisher, clock, log, checkpointEvery } = this.#options;
    const checkpoints = createCheckpoints(store, clock);
    const checkpoint = await checkpoints.read();
    if (checkpoint) await verifyCheckpoint(store, checkpoint);
    const destinations = await publisher.renew();
    await verifyPublished(store, await publisher.newest());
    let journey = Journey.from(checkpoint, destinations);
    this.#options.journeyIs(journey);
    if (journey.refill) log.warn('carried again from the beginning', { categories: journey.refill.categories });
    this.#keeper = new CheckpointKeeper({ store, checkpoints, clock, log, every: checkpointEvery, journey: () => journey });
    this.#changed = (changed) => {
      journey = changed;
      this.#options.journeyIs(changed);
    };
    return journey;
  }

  #changed: (journey: Journey) => void = () => undefined;

  async #relay(journey: Journey): Promise<void> {
    const { signal } = this.#stop;
    let current = journey;
    while (!signal.aborted) {
      if (current.refill === null) await this.#carry(current.main, signal);
      else await this.#fillUp(current.main, current.refill, signal);
      current = current.merged();
      this.#changed(current);
    }
  }

  /** Carries both legs beside each other until the refill is near, and then the refill alone, up to the other. */
  async #fillUp(main: Leg, refill: Leg, signal: AbortSignal): Promise<void> {
    const near = new AbortController();
    const mainSignal = AbortSignal.any([signal, near.signal]);
    const follow = async () => {
      try {
        for (let legs = 0; legs < mostLegs && !signal.aborted; legs++) {
          if ((await this.#carry(refill, signal, main.position)) < nearEvents) break;
        }
      } finally {
        near.abort();
      }
    };
    const both = await Promise.allSettled([this.#carry(main, mainSignal).catch(this.#failing), follow().catch(this.#failing)]);
    for (const leg of both) if (leg.status === 'rejected') throw leg.reason;
    if (!signal.aborted) await this.#carry(refill, signal, main.position);
  }

  readonly #failing = (error: unknown): never => {
    this.#stop.abort();
    throw error;
  };

  #carry(leg: Leg, signal: AbortSignal, upTo?: bigint): Promise<number> {
    const { store, publisher, batchSize, mostUnderWay } = this.#options;
    const moved = (_: Leg, events: number) => this.#keeper?.carried(events);
    return carry({ store, publisher, batchSize, mostUnderWay, moved }, leg, signal, upTo);
  }

  async #watchDestinations(): Promise<void> {
    const { clock, publisher, checkDestinationsMs } = this.#options;
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await clock.sleep(checkDestinationsMs, signal).catch(() => undefined);
      if (!signal.aborted) await failIfLost(publisher);
    }
  }
}

async function failIfLost(publisher: RenewablePublisher): Promise<void> {
  const lost = await publisher.lost();
  if (lost.length > 0) throw new DestinationLostError(lost);
}
