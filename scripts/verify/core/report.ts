/** One thing that the log says and must not say. */
export interface Violation {
  readonly stream: string;
  /** Null where no single event shows it. */
  readonly revision: number | null;
  readonly what: string;
}

/** How one invariant fared. */
export interface InvariantReport {
  /** Number in docs/guarantees.md; a word where it has none. */
  readonly number: string;
  readonly title: string;
  readonly violations: number;
  /** The first of them. */
  readonly first: readonly Violation[];
}

export interface Report {
  readonly holds: boolean;
  readonly events: number;
  /** Position of the last event read; -1 of an empty log. */
  readonly position: bigint;
  readonly invariants: readonly InvariantReport[];
  /** What is worth telling and breaks nothing: what is under way, sums. */
  readonly notes: readonly string[];
}

export type Tell = (stream: string, revision: number | null, what: string) => void;

/** Counts the violations of one invariant and keeps the first `most`. */
export class Findings {
  readonly #of: { readonly number: string; readonly title: string };
  readonly #most: number;
  readonly #first: Violation[] = [];
  #count = 0;

  constructor(of: { readonly number: string; readonly title: string }, most: number) {
    this.#of = of;
    this.#most = most;
  }

  readonly tell: Tell = (stream, revision, what) => {
    this.#count++;
    if (this.#first.length < this.#most) this.#first.push({ stream, revision, what });
  };

  report(): InvariantReport {
    const { number, title } = this.#of;
    return { number, title, violations: this.#count, first: this.#first };
  }
}
