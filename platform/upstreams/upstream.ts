import type { Discovery } from '../discovery/port.ts';
import type { Log } from '../telemetry/port.ts';
import { isAlive } from './alive.ts';
import { leastBusy, type NoChoice, preferred } from './choose.ts';
import type { FailureKind } from './failure-kind.ts';
import { Instance } from './instance.ts';
import { SilenceWatch } from './silence.ts';

export interface UpstreamOptions {
  /** Requests under way at one instance; more are not let through. */
  readonly maxPending: number;
  readonly log: Log;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

export interface Wish {
  /** Where a first try failed: only if there is no other. */
  readonly except?: Instance | null;
  /** Requests of one key go to one instance while it works; without a key the least busy gets them. */
  readonly affinity?: string | undefined;
}

/** The instances of one service, and which of them gets the next request. */
export class Upstream {
  readonly name: string;
  readonly #discovery: Discovery;
  readonly #options: UpstreamOptions;
  readonly #returned = new Set<() => void>();
  readonly #stopWatching: () => void;
  readonly #silence: SilenceWatch;
  #instances: readonly Instance[] = [];
  #next = 0;
  #closed = false;

  constructor(name: string, discovery: Discovery, options: UpstreamOptions) {
    this.name = name;
    this.#discovery = discovery;
    this.#options = options;
    this.#refresh();
    this.#stopWatching = discovery.onChange?.(() => this.#refresh()) ?? (() => undefined);
    this.#silence = new SilenceWatch(
      () => this.#instances,
      (instance) => this.#hangs(instance),
    );
  }

  /** The instances known, working or not. */
  get instances(): readonly Instance[] {
    return this.#instances;
  }

  /** The instance for the next request, or why there is none. */
  pick({ except, affinity }: Wish = {}): Instance | NoChoice {
    if (affinity !== undefined) return preferred(this.#instances, affinity, except);
    const picked = leastBusy(this.#instances, this.#next, except);
    // A second try is no turn of its own: with two instances the same one would else be asked first each time.
    if (!except) this.#next = (this.#next + 1) % Math.max(1, this.#instances.length);
    return picked;
  }

  /** Whether an instance works beside this one. */
  hasOther(instance: Instance | null): boolean {
    return this.#instances.some((other) => other !== instance && !other.health.ejected);
  }

  /** Tells of a failed request. An instance ejected by it is probed at /livez until it answers. */
  failed(instance: Instance, kind: FailureKind): void {
    if (instance.health.failed(kind, this.#isAlone(instance))) this.#ejected(instance, kind);
  }

  /** Seconds after which a caller may hope for an instance that works. */
  get retryAfterSeconds(): number {
    const waits = this.#instances.map(({ health }) => health.probationMs);
    return waits.length === 0 ? 5 : Math.ceil(Math.min(...waits) / 1_000);
  }

  /** Calls back when an instance is new or works again. */
  onReturn(listener: () => void): void {
    this.#returned.add(listener);
  }

  /** Cuts what is still under way: by now nobody waits for it. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stopWatching();
    this.#silence.close();
    await Promise.all(this.#instances.map(({ pool }) => pool.destroy()));
  }

  #refresh(): void {
    const wanted = new Set(this.#discovery.instances(this.name));
    const known = new Map(this.#instances.map((instance) => [instance.origin, instance]));
    const { maxPending, now, log } = this.#options;
    this.#instances = [...wanted].map((origin) => known.get(origin) ?? new Instance(origin, maxPending, now));
    for (const { origin, pool } of known.values()) {
      if (wanted.has(origin)) continue;
      pool.close().catch((error: unknown) => log.warn('closing connections failed', { service: this.name, origin, error }));
    }
    this.#announce();
  }

  #announce(): void {
    for (const listener of this.#returned) listener();
  }

  #isAlone(instance: Instance): boolean {
    return !this.hasOther(instance);
  }

  /** What waits at an instance that hangs is broken off, so that it can be tried at another one. */
  #hangs(instance: Instance): void {
    if (this.#closed || this.#isAlone(instance) || !instance.health.eject()) return;
    this.#ejected(instance, 'silent');
    const { origin } = instance;
    instance
      .cut()
      .catch((error: unknown) => this.#options.log.warn('cutting connections failed', { service: this.name, origin, error }));
  }

  #ejected(instance: Instance, kind: FailureKind | 'silent'): void {
    this.#options.log.warn('an upstream instance is ejected', { service: this.name, origin: instance.origin, kind });
    this.#probeLater(instance);
  }

  #probeLater(instance: Instance): void {
    setTimeout(() => void this.#probe(instance), instance.health.probationMs).unref();
  }

  async #probe(instance: Instance): Promise<void> {
    if (this.#closed || !this.#instances.includes(instance)) return;
    const alive = await isAlive(instance);
    instance.health.probed(alive);
    if (!alive) return this.#probeLater(instance);
    this.#options.log.info('an upstream instance works again', { service: this.name, origin: instance.origin });
    this.#announce();
  }
}
