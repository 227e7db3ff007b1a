import { engineAddress, type EngineName } from '@shop/platform/testing/engines.ts';
import { start, stop } from '../engines/control.ts';
import type { EngineHome } from '../engines/home.ts';
import { describeRunning } from '../engines/rows.ts';
import { readState } from '../engines/state.ts';

/** The engines a test run holds: fresh ones, started as steps need them. Those that ran before are used and left alone. */
export interface TestEngines {
  /** Starts what is missing, ends what this run started and neither wants nor keeps; true when all that was wanted runs. */
  hold(wanted: readonly EngineName[]): Promise<boolean>;
  /** Ends all that this run started. */
  release(): Promise<void>;
  /** Those that could not be started. */
  readonly skipped: ReadonlySet<EngineName>;
}

/** `kept` stay once they are started, until the end. */
export function testEngines(home: EngineHome, kept: readonly EngineName[]): TestEngines {
  const held = new Set<EngineName>();
  const skipped = new Set<EngineName>();

  async function take(name: EngineName): Promise<void> {
    if (held.has(name) || skipped.has(name)) return;
    // An entry without a state of ours: somebody started that engine in another way, and says where it is.
    if (readState(home, name) === null && engineAddress(name) !== null) return;
    try {
      const running = await start(home, name, { ephemeral: true, say: (line) => console.log(`  ${name}: ${line}`) });
      if (running.startedNow) held.add(name);
      console.log(describeRunning(running));
    } catch (error) {
      skipped.add(name);
      console.error(`skipped: ${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  async function end(names: readonly EngineName[]): Promise<void> {
    await Promise.all(names.map((name) => stop(home, name)));
    for (const name of names) held.delete(name);
  }

  return {
    skipped,
    hold: async (wanted) => {
      await end([...held].filter((name) => !wanted.includes(name) && !kept.includes(name)));
      await Promise.all(wanted.map(take));
      return wanted.every((name) => !skipped.has(name));
    },
    release: () => end([...held]),
  };
}
