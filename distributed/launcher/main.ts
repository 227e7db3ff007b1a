import { parseArgs } from 'node:util';
import { DataFolderError } from '@shop/composition/data-folder-error.ts';
import { ProcessStartError } from '@shop/composition/kept-process.ts';
import { DevelopmentRealmError } from '@shop/identity/start.ts';
import { systemClock } from '@shop/platform/clock/system.ts';
import { type Config, ConfigError, configSchema, parseConfig } from '@shop/platform/config/config.ts';
import { PortInUseError } from '@shop/platform/http/listening.ts';
import { createLog } from '@shop/platform/telemetry/log.ts';
import { argumentsOr } from '@shop/scripts/arguments.ts';
import { bannerOf } from './banner.ts';
import { EngineMissingError, keycloakIssuer, neededEngines, onLocalEngines } from './engine-settings.ts';
import { startEngines } from './engines.ts';
import { type DistributedShop, startDistributed } from './start.ts';

const usage = `usage: npm run start:distributed [-- options]

Runs the distributed shop on this machine: every service in processes of its own, two of most, on real engines.
Settings are environment variables (platform/config/config.ts); those that name an engine replace the local one.

  --identity <name>  embedded (an issuer in this process), or keycloak
  --discovery <name> static (addresses handed to each service), or eureka
  --no-engines       start no engine: all are named by settings, or run already (npm run engines -- start)
  --instances <n>    processes of each service, 2`;

const longestStopMs = 15_000;
const plain = [ConfigError, DataFolderError, PortInUseError, ProcessStartError, EngineMissingError, DevelopmentRealmError];
const usualFolder = './data/distributed';

const startedAt = Date.now();
const asked = argumentsOr(usage, parse);

try {
  const given = { DATA_FOLDER: usualFolder, DISCOVERY: asked.discovery, ...surroundings() };
  // Before any engine is started for it.
  parseConfig(given);
  const keycloak = asked.identity === 'keycloak';
  if (asked.engines) await startEngines([...neededEngines(given), ...(keycloak ? (['keycloak'] as const) : [])]);
  const settings = { ...onLocalEngines(given), ...(keycloak ? { ISSUER: keycloakIssuer() } : {}) };
  const { LOG_LEVEL: level }: Config = parseConfig(settings);
  const log = createLog({ service: 'launcher', level, clock: systemClock });
  const shop = await startDistributed({ settings, instances: asked.instances, log });
  stopOnSignals(shop);
  // One step more talkative, all of them (docs/operations.md).
  process.on('SIGUSR2', () => [...shop.processes.values()].flat().forEach((each) => each.kill('SIGUSR2')));
  console.log(bannerOf(shop, Date.now() - startedAt));
} catch (error) {
  console.error(plain.some((kind) => error instanceof kind) && error instanceof Error ? error.message : error);
  process.exit(1);
}

/** Every setting of the shop that the surroundings name. */
function surroundings(): Record<string, string> {
  return Object.fromEntries(
    Object.keys(configSchema.shape).flatMap((name) => {
      const value = process.env[name];
      return value === undefined || value === '' ? [] : [[name, value]];
    }),
  );
}

function parse() {
  const { values } = parseArgs({
    options: {
      identity: { type: 'string', default: 'embedded' },
      discovery: { type: 'string', default: 'static' },
      engines: { type: 'boolean', default: true },
      instances: { type: 'string', default: '2' },
    },
    allowNegative: true,
  });
  const instances = Number(values.instances);
  if (!['embedded', 'keycloak'].includes(values.identity)) throw new TypeError('--identity is embedded or keycloak');
  if (!['static', 'eureka'].includes(values.discovery)) throw new TypeError('--discovery is static or eureka');
  if (!Number.isInteger(instances) || instances < 1) throw new TypeError('--instances is a whole number above 0');
  return { ...values, instances };
}

function stopOnSignals(shop: DistributedShop): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    console.log('Stopping …');
    const late = setTimeout(() => process.exit(1), longestStopMs);
    void shop.close().then(() => {
      clearTimeout(late);
      console.log('Everything is kept. Stopped; the engines run on (npm run engines -- stop).');
      process.exit(0);
    });
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
}
