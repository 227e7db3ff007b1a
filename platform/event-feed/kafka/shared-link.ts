import type { KafkaConnection } from '../../kafka/connect.ts';
import { Link } from './link.ts';

/** A link that nobody has asked for this long is closed, ms. */
const idleMs = 5_000;

/** One link for short questions that may come at the same time, made when it is needed and again after a failure. */
export class SharedLink {
  readonly #open: () => Promise<Link>;
  #link: Promise<Link> | null = null;
  #users = 0;
  #idle: NodeJS.Timeout | undefined;

  constructor(connection: KafkaConnection, prefix: string) {
    this.#open = () => Link.open(connection, prefix);
  }

  async use<T>(work: (link: Link) => Promise<T>): Promise<T> {
    clearTimeout(this.#idle);
    this.#users++;
    const link = (this.#link ??= this.#open());
    try {
      return await work(await link);
    } catch (error) {
      if (this.#link === link) this.#drop();
      throw error;
    } finally {
      if (--this.#users === 0) this.#idle = setTimeout(() => this.#drop(), idleMs).unref();
    }
  }

  #drop(): void {
    const link = this.#link;
    this.#link = null;
    link?.then(
      (opened) => opened.close(),
      () => undefined, // it was told to whoever asked
    );
  }
}
