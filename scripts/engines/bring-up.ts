import { chmodSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine, Place, ProcessPlan, Say } from './engine.ts';
import { end, lastWords, launch } from './engine-process.ts';
import { engineFolder, type EngineHome } from './home.ts';
import { poll } from './poll.ts';
import { assertFree } from './ports.ts';
import { type EngineState, forgetState, isAlive, type StartedProcess, writeState } from './state.ts';

/**
 * Starts those of the engine's processes that do not run and waits until the engine answers. When it does not come up,
 * what was started is ended again and the reason is thrown, with the last words of the process.
 */
export async function bringUp(home: EngineHome, engine: Engine, state: EngineState, say: Say): Promise<void> {
  const place: Place = { data: state.data, ports: state.ports, artifacts: home.artifacts };
  const alive = state.processes.filter(isAlive);
  const started: StartedProcess[] = [];
  try {
    if (alive.length === 0 || alive.length < state.processes.length) {
      // mkdtemp keeps others out; a server that may not run as root is one of them.
      chmodSync(state.data, 0o755);
      const missing = (await engine.prepare(place, say)).filter((plan) => !alive.some((one) => one.label === plan.label));
      // A process that was killed is gone a moment before the system has closed its sockets.
      const withinMs = state.processes.length > 0 ? 3_000 : 0;
      await poll(() => assertFree(missing.flatMap((plan) => plan.ports)), { withinMs });
      for (const plan of missing) {
        started.push(await launch(plan, state.data, logFile(home, engine, plan)));
        // Written after each: whatever happens to this command, no process is forgotten.
        writeState(home, engine.name, { ...state, processes: [...alive, ...started] });
      }
    }
    await untilItAnswers(home, engine, place, [...alive, ...started]);
  } catch (error) {
    await Promise.all(started.map((one) => end(one, 'SIGTERM', 10_000)));
    if (alive.length === 0) giveBack(home, engine, state);
    throw error;
  }
}

/** What could not be started is as it was before: not running, its data kept unless it was fresh. */
function giveBack(home: EngineHome, engine: Engine, state: EngineState): void {
  forgetState(home, engine.name);
  if (state.ephemeral) rmSync(state.data, { recursive: true, force: true });
}

async function untilItAnswers(
  home: EngineHome,
  engine: Engine,
  place: Place,
  processes: readonly StartedProcess[],
): Promise<void> {
  const giveUp = (): void => {
    const gone = processes.find((one) => !isAlive(one));
    if (gone) throw new Error(`it ended while starting; its last words:\n${lastWords(logFile(home, engine, gone))}`);
  };
  try {
    await poll(() => engine.probe(place), { withinMs: engine.readyWithinMs, giveUp });
  } catch (error) {
    giveUp();
    throw new Error(`it gives no answer after ${engine.readyWithinMs / 1000} s`, { cause: error });
  }
}

function logFile(home: EngineHome, engine: Engine, { label }: Pick<ProcessPlan, 'label'>): string {
  return join(engineFolder(home, engine.name), `${label}.log`);
}
