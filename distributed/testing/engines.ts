import type { EngineName } from '@shop/platform/testing/engines.ts';
import { start, strikeDown } from '@shop/scripts/engines/control.ts';
import { checkoutHome } from '@shop/scripts/engines/home.ts';

const home = () => checkoutHome(Number(process.env['ENGINES_PORT_OFFSET'] ?? 0));

/** Kills an engine as an accident would. */
export async function killEngine(name: EngineName): Promise<void> {
  await strikeDown(home(), name, 'SIGKILL');
}

/** Starts an engine again on the data it had; resolves when it answers. */
export async function bringBack(name: EngineName): Promise<void> {
  await start(home(), name);
}
