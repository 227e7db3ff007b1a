import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineName } from '@shop/platform/testing/engines.ts';
import { engineOf } from './catalogue.ts';
import type { Engine, Place, Say } from './engine.ts';
import { end, ended, sendSignal } from './engine-process.ts';
import { engineFolder, type EngineHome } from './home.ts';
import { withLock } from './lock.ts';
import { memoryOf } from './memory.ts';
import { bringUp } from './bring-up.ts';
import { enter, strike } from './running-file.ts';
import { type EngineState, forgetState, isAlive, readState } from './state.ts';

/** An engine that answers. */
export interface Running {
  readonly name: EngineName;
  /** False where it was found running. */
  readonly startedNow: boolean;
  readonly ephemeral: boolean;
  readonly ports: readonly number[];
  /** Null where the system does not tell. */
  readonly megabytes: number | null;
  readonly seconds: number;
}

/** Started processes that do not end by themselves are killed after this. */
const patienceMs = 20_000;

/**
 * Starts the engine and answers once it answers. One that runs already is found; one that died is brought up again on its
 * data, of which nothing is lost, unless a fresh (ephemeral) folder is asked for. Rejects with a sentence for the user.
 */
export function start(
  home: EngineHome,
  name: EngineName,
  options: { readonly ephemeral?: boolean; readonly say?: Say } = {},
): Promise<Running> {
  const engine = engineOf(name);
  const say = options.say ?? (() => undefined);
  return exclusively(home, name, async () => {
    const startedAt = Date.now();
    const before = readState(home, name);
    const runs = before !== null && before.processes.every(isAlive);
    if (!runs) await engine.install(home.artifacts, say);
    const state = before !== null && mayGoOn(before, options.ephemeral) ? before : fresh(home, engine, options.ephemeral);
    await bringUp(home, engine, state, say);
    await enter(home, name, engine.address(placeOf(home, state)));
    return {
      name,
      startedNow: !runs,
      ephemeral: state.ephemeral,
      ports: state.ports,
      megabytes: memory(home, name),
      seconds: (Date.now() - startedAt) / 1000,
    };
  });
}

/** Ends the engine in order and takes its entry away; true when there was something to end. A fresh (ephemeral) folder goes. */
export function stop(home: EngineHome, name: EngineName): Promise<boolean> {
  const engine = engineOf(name);
  return exclusively(home, name, async () => {
    const state = readState(home, name);
    if (!state) return false;
    await strike(home, name);
    await Promise.all(state.processes.map((one) => end(one, engine.stopSignal ?? 'SIGTERM', patienceMs)));
    forgetState(home, name);
    if (state.ephemeral) rmSync(state.data, { recursive: true, force: true });
    return true;
  });
}

/**
 * Sends a signal to the engine's processes, or to the one of that label, as an accident would: its data, its entry and
 * what is known of it stay, and `start` brings it up again. Resolves once they have ended, where the signal ends them.
 */
export async function strikeDown(home: EngineHome, name: EngineName, signal: NodeJS.Signals, label?: string): Promise<void> {
  const struck = (readState(home, name)?.processes ?? []).filter((one) => label === undefined || one.label === label);
  for (const one of struck) sendSignal(one, signal);
  if (signal === 'SIGSTOP' || signal === 'SIGCONT') return;
  await Promise.all(struck.map((one) => ended(one, patienceMs)));
}

/** Ends the engine by the signal and starts it again on the same data. */
export async function restart(home: EngineHome, name: EngineName, signal?: NodeJS.Signals): Promise<Running> {
  await strikeDown(home, name, signal ?? engineOf(name).stopSignal ?? 'SIGTERM');
  return start(home, name);
}

/** What is known of the engine now: `up` when it answers, `silent` when it runs and does not, `dead` when it ended by itself. */
export async function look(home: EngineHome, name: EngineName): Promise<'up' | 'silent' | 'dead' | 'stopped'> {
  const state = readState(home, name);
  if (!state) return 'stopped';
  if (!state.processes.every(isAlive)) return 'dead';
  try {
    await engineOf(name).probe(placeOf(home, state));
    return 'up';
  } catch {
    return 'silent';
  }
}

/** Megabytes; null where nothing runs or the system does not tell. */
export function memory(home: EngineHome, name: EngineName): number | null {
  const alive = (readState(home, name)?.processes ?? []).filter(isAlive);
  return alive.length === 0 ? null : memoryOf(alive.map((one) => one.pid));
}

/** As the engine's own functions want to be told. */
function placeOf(home: EngineHome, state: EngineState): Place {
  return { data: state.data, ports: state.ports, artifacts: home.artifacts };
}

/** What runs is left as it is; what died goes on as it was unless another kind of folder is asked for. */
function mayGoOn(before: EngineState, ephemeral: boolean | undefined): boolean {
  if (before.processes.some(isAlive)) return true;
  if (ephemeral === undefined) return true;
  if (before.ephemeral) rmSync(before.data, { recursive: true, force: true });
  return !ephemeral && !before.ephemeral;
}

function fresh(home: EngineHome, engine: Engine, ephemeral = false): EngineState {
  const folder = engineFolder(home, engine.name);
  mkdirSync(join(folder, 'data'), { recursive: true });
  const data = ephemeral ? mkdtempSync(join(folder, 'ephemeral-')) : join(folder, 'data');
  const ports = home.ports[engine.name] ?? engine.ports.map((port) => port + home.portOffset);
  return { data, ephemeral, ports, processes: [] };
}

function exclusively<Result>(home: EngineHome, name: EngineName, work: () => Promise<Result>): Promise<Result> {
  return withLock(join(engineFolder(home, name), 'lock'), work);
}
