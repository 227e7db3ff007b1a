import type { GenerationInfo } from '../port.ts';
import type { CollectionShape } from '../shape.ts';
import type { Connection } from './connection.ts';

/** A generation as the catalogue knows it. */
export interface GenerationRow {
  readonly generation: number;
  readonly nonce: string;
  readonly version: number;
  readonly signature: string;
  readonly shape: readonly CollectionShape[];
  readonly state: GenerationInfo['state'];
  readonly createdAt: string;
}

/** A dropped generation of which not everything is gone yet. */
export interface Rubbish {
  readonly generation: number;
  readonly shape: readonly CollectionShape[];
}

type StoredRow = Pick<GenerationRow, 'version' | 'signature' | 'shape'>;

/**
 * What all processes share of one projection: one hash, changed by scripts alone. Of generation 3 it holds the
 * state `s:3`, nonce `n:3`, owner `o:3`, time of creation `t:3` and row `g:3`; beside them `active` (number and
 * nonce), `previous`, `last` (the last number given) and, of what is still to be swept away, `x:2`.
 */
export class Catalogue {
  readonly #connection: Connection;
  readonly #key: string;
  readonly #now: () => string;

  /** `now` in milliseconds as text; nothing for the server's own time. */
  constructor(connection: Connection, key: string, now: () => string) {
    this.#connection = connection;
    this.#key = key;
    this.#now = now;
  }

  async rows(): Promise<readonly GenerationRow[]> {
    const all = await this.#connection.run((client) => client.hgetall(this.#key));
    return Object.keys(all)
      .filter((field) => field.startsWith('s:'))
      .map((field) => rowOf(Number(field.slice(2)), (part) => all[part]))
      .filter((row) => row !== null)
      .sort((a, b) => a.generation - b.generation);
  }

  async row(generation: number): Promise<GenerationRow | null> {
    const fields = ['s', 'n', 't', 'g'].map((part) => `${part}:${generation}`);
    const values = await this.#connection.run((client) => client.hmget(this.#key, ...fields));
    return rowOf(generation, (field) => values[fields.indexOf(field)] ?? undefined);
  }

  /** Number and nonce of the active generation; one short command. */
  active(): Promise<string | null> {
    return this.#connection.run((client) => client.hget(this.#key, 'active'));
  }

  async create(nonce: string, row: StoredRow): Promise<number> {
    return Number(await this.#script('shopCreate', [this.#now(), nonce, JSON.stringify(row)]));
  }

  /** Null stands for the previous generation. False where there is no such one. */
  async activate(generation: number | null): Promise<boolean> {
    return (await this.#script('shopActivate', [generation ?? ''])) === 'ok';
  }

  async drop(generation: number): Promise<void> {
    await this.#script('shopDrop', [generation]);
  }

  /** False where the generation takes no commits. */
  async claim({ generation, nonce }: { readonly generation: number; readonly nonce: string }, owner: string): Promise<boolean> {
    return (await this.#script('shopClaim', [generation, nonce, owner])) === 'ok';
  }

  async release(generation: number, owner: string): Promise<void> {
    await this.#script('shopClear', [`o:${generation}`, owner]);
  }

  async owner({ generation, nonce }: { readonly generation: number; readonly nonce: string }): Promise<string | null> {
    const fields = [`n:${generation}`, `o:${generation}`];
    const [known, owner] = await this.#connection.run((client) => client.hmget(this.#key, ...fields));
    return known === nonce ? (owner ?? null) : null;
  }

  async rubbish(): Promise<readonly Rubbish[]> {
    const all = await this.#connection.run((client) => client.hgetall(this.#key));
    return Object.entries(all).flatMap(([field, row]) =>
      field.startsWith('x:') ? [{ generation: Number(field.slice(2)), shape: (JSON.parse(row) as StoredRow).shape }] : [],
    );
  }

  async swept({ generation }: Rubbish): Promise<void> {
    await this.#connection.run((client) => client.hdel(this.#key, `x:${generation}`));
  }

  /** Which commit wanted something forgotten that may still be in a file. */
  toForget(): Promise<string | null> {
    return this.#connection.run((client) => client.hget(this.#key, 'forget'));
  }

  async forgotten(token: string): Promise<void> {
    await this.#script('shopClear', ['forget', token]);
  }

  #script(name: Parameters<Connection['script']>[0], args: readonly (string | number)[]): Promise<unknown> {
    return this.#connection.script(name, this.#key, args);
  }
}

function rowOf(generation: number, field: (name: string) => string | undefined): GenerationRow | null {
  const [state, nonce, time, row] = ['s', 'n', 't', 'g'].map((part) => field(`${part}:${generation}`));
  if (state === undefined || nonce === undefined || row === undefined) return null;
  const createdAt = new Date(Number(time)).toISOString();
  return { generation, nonce, state: state as GenerationRow['state'], createdAt, ...(JSON.parse(row) as StoredRow) };
}
