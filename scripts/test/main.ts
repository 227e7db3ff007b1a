import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { parseArgs } from 'node:util';

/** What `npm test` runs, in order; a tier that fails ends the run. */
const tiers: Readonly<Record<string, readonly Step[]>> = {
  check: [
    { name: 'format', command: ['prettier', '--check', '--log-level', 'warn', '.'] },
    { name: 'lint', command: ['eslint', '.'] },
    { name: 'types', command: ['tsc', '-p', '.'] },
  ],
  fast: [{ name: 'unit tests', specs: '**/*.unit.spec.ts', together: true }],
  slow: [
    { name: 'integration tests', specs: '**/*.int.spec.ts' },
    { name: 'end-to-end tests', specs: '**/*.e2e.spec.ts', alone: true },
  ],
};

interface Step {
  readonly name: string;
  readonly command?: readonly string[];
  readonly specs?: string;
  /** One spec file at a time: they start whole shops. */
  readonly alone?: boolean;
  /** All in one process: they share nothing but the start-up time they save. */
  readonly together?: boolean;
}

const { values } = parseArgs({ options: { tier: { type: 'string' } } });
const chosen = values.tier === undefined ? Object.keys(tiers) : [values.tier];

for (const tier of chosen) {
  const steps = tiers[tier];
  if (!steps) {
    console.error(`There is no tier ${tier}; there are ${Object.keys(tiers).join(', ')}.`);
    process.exit(2);
  }
  for (const step of steps) await run(step);
}

async function run(step: Step): Promise<void> {
  const startedAt = Date.now();
  console.log(`\n== ${step.name}`);
  const code = step.command ? await execute('npx', ['--no-install', ...step.command]) : await runSpecs(step);
  console.log(`== ${step.name}: ${code === 0 ? 'passed' : 'failed'} after ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
  if (code !== 0) process.exit(code);
}

function runSpecs(step: Step): Promise<number> {
  const files = globSync(step.specs ?? '', { exclude: (path) => path.includes('node_modules') }).toSorted();
  if (files.length === 0) return Promise.resolve(0);
  const reporter = process.env['CI'] === 'true' || !process.stdout.isTTY ? 'spec' : 'dot';
  return execute(process.execPath, [
    '--test',
    `--test-reporter=${reporter}`,
    ...(step.together ? ['--test-isolation=none'] : [`--test-concurrency=${step.alone ? 1 : 2}`]),
    '--test-timeout=600000',
    ...files,
  ]);
}

function execute(command: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'inherit' });
    child.on('error', () => resolve(1));
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
