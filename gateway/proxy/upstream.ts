import type { Discovery } from '@shop/platform/discovery/port.ts';
import type { Log } from '@shop/platform/telemetry/port.ts';
import { get } from './get.ts';
import type { FailureKind } from './health.ts';
import { Instance } from './instance.ts';

export interface UpstreamOptions {
  readonly maxPending: number;
  readonly log: Log;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

const probe = { timeoutMs: 2_000, maxBytes: 64 * 1024 };

/** The instances of one service: the least busy of those that work gets the next request. */
export class Upstream {
  readonly name: string;
  readonly #discovery: Discovery;
  readonly #options: UpstreamOptions;
  readonly #returned = new Set<() => void>();
  readonly #stopWatching: () => void;
  #instances: readonly Instance[] = [];
  #next = 0;
  #closed = false;

  constructor(name: string, discovery: Discovery, options: UpstreamOptions) {
    this.name = name;
    this.#discovery = discovery;
    this.#options = options;
    this.#refresh();
    this.#stopWatching = discovery.onChange?.(() => this.#refresh()) ?? (() => undefined);
  }

  /** The instances known, working or not. */
  get instances(): readonly Instance[] {
    return this.#instances;
  }

  /**
   * The instance for the next request; `except`, where a first try failed, only if there is no other. `down`:
   * none works. `full`: those that work have as many requests under way as they may.
   */
  pick(except?: Instance | null): Instance | 'down' | 'full' {
    const instances = this.#instances;
    let best: Instance | null = null;
    let up = false;
    for (let i = 0; i < instances.length; i++) {
      const instance = instances[(this.#next + i) % instances.length] as Instance;
      if (instance.health.ejected) continue;
      up = true;
      if (instance.full) continue;
      if (best === null || best === except || (instance !== except && instance.pending < best.pending)) best = instance;
    }
    this.#next = (this.#next + 1) % Math.max(1, instances.length);
    return best ?? (up ? 'full' : 'down');
  }

  /** Tells of a failed request. An instance ejected by it is probed at /livez until it answers. */
  failed(instance: Instance, kind: FailureKind): void {
    const alone = !this.#instances.some((other) => other !== instance && !other.health.ejected);
    if (!instance.health.failed(kind, alone)) return;
    this.#options.log.warn('an upstream instance is ejected', { service: this.name, origin: instance.origin, kind });
    this.#probeLater(instance);
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

  #probeLater(instance: Instance): void {
    setTimeout(() => void this.#probe(instance), instance.health.probationMs).unref();
  }

  async #probe(instance: Instance): Promise<void> {
    if (this.#closed || !this.#instances.includes(instance)) return;
    const alive = await get(instance.pool, '/livez', probe).then(
      ({ status }) => status === 200,
      () => false,
    );
    instance.health.probed(alive);
    if (!alive) return this.#probeLater(instance);
    this.#options.log.info('an upstream instance works again', { service: this.name, origin: instance.origin });
    this.#announce();
  }
}
