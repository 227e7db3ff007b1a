import type pg from 'pg';
import { reasonOf } from '../../postgres/errors.ts';
import type { Log } from '../../telemetry/port.ts';

/**
 * Tells other processes that the log has grown. After the append and apart from it: within it, every commit of
 * the whole server that notifies would wait for the others', and a full queue of notifications would refuse it.
 * What is lost, polling finds.
 */
export class Notifier {
  readonly #pool: pg.Pool;
  readonly #channel: string;
  readonly #sender: string;
  readonly #log: Log;
  #under: Promise<void> | undefined;
  #again = false;

  /** `sender` lets a listener tell its own process's notifications from others'. */
  constructor(pool: pg.Pool, channel: string, sender: string, log: Log) {
    this.#pool = pool;
    this.#channel = channel;
    this.#sender = sender;
    this.#log = log;
  }

  /** One at a time; what comes meanwhile shares the next. */
  notify(): void {
    this.#again = true;
    this.#under ??= this.#send().finally(() => {
      this.#under = undefined;
    });
  }

  async #send(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      try {
        await this.#pool.query({ name: 'notify', text: 'SELECT pg_notify($1, $2)', values: [this.#channel, this.#sender] });
      } catch (error) {
        this.#log.debug('other processes were not told of new events and find them by polling', { reason: reasonOf(error) });
      }
    }
  }

  /** Resolves when nothing is under way. */
  async drain(): Promise<void> {
    await this.#under;
  }
}
