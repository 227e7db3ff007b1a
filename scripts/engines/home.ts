import { join } from 'node:path';
import { type EngineName, enginesFile } from '@shop/platform/testing/engines.ts';

/** A folder that engines live in, with their ports; one per checkout, and one of its own for each test of these scripts. */
export interface EngineHome {
  readonly folder: string;
  readonly artifacts: string;
  /** Through which tests and launchers find what runs (EngineAddresses). */
  readonly runningFile: string;
  /** Ports other than the engine's own. */
  readonly ports: Readonly<Partial<Record<EngineName, readonly number[]>>>;
  /** Added to the engines' own ports: lets two checkouts run side by side. */
  readonly portOffset: number;
}

/** This checkout's home, `.engines/`. */
export function checkoutHome(portOffset = 0): EngineHome {
  const folder = join(enginesFile, '..');
  return { folder, artifacts: join(folder, 'artifacts'), runningFile: enginesFile, ports: {}, portOffset };
}

/** A home in another folder that shares the checkout's artifacts. */
export function homeIn(folder: string, ports: EngineHome['ports']): EngineHome {
  return { folder, artifacts: checkoutHome().artifacts, runningFile: join(folder, 'running.json'), ports, portOffset: 0 };
}

/** Where the engine's data, logs and state stand. */
export function engineFolder(home: EngineHome, name: EngineName): string {
  return join(home.folder, name);
}
