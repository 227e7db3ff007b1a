import { createBench } from './harness/bench.ts';
import { profileChildren } from './harness/child.ts';
import { environment, environmentLines, isBusy } from './harness/environment.ts';
import { type RowResult, writeResults } from './harness/results.ts';
import { terminalTable } from './harness/table.ts';
import { rows } from './rows/index.ts';
import { parseSettings, type Settings, usage } from './settings.ts';

const settings = settingsOrEnd();
if (settings.list) {
  for (const { name, title } of rows) console.log(`${name.padEnd(16)} ${title}`);
  process.exit(0);
}
const unknown = settings.only.filter((name) => !rows.some((row) => row.name === name));
if (unknown.length > 0) end(`There is no row ${unknown.join(', ')}; there are ${rows.map(({ name }) => name).join(', ')}.`);
const chosen = settings.only.length === 0 ? rows : rows.filter(({ name }) => settings.only.includes(name));

if (settings.profile) profileChildren();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
const around = environment();
for (const line of environmentLines(around)) console.log(line);
if (isBusy(around)) console.log('');
const results = await measure();
console.log(`\n${terminalTable(results.flatMap(({ figures }) => figures))}`);
for (const { name, skipped, failed } of results) {
  if (skipped !== null) console.log(`\n${name}: not measured, ${skipped}`);
  if (failed !== null) console.log(`\n${name}: failed, ${failed}`);
}
if (settings.quick || settings.only.length > 0) console.log('\nA part of the rows, or short rounds: nothing was written.');
else console.log(`\nWritten to ${writeResults(around, results)}.`);
process.exitCode = results.some(({ failed }) => failed !== null) ? 1 : 0;

async function measure(): Promise<readonly RowResult[]> {
  const measured: RowResult[] = [];
  for (const [index, row] of chosen.entries()) {
    const startedAt = Date.now();
    const tell = (text: string): void =>
      console.error(`[${index + 1}/${chosen.length}] ${row.name}, ${((Date.now() - startedAt) / 1_000).toFixed(0)} s: ${text}`);
    using bench = createBench(settings, tell);
    const impossible = row.impossible?.(bench) ?? null;
    const common = { name: row.name, title: row.title };
    if (impossible !== null) {
      measured.push({ ...common, seconds: 0, figures: [], skipped: impossible, failed: null });
      continue;
    }
    tell(row.title);
    try {
      const figures = await row.run(bench);
      measured.push({ ...common, seconds: (Date.now() - startedAt) / 1_000, figures, skipped: null, failed: null });
    } catch (error) {
      const failed = error instanceof Error ? (error.stack ?? error.message) : String(error);
      tell(`failed: ${failed}`);
      measured.push({ ...common, seconds: (Date.now() - startedAt) / 1_000, figures: [], skipped: null, failed });
    }
  }
  return measured;
}

function settingsOrEnd(): Settings {
  try {
    return parseSettings(process.argv.slice(2), process.env);
  } catch (error) {
    return end(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
}

function end(message: string): never {
  console.error(message);
  process.exit(2);
}
