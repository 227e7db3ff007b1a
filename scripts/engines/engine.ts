import type { EngineAddresses, EngineName } from '@shop/platform/testing/engines.ts';

/** Tells the person who waits what is going on; one short line without a full stop. */
export type Say = (line: string) => void;

/** Where one engine lives while it runs. */
export interface Place {
  /** Its data folder; it exists. */
  readonly data: string;
  /** As many as the engine names, in the same order. */
  readonly ports: readonly number[];
  /** What was fetched once for all engines. */
  readonly artifacts: string;
}

/** One process of an engine, as it is to be started. */
export interface ProcessPlan {
  /** Unique in the engine; names the log file. */
  readonly label: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Those this process will listen on. */
  readonly ports: readonly number[];
}

/** How one engine is fetched, made ready, started and asked whether it answers. */
export interface Engine<Name extends EngineName = EngineName> {
  readonly name: Name;
  /** Its fixed ports, away from the defaults, so that an engine of the machine's own is never met. */
  readonly ports: readonly number[];
  /** How long it may take until it answers, after everything was fetched. */
  readonly readyWithinMs: number;
  /** What asks it to end in order; SIGTERM where nothing is said. */
  readonly stopSignal?: NodeJS.Signals;

  /** Fetches what is missing; a second call is quick. Rejects with a sentence that says what to install. */
  install(artifacts: string, say: Say): Promise<void>;

  /** Makes the data folder ready, keeping what is in it, and says what to start. */
  prepare(place: Place, say: Say): Promise<readonly ProcessPlan[]>;

  /** Rejects as long as the engine gives no real answer. */
  probe(place: Place): Promise<void>;

  address(place: Place): EngineAddresses[Name];
}
