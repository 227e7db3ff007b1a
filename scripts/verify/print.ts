import type { InvariantReport } from './core/report.ts';

const ruler = 8;

/** The invariants as a table, each with its first violations below it. */
export function formatInvariants(invariants: readonly InvariantReport[]): string {
  return invariants.flatMap((report) => [rowOf(report), ...violationsOf(report)]).join('\n');
}

function rowOf({ number, title, violations }: InvariantReport): string {
  const verdict = violations === 0 ? 'holds ' : 'BROKEN';
  return `${number.padEnd(ruler)}${verdict}  ${title}${violations === 0 ? '' : `: ${violations.toLocaleString('en')} violations`}`;
}

function violationsOf({ first, violations }: InvariantReport): string[] {
  const lines = first.map(
    ({ stream, revision, what }) => `${' '.repeat(ruler + 2)}${stream}${revision === null ? '' : `@${revision}`}: ${what}`,
  );
  const more = violations - first.length;
  return more > 0 ? [...lines, `${' '.repeat(ruler + 2)}… and ${more.toLocaleString('en')} more`] : lines;
}
