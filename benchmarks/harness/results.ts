import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type Environment, environmentLines } from './environment.ts';
import type { Figure } from './figure.ts';
import { markdownTable } from './table.ts';

/** What came of one row. */
export interface RowResult {
  readonly name: string;
  readonly title: string;
  readonly seconds: number;
  readonly figures: readonly Figure[];
  /** Why it was not measured. */
  readonly skipped: string | null;
  /** What went wrong. */
  readonly failed: string | null;
}

const folder = join(import.meta.dirname, '..', 'results');

/** Writes a run as JSON and Markdown in the place of the one before; answers the path without its ending. */
export function writeResults(environment: Environment, rows: readonly RowResult[], into = folder): string {
  mkdirSync(into, { recursive: true });
  for (const file of readdirSync(into)) if (/\.(json|md)$/.test(file)) rmSync(join(into, file));
  const name = `${environment.at.slice(0, 10)}-${environment.commit.replace('+', '-changed')}`;
  const path = join(into, name);
  writeFileSync(`${path}.json`, `${JSON.stringify({ environment, rows }, null, 2)}\n`);
  writeFileSync(`${path}.md`, markdown(environment, rows));
  return relative(process.cwd(), path);
}

function markdown(environment: Environment, rows: readonly RowResult[]): string {
  const parts = rows.flatMap(({ title, figures, skipped, failed }) => [
    `## ${title}`,
    skipped !== null ? `Not measured: ${skipped}` : failed !== null ? `Failed: ${failed.split('\n')[0]}` : markdownTable(figures),
  ]);
  const lines = environmentLines(environment).map((line) => `- ${line}`);
  const head = 'Medians of all rounds, with the least and the greatest in brackets; ratios are of rounds measured in turn.';
  return `${['# Measured', lines.join('\n'), head, ...parts].join('\n\n')}\n`;
}
