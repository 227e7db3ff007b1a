import type { Clock } from '../../clock/port.ts';
import type { Log } from '../../telemetry/port.ts';
import type { Discovery } from '../port.ts';
import { type AllowedPlaces, judge } from './allowed.ts';
import { askEureka, EurekaAwayError } from './ask.ts';
import { Lingering } from './lingering.ts';
import { Registry } from './registry.ts';
import { parseApplications } from './schemas.ts';

export interface EurekaDiscoveryOptions {
  /** Eureka's REST base, e.g. `http://eureka:8080/v2`. */
  readonly url: string;
  /** Names of the services wanted; of others nothing is told. */
  readonly services: readonly string[];
  readonly clock: Clock;
  readonly log: Log;
  readonly allowed: AllowedPlaces;
  /** Milliseconds between two looks; 5,000 by default. */
  readonly pollEveryMs?: number;
  /** How long places are kept that the registry has forgotten without a word; 60,000 by default. */
  readonly keepForgottenMs?: number;
}

export interface EurekaDiscovery extends Discovery {
  /** Whether the last look succeeded; while it did not, the last known instances are told. */
  readonly current: boolean;
  onChange(listener: () => void): () => void;
}

/**
 * Instances as a Eureka server knows them: those that are up and whose place is allowed. Resolves after the first look,
 * also where Eureka is away: then nothing is known yet, and it is looked again.
 */
export async function eurekaDiscovery(options: EurekaDiscoveryOptions): Promise<EurekaDiscovery> {
  const polled = new PolledDiscovery(options);
  await polled.look();
  polled.start();
  return polled;
}

class PolledDiscovery implements EurekaDiscovery {
  readonly #options: EurekaDiscoveryOptions;
  readonly #stop = new AbortController();
  readonly #listeners = new Set<() => void>();
  readonly #lingering: Lingering;
  #registry: Registry | null = null;
  #known: ReadonlyMap<string, readonly string[]> = new Map();
  #refused: ReadonlySet<string> = new Set();
  #current = false;
  #polling: Promise<void> | null = null;

  constructor(options: EurekaDiscoveryOptions) {
    this.#options = options;
    this.#lingering = new Lingering(options.keepForgottenMs ?? 60_000);
  }

  get current(): boolean {
    return this.#current;
  }

  instances(service: string): readonly string[] {
    return this.#known.get(service) ?? [];
  }

  onChange(listener: () => void): () => void {
    // The same function may be given twice: each has an end of its own.
    const own = (): void => listener();
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    this.#stop.abort(new Error('the discovery is closed'));
    await this.#polling;
  }

  start(): void {
    this.#polling = this.#poll();
  }

  /** Looks once; never rejects. */
  async look(): Promise<void> {
    const { log } = this.#options;
    try {
      await this.#fetch();
      if (!this.#current) log.info('Eureka is asked for instances', { url: this.#options.url });
      this.#current = true;
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      // What is no outage is a fault of ours; the last known instances are the better answer then, too.
      const level = error instanceof EurekaAwayError ? 'warn' : 'error';
      if (this.#current || this.#registry === null) log[level]('instances stay as they were last known', { error });
      this.#current = false;
    }
    this.#publish();
  }

  async #poll(): Promise<void> {
    const { clock, pollEveryMs = 5_000 } = this.#options;
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await clock.sleep(pollEveryMs, signal).catch(() => undefined);
      if (!signal.aborted) await this.look();
    }
  }

  /** What has changed, or everything where that is not known or does not add up. */
  async #fetch(): Promise<void> {
    const registry = this.#registry;
    if (registry) {
      const delta = await this.#ask('/apps/delta');
      if (delta) {
        registry.apply(delta);
        // An instance may leave between two answers: missing in the one, its leave is told by a later one.
        for (const { app, instance } of delta.entries) this.#lingering.heardOf(app, instance.instanceId);
        if (registry.hash === delta.hash) return;
      }
    }
    const all = await this.#ask('/apps');
    if (!all) throw new EurekaAwayError('Eureka does not tell its applications');
    const next = Registry.of(all);
    if (registry) this.#keepForgotten(registry, next);
    this.#registry = next;
  }

  async #ask(path: string) {
    const { status, text } = await askEureka(this.#options.url, path, { signal: this.#stop.signal });
    // A server may be told not to serve deltas.
    if (status === 403 || status === 404) return null;
    if (status !== 200) throw new EurekaAwayError(`Eureka answered ${path} with ${status}`);
    return parseApplications(text);
  }

  #keepForgotten(before: Registry, after: Registry): void {
    const { services, allowed, clock } = this.#options;
    for (const service of services) {
      for (const [id, instance] of before.instances(service)) {
        if (instance.status !== 'UP' || after.instances(service).has(id)) continue;
        const judged = judge(instance, allowed);
        if ('origin' in judged) this.#lingering.keep(service, id, judged.origin, clock.now());
      }
    }
  }

  #publish(): void {
    const { services, clock, log } = this.#options;
    const refused = new Set<string>();
    const now = clock.now();
    const known = new Map(services.map((service) => [service, this.#placesOf(service, refused)]));
    for (const [service, places] of known) {
      known.set(service, [...new Set([...places, ...this.#lingering.of(service, now)])].sort());
    }
    for (const one of refused) if (!this.#refused.has(one)) log.warn('a registration is refused', { registration: one });
    this.#refused = refused;
    const changed = services.some((service) => this.instances(service).join() !== known.get(service)?.join());
    if (!changed) return;
    this.#known = known;
    for (const listener of [...this.#listeners]) listener();
  }

  #placesOf(service: string, refused: Set<string>): string[] {
    const places: string[] = [];
    for (const [id, instance] of this.#registry?.instances(service) ?? []) {
      this.#lingering.heardOf(service, id);
      if (instance.status !== 'UP') continue;
      const judged = judge(instance, this.#options.allowed);
      if ('origin' in judged) places.push(judged.origin);
      else refused.add(`${service} ${id.slice(0, 200)}: ${judged.refused}`);
    }
    return places;
  }
}
