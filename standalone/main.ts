import { DataFolderError } from '@shop/composition/data-folder-error.ts';
import { systemClock } from '@shop/platform/clock/system.ts';
import { ConfigError, parseConfig } from '@shop/platform/config/config.ts';
import { EventStoreOpenError } from '@shop/platform/event-store/open-error.ts';
import { PortInUseError } from '@shop/platform/http/listening.ts';
import { isOutage } from '@shop/platform/projecting/apply-event.ts';
import { DevelopmentRealmError } from '@shop/identity/start.ts';
import { LogLevelSwitch, switchOnSignal } from '@shop/platform/telemetry/log-level.ts';
import { createLog } from '@shop/platform/telemetry/log.ts';
import { banner } from './banner.ts';
import { GatewayStartError } from './gateway-process.ts';
import { type Shop, startShop } from './shop.ts';

const startedAt = Date.now();
const longestStop = 10_000;

/** Failures that people can do something about: their message is all that is said. */
const plain = [ConfigError, DataFolderError, PortInUseError, EventStoreOpenError, GatewayStartError, DevelopmentRealmError];

const portVariables =
  'The ports are set by GATEWAY_PORT, GATEWAY_ADMIN_PORT, ISSUER_PORT, PRODUCT_COMMANDS_PORT, ORDER_COMMANDS_PORT, ' +
  'PRODUCT_QUERIES_PORT, ORDER_QUERIES_PORT and OPERATIONS_PORT; 0 takes a free one.';

const [argument] = process.argv.slice(2);
if (argument !== undefined) {
  console.error(
    `The shop takes no arguments, but was given ${argument}: its settings are environment variables (platform/config/config.ts).`,
  );
  process.exit(2);
}

try {
  const config = parseConfig(process.env);
  const levels = new LogLevelSwitch(config.LOG_LEVEL);
  const log = createLog({ service: 'shop', level: levels, clock: systemClock });
  const shop = await startShop(config, log);
  switchOnSignal(levels, log, () => shop.nextLogLevel());
  stopOnSignals(shop);
  console.log(banner({ ...shop, milliseconds: Date.now() - startedAt }));
} catch (error) {
  const known = plain.some((kind) => error instanceof kind) || isOutage(error);
  console.error(known && error instanceof Error ? error.message : error);
  if (aboutPort(error)) console.error(portVariables);
  process.exit(1);
}

/** The gateway is a process of its own: of its failure there is only what it said. */
function aboutPort(error: unknown): boolean {
  return error instanceof PortInUseError || (error instanceof GatewayStartError && error.message.includes('port is in use'));
}

function stopOnSignals(shop: Shop): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    console.log('Stopping …');
    const late = setTimeout(() => process.exit(1), longestStop);
    void shop.close().then(() => {
      clearTimeout(late);
      console.log('Everything is kept. Stopped.');
      process.exit(0);
    });
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
}
