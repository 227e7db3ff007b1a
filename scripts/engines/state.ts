import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineName } from '@shop/platform/testing/engines.ts';
import { type EngineHome, engineFolder } from './home.ts';
import { readJson, writeJson } from './json-file.ts';
import { processIdentity } from './process-identity.ts';

/** A process these scripts started. */
export interface StartedProcess {
  readonly label: string;
  readonly pid: number;
  /** See processIdentity: a later process with the same pid is not taken for this one. */
  readonly identity: string;
}

/** What was started for one engine and not yet stopped in order; it outlives a crash, so that a start goes on from it. */
export interface EngineState {
  readonly data: string;
  /** The data folder is removed at stop. */
  readonly ephemeral: boolean;
  readonly ports: readonly number[];
  readonly processes: readonly StartedProcess[];
}

/** Null where the engine was never started, or was stopped in order. */
export function readState(home: EngineHome, name: EngineName): EngineState | null {
  return readJson<EngineState>(stateFile(home, name));
}

/** Keeps the state for the next command. */
export function writeState(home: EngineHome, name: EngineName, state: EngineState): void {
  writeJson(stateFile(home, name), state);
}

/** The engine was stopped in order. */
export function forgetState(home: EngineHome, name: EngineName): void {
  rmSync(stateFile(home, name), { force: true });
}

/** Whether it is that very process and it has not ended. */
export function isAlive(one: StartedProcess): boolean {
  return processIdentity(one.pid) === one.identity;
}

function stateFile(home: EngineHome, name: EngineName): string {
  return join(engineFolder(home, name), 'started.json');
}
