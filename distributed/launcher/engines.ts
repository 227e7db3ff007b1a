import type { EngineName } from '@shop/platform/testing/engines.ts';
import { start } from '@shop/scripts/engines/control.ts';
import { checkoutHome } from '@shop/scripts/engines/home.ts';
import { describeRunning } from '@shop/scripts/engines/rows.ts';

/** Starts engines of this checkout, or finds them running; says a line for each. Rejects with a sentence for people. */
export async function startEngines(names: readonly EngineName[]): Promise<void> {
  const home = checkoutHome(Number(process.env['ENGINES_PORT_OFFSET'] ?? 0));
  await Promise.all(
    names.map(async (name) => {
      const say = (line: string): void => console.log(`  ${name}: ${line}`);
      console.log(describeRunning(await start(home, name, { say })));
    }),
  );
}
