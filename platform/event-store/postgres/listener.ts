import pg from 'pg';
import { systemClock } from '../../clock/system.ts';
import { reasonOf } from '../../postgres/errors.ts';
import { connectionSettings } from '../../postgres/pool.ts';
import type { Log } from '../../telemetry/port.ts';

/** Milliseconds between two looks whether the connection still answers, and how long an answer may take. */
const beatMs = 15_000;
const answerMs = 5_000;
const firstPauseMs = 100;
const longestPauseMs = 5_000;

/** A connection that hears NOTIFY. One that is lost, also without a word, is noticed and opened again. */
export class Listener {
  readonly #url: string;
  readonly #channel: string;
  readonly #heard: (payload: string) => void;
  readonly #log: Log;
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;
  #listening = false;

  /** `heard` is called for every notification, and with an empty text after each opening: some may have been missed. */
  constructor(url: string, channel: string, heard: (payload: string) => void, log: Log) {
    this.#url = url;
    this.#channel = channel;
    this.#heard = heard;
    this.#log = log;
  }

  get listening(): boolean {
    return this.#listening;
  }

  /** Begins to listen; again changes nothing. */
  start(): void {
    if (!this.#stop.signal.aborted) this.#running ??= this.#run(this.#stop.signal);
  }

  async #run(signal: AbortSignal): Promise<void> {
    for (let pause = firstPauseMs; !signal.aborted; pause = Math.min(longestPauseMs, pause * 2)) {
      try {
        await this.#listen(signal, () => (pause = firstPauseMs));
      } catch (error) {
        if (signal.aborted) return;
        this.#log.warn('the connection that hears of new events was lost and is opened again', { reason: reasonOf(error) });
      }
      await slept(pause, signal);
    }
  }

  /** Listens until the signal aborts; throws where the connection is lost. */
  async #listen(signal: AbortSignal, opened: () => void): Promise<void> {
    const client = new pg.Client({ ...connectionSettings(this.#url), query_timeout: answerMs });
    const lost = new AbortController();
    const ended = AbortSignal.any([signal, lost.signal]);
    client.on('error', (error) => lost.abort(error));
    client.on('end', () => lost.abort(new Error('Connection ended')));
    client.on('notification', ({ payload = '' }) => this.#heard(payload));
    try {
      await client.connect();
      await client.query(`LISTEN ${pg.escapeIdentifier(this.#channel)}`);
      this.#listening = true;
      opened();
      this.#heard('');
      while (!ended.aborted) {
        await slept(beatMs, ended);
        if (!ended.aborted) await client.query('SELECT 1');
      }
      if (!signal.aborted) throw lost.signal.reason as Error;
    } finally {
      this.#listening = false;
      // Ending a connection that does not answer waits for its farewell: nobody waits for that.
      void client
        .end()
        .catch((error: unknown) => this.#log.debug('a connection ended with an error', { reason: reasonOf(error) }));
    }
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }
}

/** Sleeps until the time is over or the signal aborts. */
async function slept(ms: number, signal: AbortSignal): Promise<void> {
  await systemClock.sleep(ms, signal).catch((error: unknown) => (signal.aborted ? undefined : Promise.reject(error as Error)));
}
