import { systemClock } from '../../clock/system.ts';
import type { Leases } from '../port.ts';

/** Time as the engine under test feels it. */
export interface EngineTime {
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  /** Lets that much time pass. */
  pass(ms: number): Promise<void>;
}

/** Leases under test. */
export interface LeasesUnderTest {
  readonly leases: Leases;
  /** The same leases as another process sees them. */
  another(): Promise<Leases>;
  readonly time: EngineTime;
  /** Lets go of everything that was opened, what {@link another} answered included; again is no error. */
  close(): Promise<void>;
}

export type OpenLeases = () => Promise<LeasesUnderTest>;

/** For an engine with a clock of its own. */
export const systemTime: EngineTime = {
  now: () => performance.now(),
  pass: (ms) => systemClock.sleep(ms),
};

/** A lease that will not end during a test, milliseconds. */
export const long = 600_000;

/** A lease whose end a test waits for, milliseconds. */
export const short = 200;

/** Asks until `owner` gets the lease; answers when that was. Fails where it takes a hundred times as long as a short lease. */
export async function untilTaken(leases: Leases, name: string, owner: string, time: EngineTime): Promise<number> {
  const limit = time.now() + 100 * short;
  while (!(await leases.take(name, owner, long))) {
    if (time.now() > limit) throw new Error(`${owner} waited for the lease ${name} in vain`);
    await time.pass(short / 10);
  }
  return time.now();
}
