import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { alternate, type Measure } from './alternate.ts';
import type { Figure, Series } from './figure.ts';
import { number } from './table.ts';

export interface BenchOptions {
  /** Short rounds, one each: shows that everything runs, and measures little. */
  readonly quick: boolean;
  /** Logs of a million events. */
  readonly long: boolean;
  /** Of a PostgreSQL to measure on; where it is left out, the checkout's own (engines.ts). */
  readonly postgresUrl: string | undefined;
}

/** What rows are measured with. */
export interface Bench extends BenchOptions {
  readonly rounds: number;
  /** Length of a round. */
  readonly seconds: number;
  /** A new empty folder on the disk of the checkout; it goes with the bench. */
  folder(): string;
  /** Says what is going on. */
  progress(text: string): void;
  /** Measures in turn: see `alternate`. */
  inTurn<Name extends string>(subjects: Readonly<Record<Name, Measure>>): Promise<Readonly<Record<Name, Series>>>;
}

/** One row of the performance goals, in a file of its own. */
export interface Row {
  readonly name: string;
  readonly title: string;
  /** Why it cannot be measured here; null where it can. */
  readonly impossible?: (bench: Bench) => string | null;
  run(bench: Bench): Promise<readonly Figure[]>;
}

const home = join(import.meta.dirname, '..', 'data');

export function createBench(options: BenchOptions, say: (text: string) => void): Bench & Disposable {
  mkdirSync(home, { recursive: true });
  const base = mkdtempSync(join(home, 'run-'));
  const remove = (): void => rmSync(base, { recursive: true, force: true, maxRetries: 5 });
  // Whoever ends the bench with Ctrl-C leaves nothing behind either.
  process.once('exit', remove);
  let folders = 0;
  const rounds = options.quick ? 1 : 3;
  const seconds = options.quick ? 1 : 3;
  return {
    ...options,
    rounds,
    seconds,
    folder() {
      const made = join(base, String(folders++));
      mkdirSync(made);
      return made;
    },
    progress: say,
    inTurn: (subjects) =>
      alternate(subjects, {
        ...{ rounds, seconds },
        warmUpSeconds: options.quick ? 0.5 : 1.5,
        onRound: (subject, round, measured) => {
          const figures = Object.entries(measured).map(([name, value]) => `${name} ${number(value)}`);
          say(`${subject} ${round}/${rounds}: ${figures.join(', ')}`);
        },
      }),
    [Symbol.dispose]: () => {
      process.off('exit', remove);
      remove();
    },
  };
}
