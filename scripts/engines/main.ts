import { parseArgs } from 'node:util';
import type { EngineName } from '@shop/platform/testing/engines.ts';
import { argumentsOr } from '../arguments.ts';
import { catalogue, engineOf, UnknownEngineError, usual } from './catalogue.ts';
import { look, memory, start, stop } from './control.ts';
import { checkoutHome } from './home.ts';
import { describeRunning, row } from './rows.ts';
import { readState } from './state.ts';

const usage = `usage: npm run engines -- start|stop|status [name ...] [--ephemeral]

Real engines as processes of this checkout's own, without Docker; everything of theirs is in .engines/.

  start    ${usual.join(', ')} where no name is given; starts what does not run and waits until it answers
  stop     all that run where no name is given
  status   all that were started where no name is given; exit code 0 when all answer

  --ephemeral   start on a fresh data folder that is removed at stop

Names: ${catalogue.map((engine) => engine.name).join(', ')}, all. ENGINES_PORT_OFFSET is added to every port.`;

const home = checkoutHome(Number(process.env['ENGINES_PORT_OFFSET'] ?? 0));
const acts: Readonly<Record<string, (names: readonly EngineName[], ephemeral: boolean) => Promise<boolean>>> = {
  start: startAll,
  stop: stopAll,
  status: statusOf,
};

const { act, run, names, ephemeral } = argumentsOr(usage, () => {
  const { values, positionals } = parseArgs({
    options: { ephemeral: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const [what, ...which] = positionals;
  const found = what !== undefined && Object.hasOwn(acts, what) ? acts[what] : undefined;
  if (what === undefined || !found) {
    throw new TypeError(`Say start, stop or status${what === undefined ? '' : `, not ${what}`}`);
  }
  return { act: what, run: found, names: which, ephemeral: values.ephemeral };
});

try {
  process.exitCode = (await run(namesOf(act, names), ephemeral)) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = error instanceof UnknownEngineError ? 2 : 1;
}

function namesOf(act: string, names: readonly string[]): EngineName[] {
  const everything = catalogue.map((engine) => engine.name);
  if (names.includes('all')) return everything;
  if (names.length > 0) return [...new Set(names)].map((name) => engineOf(name).name);
  return act === 'start' ? [...usual] : everything.filter((name) => readState(home, name) !== null);
}

async function startAll(names: readonly EngineName[], ephemeral: boolean): Promise<boolean> {
  const outcomes = await Promise.all(
    names.map(async (name) => {
      try {
        const say = (line: string): void => console.log(`  ${name}: ${line}`);
        console.log(describeRunning(await start(home, name, { say, ...(ephemeral ? { ephemeral } : {}) })));
        return true;
      } catch (error) {
        console.error(row(name, `not started: ${error instanceof Error ? error.message : String(error)}`));
        return false;
      }
    }),
  );
  return outcomes.every(Boolean);
}

async function stopAll(names: readonly EngineName[]): Promise<boolean> {
  if (names.length === 0) console.log('Nothing runs that these scripts started.');
  await Promise.all(names.map(async (name) => console.log(row(name, (await stop(home, name)) ? 'stopped' : 'was not running'))));
  return true;
}

async function statusOf(names: readonly EngineName[]): Promise<boolean> {
  if (names.length === 0) console.log('Nothing runs that these scripts started.');
  let allUp = names.length > 0;
  for (const name of names) {
    const found = await look(home, name);
    const state = readState(home, name);
    const words = { up: 'up', silent: 'runs but does not answer', dead: 'ended by itself', stopped: 'stopped' }[found];
    console.log(row(name, words, state?.ports, memory(home, name), state?.ephemeral));
    allUp &&= found === 'up';
  }
  return allUp;
}
