import type { Clock } from '@shop/platform/clock/port.ts';
import { DestinationLostError, EventPublisherUnavailableError } from '@shop/platform/event-publisher/port.ts';
import type { RenewablePublisher } from '@shop/platform/event-publisher/port.ts';
import { EventStoreUnavailableError, type EventStore } from '@shop/platform/event-store/port.ts';
import type { Log } from '@shop/platform/telemetry/port.ts';
import { Attempt } from './attempt.ts';
import type { CheckpointEvery } from './checkpoint-keeper.ts';
import type { Journey } from './journey.ts';
import { lagOf, type Lag } from './lag.ts';

export interface RelayDependencies {
  readonly store: EventStore;
  readonly publisher: RenewablePublisher;
  readonly clock: Clock;
  readonly log: Log;
  readonly checkpointEvery: CheckpointEvery;
}

export interface RelayOptions extends Omit<RelayDependencies, 'checkpointEvery'> {
  readonly checkpointEvery?: CheckpointEvery;
  /** Most events of one batch. */
  readonly batchSize?: number;
  /** Most events read and not yet confirmed: what bounds the memory. */
  readonly mostUnderWay?: number;
  /** How often it is looked whether the destinations are still there, ms. */
  readonly checkDestinationsMs?: number;
}

/**
 * `starting`: it finds its way. `relaying`: all categories follow the log. `refilling`: some do not yet, since their
 * destination is new. `waiting`: the store or the broker does not answer; it tries again by itself. `failed`: it has
 * stopped for a reason that does not pass; also while it is run again and has not found its way. `stopped`: it does not
 * run.
 */
export type RelayState = 'stopped' | 'starting' | 'relaying' | 'refilling' | 'waiting' | 'failed';

export interface RelayStatus {
  readonly state: RelayState;
  /** How far the log has been carried; null while that is not known. */
  readonly position: bigint | null;
  /** Categories that are being carried again from the beginning. */
  readonly refilling: readonly string[];
  /** Why it waits, or has failed. */
  readonly reason: string | null;
}

/** Carries the log to the broker. */
export interface Relay {
  /**
   * Relays until the signal aborts; resolves when what was under way is confirmed and the checkpoint written. Waits out
   * a store and a broker that are away. Rejects with what does not pass, of which `StoreRewoundError` is one.
   */
  run(signal: AbortSignal): Promise<void>;
  readonly status: RelayStatus;
  /** How many events are still to be carried, and how old the first of them is. Throws what the store throws. */
  lag(): Promise<Lag>;
}

const waitsMs = [100, 500, 1_000, 2_000, 5_000];

/** Two relays at once do no harm: each keeps every stream in order, and what comes twice is known by its id. */
export function createRelay(options: RelayOptions): Relay {
  const { clock, log, store } = options;
  let state: RelayState = 'stopped';
  let reason: string | null = null;
  let journey: Journey | null = null;

  async function attempt(signal: AbortSignal): Promise<void> {
    const { checkpointEvery = { events: 2_000, ms: 1_000, idleMs: 600_000 } } = options;
    const { batchSize = 512, mostUnderWay = 2_048, checkDestinationsMs = 3_000 } = options;
    const journeyIs = (current: Journey) => {
      journey = current;
      state = current.refill ? 'refilling' : 'relaying';
      reason = null;
    };
    const all = { ...options, checkpointEvery, batchSize, mostUnderWay, checkDestinationsMs, journeyIs };
    await new Attempt(all).until(signal);
  }

  return {
    async run(signal) {
      // What failed before is started again by whoever keeps it running: it stays failed, for readiness, until it relays.
      if (state !== 'failed') state = 'starting';
      for (let failures = 0; !signal.aborted; failures++) {
        const before = journey?.main.position;
        try {
          await attempt(signal);
        } catch (error) {
          if (!passes(error)) {
            [state, reason] = ['failed', String(error)];
            throw error;
          }
          if (journey?.main.position !== before) failures = 0;
          [state, reason] = ['waiting', String(error)];
          log.warn('relaying was interrupted', { reason, failures });
          await clock.sleep(waitsMs[Math.min(failures, waitsMs.length - 1)] as number, signal).catch(() => undefined);
        }
      }
      [state, reason] = ['stopped', null];
    },
    get status() {
      return { state, position: journey?.main.position ?? null, refilling: journey?.refill?.categories ?? [], reason };
    },
    lag: () => lagOf(store, clock, journey),
  };
}

function passes(error: unknown): boolean {
  return (
    error instanceof EventPublisherUnavailableError ||
    error instanceof EventStoreUnavailableError ||
    error instanceof DestinationLostError
  );
}
