import type { Discovery } from '@shop/platform/discovery/port.ts';
import { Upstream, type UpstreamOptions } from '@shop/platform/upstreams/upstream.ts';
import { type ServiceName, serviceNames } from '../config.ts';

/** The services behind the gateway. */
export class Upstreams {
  readonly #byName: ReadonlyMap<ServiceName, Upstream>;

  constructor(discovery: Discovery, options: UpstreamOptions) {
    this.#byName = new Map(serviceNames.map((name) => [name, new Upstream(name, discovery, options)]));
  }

  get(name: ServiceName): Upstream {
    const upstream = this.#byName.get(name);
    if (!upstream) throw new Error(`no such service: ${name}`);
    return upstream;
  }

  all(): readonly Upstream[] {
    return [...this.#byName.values()];
  }

  async close(): Promise<void> {
    await Promise.all(this.all().map((upstream) => upstream.close()));
  }
}
