import type { Log } from '@shop/platform/telemetry/port.ts';
import { get } from '@shop/platform/upstreams/ask.ts';
import type { Upstream } from '@shop/platform/upstreams/upstream.ts';
import type { Upstreams } from '../proxy/upstreams.ts';
import { type Json, mergeDocuments, type ServiceDocument } from './merge.ts';

const request = { timeoutMs: 3_000, maxBytes: 8 * 1024 * 1024 };
/** While a service is missing, the services are asked again at most this often, however many clients ask. */
const incompleteForMs = 1_000;

export interface ApiDescriptionOptions {
  readonly upstreams: Upstreams;
  readonly issuer: string;
  readonly log: Log;
  readonly now: () => number;
}

interface Built {
  readonly body: Buffer;
  readonly complete: boolean;
  readonly at: number;
}

/** The OpenAPI documents of all services in one; asked for when first needed, and anew when a service has come back. */
export class ApiDescription {
  readonly #options: ApiDescriptionOptions;
  #built: Built | null = null;
  #underWay: Promise<Built> | null = null;

  constructor(options: ApiDescriptionOptions) {
    this.#options = options;
    for (const upstream of options.upstreams.all()) {
      upstream.onReturn(() => {
        this.#built = null;
      });
    }
  }

  /** The document; where services do not answer, what there is of it, with their names in `x-missing-services`. */
  async answer() {
    const { body, complete } = await this.#current();
    const caching = complete ? 'no-cache' : 'no-store';
    return { status: 200, headers: ['Content-Type', 'application/json; charset=utf-8', 'Cache-Control', caching], body };
  }

  #current(): Promise<Built> {
    const built = this.#built;
    if (built && (built.complete || this.#options.now() - built.at < incompleteForMs)) return Promise.resolve(built);
    this.#underWay ??= this.#build().finally(() => {
      this.#underWay = null;
    });
    return this.#underWay;
  }

  async #build(): Promise<Built> {
    const { upstreams, issuer, now } = this.#options;
    const answers = await Promise.all(upstreams.all().map((upstream) => this.#fetch(upstream)));
    const found = answers.filter((answer) => answer.document !== null) as ServiceDocument[];
    const missing = answers.filter((answer) => answer.document === null).map(({ service }) => service);
    const body = Buffer.from(JSON.stringify(mergeDocuments(found, issuer, missing)));
    this.#built = { body, complete: missing.length === 0, at: now() };
    return this.#built;
  }

  async #fetch(upstream: Upstream): Promise<{ readonly service: string; readonly document: Json | null }> {
    const service = upstream.name;
    const instance = upstream.pick();
    if (typeof instance === 'string') return { service, document: null };
    try {
      const { status, body } = await get(instance.pool, '/openapi.json', request);
      if (status !== 200) throw new Error(`status ${status}`);
      return { service, document: JSON.parse(body.toString('utf8')) as Json };
    } catch (error) {
      this.#options.log.warn('a service does not tell its OpenAPI document', { service, error });
      return { service, document: null };
    }
  }
}
