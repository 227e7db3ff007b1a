import type { EngineAddresses, EngineName } from '@shop/platform/testing/engines.ts';
import type { EngineHome } from './home.ts';
import { readJson, writeJson } from './json-file.ts';
import { withLock } from './lock.ts';

/** Writes down where the engine is reached; the entries of others stay as they are. */
export function enter<Name extends EngineName>(home: EngineHome, name: Name, address: EngineAddresses[Name]): Promise<void> {
  return change(home, (running) => ({ ...running, [name]: address }));
}

/** Takes the engine's entry away; the entries of others stay as they are. */
export function strike(home: EngineHome, name: EngineName): Promise<void> {
  return change(home, ({ [name]: _gone, ...others }) => others);
}

function change(home: EngineHome, edit: (running: Partial<EngineAddresses>) => Partial<EngineAddresses>): Promise<void> {
  return withLock(`${home.runningFile}.lock`, async () => {
    writeJson(home.runningFile, edit(readJson<Partial<EngineAddresses>>(home.runningFile) ?? {}));
  });
}
