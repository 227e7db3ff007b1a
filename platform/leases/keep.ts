import type { Clock } from '../clock/port.ts';
import type { Log } from '../telemetry/port.ts';
import type { Leases } from './port.ts';

/** Pauses before a `run` that failed is started again, milliseconds. */
const firstPauseMs = 250;
const longestPauseMs = 10_000;

/** How long the end waits for an engine that does not answer, milliseconds; the lease then runs out by itself. */
const farewellMs = 2_000;

export interface RunWhileHoldingOptions {
  readonly leases: Leases;
  /** The lease; equal in all processes that stand by for each other. */
  readonly name: string;
  /** This process, told apart from all others. */
  readonly owner: string;
  /** How long a lease outlives a crash of its holder, milliseconds; asked for three times as often. */
  readonly ttlMs: number;
  readonly clock: Clock;
  readonly log: Log;
  /** Ends it all: the work is stopped and the lease given up. */
  readonly signal: AbortSignal;
  /** The work; it ends soon after its signal aborts. Where it fails or ends by itself, it is started again. */
  run(signal: AbortSignal): Promise<void>;
}

/**
 * Does what one process is to do while others stand by. While the engine of the leases does not answer, a holder goes
 * on and one who waits keeps waiting: two at work are harmless, none is not. After a crash of the holder, another
 * takes over when the lease has run out and it asks next. Resolves after the signal aborted, when `run` has ended and
 * the lease is given up, so that another takes over at once. Rejects for nothing that `run` or the engine does.
 */
export function runWhileHolding(options: RunWhileHoldingOptions): Promise<void> {
  return new Standby(options).run();
}

/** What asking for the lease told: it is ours, it is another's, or nothing. */
type Asked = 'held' | 'lost' | 'unknown';

class Standby {
  readonly #options: RunWhileHoldingOptions;
  #asking: Promise<Asked> = Promise.resolve('unknown');
  /** It was told that the leases do not answer, and not yet that they do again. */
  #silent = false;

  constructor(options: RunWhileHoldingOptions) {
    this.#options = options;
  }

  async run(): Promise<void> {
    const { signal, name, owner, log } = this.#options;
    let stoodBy = false;
    while (!signal.aborted) {
      const asked = await this.#ask(signal);
      if (asked === 'held') {
        // Whoever begins it says little; that another did it until now is worth knowing.
        log[stoodBy ? 'warn' : 'info']('this process does the work of a lease', { lease: name, owner, stoodBy });
        await this.#work();
        if (!signal.aborted) log.warn('another process has taken over a lease', { lease: name, owner });
      }
      stoodBy ||= asked === 'lost';
      await this.#pause(signal);
    }
    const gone = new AbortController();
    await Promise.race([this.#giveUp(), sleep(this.#options.clock, farewellMs, gone.signal)]);
    gone.abort();
  }

  /** Asks for the lease, or asks to prolong it; an answer that comes after the signal aborted is not waited for. */
  async #ask(signal: AbortSignal): Promise<Asked> {
    this.#asking = this.#take();
    const aborted = new AbortController();
    const unlessAborted = sleep(this.#options.clock, Infinity, AbortSignal.any([signal, aborted.signal]));
    const told = await Promise.race([this.#asking, unlessAborted.then((): Asked => 'unknown')]);
    aborted.abort();
    return told;
  }

  async #take(): Promise<Asked> {
    const { leases, name, owner, ttlMs, log } = this.#options;
    try {
      const held = await leases.take(name, owner, ttlMs);
      if (this.#silent) log.warn('the leases answer again', { lease: name, owner });
      this.#silent = false;
      return held ? 'held' : 'lost';
    } catch (error) {
      // Asked every second: once is enough.
      if (!this.#silent) log.warn('the leases do not answer; what works goes on', { lease: name, owner, error: String(error) });
      this.#silent = true;
      return 'unknown';
    }
  }

  /** Works until the signal aborts or another holds the lease. */
  async #work(): Promise<void> {
    const lost = new AbortController();
    const stopped = AbortSignal.any([this.#options.signal, lost.signal]);
    const working = keepRunning(this.#options, stopped);
    while (!stopped.aborted) {
      await this.#pause(stopped);
      if (!stopped.aborted && (await this.#ask(stopped)) === 'lost') lost.abort();
    }
    await working;
  }

  /** A third of the lease: two askings may fail before it runs out. */
  #pause(signal: AbortSignal): Promise<void> {
    const { clock, ttlMs } = this.#options;
    return sleep(clock, Math.max(1, Math.floor(ttlMs / 3)), signal);
  }

  /** Behind the last asking, which would else take the lease anew. Changes nothing where another holds it. */
  async #giveUp(): Promise<void> {
    const { leases, name, owner, log } = this.#options;
    await this.#asking;
    try {
      await leases.end(name, owner);
    } catch (error) {
      log.warn('a lease could not be given up and runs out by itself', { lease: name, owner, error: String(error) });
    }
  }
}

async function keepRunning({ run, clock, log, name }: RunWhileHoldingOptions, signal: AbortSignal): Promise<void> {
  for (let pause = firstPauseMs; !signal.aborted; pause = Math.min(longestPauseMs, pause * 2)) {
    try {
      await run(signal);
      if (!signal.aborted) log.warn('a background process ended by itself and is started again', { process: name });
    } catch (error) {
      if (signal.aborted) return;
      log.error('a background process failed and is started again', { process: name, error: String(error) });
    }
    await sleep(clock, pause, signal);
  }
}

/** Resolves when the time is over or the signal aborts. */
async function sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  await clock.sleep(ms, signal).catch((error: unknown) => (signal.aborted ? undefined : Promise.reject(error as Error)));
}
