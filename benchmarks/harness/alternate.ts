import type { Metrics, Series } from './figure.ts';

/** Measures one subject for about so many seconds. */
export type Measure = (seconds: number) => Promise<Metrics>;

export interface AlternateOptions {
  readonly rounds: number;
  readonly seconds: number;
  /** Length of a round that is thrown away, first of all, so that nobody is measured cold. */
  readonly warmUpSeconds: number;
  readonly onRound: (subject: string, round: number, measured: Metrics) => void;
}

/**
 * Measures subjects in turn, in another order each time: A B B A A B. What else goes on in the machine meets all of them
 * alike, and so does the place in a round: the first one after a pause finds a colder machine.
 */
export async function alternate<Name extends string>(
  subjects: Readonly<Record<Name, Measure>>,
  { rounds, seconds, warmUpSeconds, onRound }: AlternateOptions,
): Promise<Readonly<Record<Name, Series>>> {
  const names = Object.keys(subjects) as Name[];
  const measured = Object.fromEntries(names.map((name) => [name, [] as Metrics[]])) as Record<Name, Metrics[]>;
  for (const name of names) await subjects[name](warmUpSeconds);
  for (let round = 1; round <= rounds; round++) {
    for (const name of round % 2 === 1 ? names : names.toReversed()) {
      const metrics = await subjects[name](seconds);
      measured[name].push(metrics);
      onRound(name, round, metrics);
    }
  }
  return measured;
}
