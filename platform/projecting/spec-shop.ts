import assert from 'node:assert/strict';
import type { EventFeed } from '../event-feed/port.ts';
import { storeFeed } from '../event-feed/store-feed.ts';
import { manualClock } from '../clock/manual.ts';
import { memoryEventStore } from '../event-store/memory.ts';
import type { EventStore } from '../event-store/port.ts';
import { sequenceIds } from '../ids/sequence.ts';
import { memoryReadStore } from '../read-store/memory.ts';
import type { GenerationWriter, ReadStore } from '../read-store/port.ts';
import { digestOf, digestOfScan } from './digest.ts';
import { Fold } from './fold.ts';
import { ledger, ledgerCatalogue, ledgerEvent } from './ledger.ts';
import { runProjector, type Projector, type ProjectorOptions, type ProjectorStatus } from './projector.ts';
import { replayProjection } from './replay.ts';

export const opened = ledgerEvent('Opened', { holder: 'ann' });
export const openPersonalData: ProjectorOptions['openPersonalData'] = async (events) => events;

interface Told {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
}

/** A log, a store, a clock that is moved by hand, and projectors on them. */
export class Shop {
  readonly clock = manualClock(Date.parse('2026-01-01T00:00:00.000Z'));
  readonly log: EventStore = memoryEventStore({ clock: this.clock });
  readonly store: ReadStore = memoryReadStore({ clock: this.clock });
  readonly feed: EventFeed = storeFeed(this.log, this.clock);
  readonly ids = sequenceIds();
  readonly told: Told[] = [];

  start(more: Partial<ProjectorOptions> = {}): { projector: Projector; stop: () => Promise<void> } {
    const abort = new AbortController();
    const say = (level: Told['level']) => (message: string) => void this.told.push({ level, message });
    const log = { info: say('info'), warn: say('warn'), error: say('error') };
    const { store, feed, clock, ids } = this;
    const common = { model: ledger, catalogue: ledgerCatalogue, eventStore: this.log, openPersonalData, signal: abort.signal };
    const projector = runProjector({ ...common, ...{ store, feed, clock, ids, log }, ...more });
    const stop = async (): Promise<void> => {
      abort.abort();
      await projector.done;
    };
    return { projector, stop };
  }

  /** Moves the time on in small steps until it holds. */
  async until(holds: () => Promise<boolean>): Promise<void> {
    for (let step = 0; step < 2_000; step++) {
      if (await holds()) return;
      // Each nap that ends lets everybody else run.
      const naps = [4, 8, 12, 16, 20].map((ms) => this.clock.sleep(ms));
      await this.clock.advance(20);
      await Promise.all(naps);
    }
    assert.fail('it never came about');
  }

  async applied(stream: string, revision: number): Promise<void> {
    await this.until(async () => ((await (await this.active())?.revision(stream)) ?? -1) >= revision);
  }

  active(): ReturnType<ReturnType<ReadStore['projection']>['active']> {
    return this.store.projection(ledger).active();
  }

  async digests(): Promise<readonly [string | null, string]> {
    const fold = new Fold({ model: ledger, catalogue: ledgerCatalogue, openPersonalData });
    await fold.apply(await Array.fromAsync(this.log.readAll({ filter: ledger })));
    const active = await this.active();
    return [active && (await digestOf(ledger, active)), await digestOfScan(ledger, (name) => fold.scan(name))];
  }

  replay() {
    const { store, feed, clock, ids } = this;
    return replayProjection({
      model: ledger,
      catalogue: ledgerCatalogue,
      openPersonalData,
      eventStore: this.log,
      ...{ store, feed, clock, ids },
    });
  }
}

export async function isIn(projector: Projector, status: ProjectorStatus['status']): Promise<boolean> {
  return (await projector.status()).status === status;
}

/** A feed that lets `before` run before each batch. */
export function reading(feed: EventFeed, before: () => Promise<void>): EventFeed {
  return {
    ...feed,
    async *read(options) {
      for await (const batch of feed.read(options)) {
        await before();
        yield batch;
      }
    },
  };
}

/** A store that tells before each commit how many streams it touches. */
export function counted(store: ReadStore, tell: (streams: number) => void): ReadStore {
  const wrap = (generation: GenerationWriter): GenerationWriter => ({
    ...generation,
    commit: async (commit) => {
      if (!commit.bulk) tell(commit.revisions.size);
      await generation.commit(commit);
    },
  });
  return {
    ...store,
    projection(spec) {
      const projection = store.projection(spec);
      return { ...projection, open: async (generation) => wrap(await projection.open(generation)) };
    },
  };
}
