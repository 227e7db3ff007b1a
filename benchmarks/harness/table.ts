import type { Figure, Goal } from './figure.ts';
import type { Latency, Spread } from './statistics.ts';

const headings = ['what', 'ours', 'p50 / p95 / p99', 'compared with', 'its figure', 'p50 / p95 / p99', 'ratio', 'goal', 'met'];

/** A number with three significant digits or more, thousands apart: 0.712, 12.3, 4,560. */
export function number(value: number): string {
  if (value === 0) return '0';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toLocaleString('en', { minimumFractionDigits: Math.min(digits, 3), maximumFractionDigits: Math.min(digits, 3) });
}

/** Median with the extremes behind it, where rounds differed. */
export function spreadText({ median, min, max }: Spread, unit = ''): string {
  const range = min === max ? '' : ` (${number(min)}–${number(max)})`;
  return `${number(median)}${unit}${range}`;
}

export function goalText({ on, bound, value }: Goal, unit: string): string {
  return `${bound === 'at least' ? '≥' : '≤'} ${on === 'ratio' ? number(value) : `${number(value)}${unit}`}`;
}

/** The cells of one figure under {@link headings}. */
export function cells(figure: Figure): readonly string[] {
  const { what, unit, ours, latency, comparedWith, other, otherLatency, ratio, goal, met } = figure;
  return [
    what,
    spreadText(ours, unit),
    latencyText(latency),
    comparedWith ?? '',
    other ? spreadText(other, unit) : '',
    latencyText(otherLatency),
    ratio ? spreadText(ratio) : '',
    goal ? goalText(goal, unit) : '',
    met === null ? '' : met ? 'yes' : 'no',
  ];
}

/** For the terminal: columns as wide as their widest cell, empty columns left out. */
export function terminalTable(figures: readonly Figure[]): string {
  const rows = [headings, ...figures.map(cells)];
  const widths = headings.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const used = headings.map((_, column) => rows.slice(1).some((row) => row[column] !== ''));
  const line = (row: readonly string[]): string =>
    row
      .flatMap((cell, column) => (used[column] ? [cell.padEnd(widths[column] ?? 0)] : []))
      .join('  ')
      .trimEnd();
  const notes = notesOf(figures);
  return [...rows.map(line), ...notes.map((note) => `  ${note}`)].join('\n');
}

/** The same in Markdown. */
export function markdownTable(figures: readonly Figure[]): string {
  const line = (row: readonly string[]): string => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const notes = notesOf(figures).map((note) => `- ${note}`);
  const table = [line(headings), line(headings.map(() => '---')), ...figures.map((figure) => line(cells(figure)))];
  return [...table, ...(notes.length > 0 ? ['', ...notes] : [])].join('\n');
}

function notesOf(figures: readonly Figure[]): readonly string[] {
  return [...new Set(figures.flatMap(({ what, note }) => (note === null ? [] : [`${what}: ${note}`])))];
}

function latencyText(latency: Latency | null): string {
  return latency ? `${number(latency.p50)} / ${number(latency.p95)} / ${number(latency.p99)} ms` : '';
}
