import type { Adapter, AdapterPayload } from 'oidc-provider';

/** Entries of one kind (sessions, grants, refresh tokens …); the oldest one goes when there are more. */
const mostEntries = 2_000;

interface Entry {
  readonly payload: AdapterPayload;
  readonly expiresAt: number;
}

/**
 * What the provider keeps between requests, in bounded memory: sessions, grants, codes and refresh tokens.
 * They end with the process; access tokens do not, since they are verified by their signature alone.
 */
export function createState(now: () => number): (kind: string) => Adapter {
  return (kind) => new Kept(kind, now);
}

class Kept implements Adapter {
  readonly #kind: string;
  readonly #now: () => number;
  readonly #entries = new Map<string, Entry>();

  constructor(kind: string, now: () => number) {
    this.#kind = kind;
    this.#now = now;
  }

  async upsert(id: string, payload: AdapterPayload, expiresIn = Infinity): Promise<void> {
    this.#entries.delete(id);
    this.#entries.set(id, { payload, expiresAt: this.#now() + expiresIn * 1_000 });
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > mostEntries && oldest !== undefined) this.#entries.delete(oldest);
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const entry = this.#entries.get(id);
    if (!entry || this.#now() < entry.expiresAt) return entry?.payload;
    this.#entries.delete(id);
    return undefined;
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return this.#search((payload) => payload.uid === uid);
  }

  async findByUserCode(): Promise<undefined> {
    throw new Error(`${this.#kind}: the device flow is off`);
  }

  async consume(id: string): Promise<void> {
    const entry = this.#entries.get(id);
    if (entry) entry.payload.consumed = Math.floor(this.#now() / 1_000);
  }

  async destroy(id: string): Promise<void> {
    this.#entries.delete(id);
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    for (const [id, { payload }] of this.#entries) if (payload.grantId === grantId) this.#entries.delete(id);
  }

  #search(fits: (payload: AdapterPayload) => boolean): AdapterPayload | undefined {
    for (const { payload, expiresAt } of this.#entries.values()) {
      if (this.#now() < expiresAt && fits(payload)) return payload;
    }
    return undefined;
  }
}
