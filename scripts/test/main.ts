import { globSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ensureDebianPackage, findCommand } from '../engines/debian.ts';
import { checkoutHome } from '../engines/home.ts';
import { execute, interrupt } from './execute.ts';
import { testEngines } from './test-engines.ts';
import { parts, sharedEngines, type Step, tiers } from './tiers.ts';

const { values } = parseArgs({ options: { tier: { type: 'string' } } });
const known = { ...tiers, ...parts };
if (values.tier !== undefined && !Object.hasOwn(known, values.tier)) {
  console.error(`There is no tier ${values.tier}; there are ${Object.keys(known).join(', ')}.`);
  process.exit(2);
}
const ci = process.env['CI'] === 'true';
const engines = testEngines(checkoutHome(Number(process.env['ENGINES_PORT_OFFSET'] ?? 0)), sharedEngines);
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    interrupted = true;
    interrupt();
  });
}

try {
  process.exitCode = await runAll(values.tier === undefined ? Object.values(tiers).flat() : (known[values.tier] ?? []));
} finally {
  await engines.release();
  if (engines.skipped.size > 0) console.log(`\n${engines.skipped.size} engines skipped: ${[...engines.skipped].join(', ')}`);
}

/** The exit code of the first step that fails, else 0. */
async function runAll(steps: readonly Step[]): Promise<number> {
  for (const step of steps) {
    const code = await run(step);
    if (interrupted) return 130;
    if (code !== 0) return code;
  }
  return 0;
}

async function run(step: Step): Promise<number> {
  const files = globSync(step.specs ?? [], { exclude: (path) => path.includes('node_modules') }).toSorted();
  if (!step.command && files.length === 0) return 0;
  const startedAt = Date.now();
  console.log(`\n== ${step.name}`);
  const code = await runStep(step, files);
  console.log(`== ${step.name}: ${code === 0 ? 'passed' : 'failed'} after ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
  return code;
}

/** Installs what is missing, where it may; true when all are there. Specs say themselves what they cannot try. */
async function ensureTools(tools: NonNullable<Step['tools']>): Promise<boolean> {
  let all = true;
  for (const [command, name] of Object.entries(tools)) {
    try {
      await ensureDebianPackage(name, console.log, () => findCommand(command));
    } catch (error) {
      all = false;
      console.error(error instanceof Error ? error.message : String(error));
    }
  }
  return all;
}

async function runStep(step: Step, files: readonly string[]): Promise<number> {
  if (step.command) return execute('npx', ['--no-install', ...step.command]);
  if (step.tools && !(await ensureTools(step.tools)) && ci) return 1;
  if (step.engines) {
    const all = await engines.hold(step.engines);
    // Where the run has to prove something, a missing engine would hide that nothing was tried.
    if (!all && ci) return 1;
    if (interrupted) return 130;
  }
  const reporter = ci || !process.stdout.isTTY ? 'spec' : 'dot';
  return execute(process.execPath, [
    '--test',
    `--test-reporter=${reporter}`,
    ...(step.together ? ['--test-isolation=none'] : [`--test-concurrency=${step.alone ? 1 : 2}`]),
    '--test-timeout=600000',
    ...files,
  ]);
}
