/**
 * Places that a registry has forgotten without having said that they left: it was started anew and is empty until
 * everybody has told it again. They are kept for a while; what is really gone is found out by asking it.
 */
export class Lingering {
  readonly #keepMs: number;
  /** By service and id of the instance. */
  readonly #places = new Map<string, { readonly service: string; readonly origin: string; readonly until: number }>();

  constructor(keepMs: number) {
    this.#keepMs = keepMs;
  }

  keep(service: string, id: string, origin: string, now: number): void {
    this.#places.set(keyOf(service, id), { service, origin, until: now + this.#keepMs });
  }

  /** The registry tells of this instance again, or that it left: whatever it says is believed. */
  heardOf(service: string, id: string): void {
    this.#places.delete(keyOf(service, id));
  }

  /** The places of the service that are still kept. */
  of(service: string, now: number): readonly string[] {
    for (const [key, { until }] of this.#places) if (until <= now) this.#places.delete(key);
    return [...this.#places.values()].filter((place) => place.service === service).map(({ origin }) => origin);
  }
}

/** Eureka writes names in upper case. */
function keyOf(service: string, id: string): string {
  return `${service.toUpperCase()} ${id}`;
}
