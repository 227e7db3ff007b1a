import { join } from 'node:path';
import { gatewaySettings } from '@shop/composition/gateway-settings.ts';
import { keepProcess, type KeptProcess } from '@shop/composition/kept-process.ts';
import { keepSettings } from '@shop/composition/settings-file.ts';
import { Teardown } from '@shop/composition/teardown.ts';
import { parseConfig } from '@shop/platform/config/config.ts';
import type { Log } from '@shop/platform/telemetry/port.ts';
import { openDataFolder } from '@shop/standalone/data-folder.ts';
import { type RoleName, roleNames, roles } from '../roles.ts';
import { startIssuer } from './issuer.ts';
import { withRecordSecret } from './record-secret.ts';
import { type Addresses, addressesOf } from './addresses.ts';

export interface DistributedOptions {
  /** Settings of every service: engines, rules, levels; the names of platform/config/config.ts. */
  readonly settings: Readonly<Record<string, string>>;
  /** How many processes of each role, or of some; two by default. */
  readonly instances?: number | Partial<Readonly<Record<RoleName, number>>>;
  /** Take free ports rather than the roles' own: several systems side by side. */
  readonly anyPorts?: boolean;
  readonly log: Log;
}

/** A whole distributed shop on this machine: every instance of every service a process of its own. */
export interface DistributedShop {
  readonly gateway: string;
  /** Health and metrics of the gateway. */
  readonly gatewayManagement: string;
  readonly issuer: string;
  readonly dataFolder: string;
  /** The instances by role, the gateway among them. */
  readonly processes: ReadonlyMap<RoleName | 'gateway', readonly KeptProcess[]>;
  close(): Promise<void>;
}

const entry = join(import.meta.dirname, '..', 'main.ts');
const gatewayEntry = join(import.meta.dirname, '..', '..', 'gateway', 'main.ts');
const longestStartMs = 120_000;

/**
 * Starts an issuer of tokens where the settings name none, then all services, then the gateway; resolves when all
 * of them are ready. A process that dies is started again. Whatever fails takes down what had started.
 */
export async function startDistributed(options: DistributedOptions): Promise<DistributedShop> {
  const teardown = new Teardown(options.log);
  try {
    return await assemble(options, teardown);
  } catch (error) {
    await teardown.run();
    throw error;
  }
}

async function assemble(options: DistributedOptions, teardown: Teardown): Promise<DistributedShop> {
  const { log } = options;
  const given = parseConfig(options.settings);
  const folder = openDataFolder(given.DATA_FOLDER);
  teardown.add('data folder', () => folder.release());
  const dataFolder = folder.path;
  const settings = withRecordSecret(options.settings, given, join(dataFolder, 'record-secret'));
  const config = parseConfig(settings);

  const issuer = await startIssuer(config, { dataFolder, anyPort: options.anyPorts ?? false, log });
  teardown.add('issuer', () => issuer.close());
  const addresses = await addressesOf(options);
  const processes = new Map<RoleName | 'gateway', readonly KeptProcess[]>();
  const started = roles.map(async ({ name }) => {
    const instances = (addresses.ports.get(name) ?? []).map((port, index) =>
      keepProcess({
        name: `${name} ${index + 1}`,
        entry,
        args: [name],
        environment: {
          ...settings,
          ...issuer.settingsOf(name),
          DATA_FOLDER: dataFolder,
          PORT: String(port),
          SERVICES: JSON.stringify(addresses.services),
        },
        portVariable: 'PORT',
        log,
        longestStartMs,
      }).then((process) => {
        teardown.add(process.name, () => process.close());
        return process;
      }),
    );
    processes.set(name, await allOf(instances));
  });
  await allOf(started);

  const gateway = await keepProcess({
    name: 'gateway',
    entry: gatewayEntry,
    environment: {
      ...gatewaySettings(config, { issuer: issuer.issuer, jwksUri: issuer.jwksUri, services: behindGateway(addresses) }),
      PORT: String(addresses.gateway),
      MANAGEMENT_PORT: String(addresses.gatewayAdmin),
    },
    portVariable: 'PORT',
    log,
  });
  teardown.add('gateway', () => gateway.close());
  processes.set('gateway', [gateway]);
  keepSettings(folder.file('settings.json'), config);
  return {
    gateway: gateway.url,
    gatewayManagement: `http://${config.HOST}:${addresses.gatewayAdmin}`,
    issuer: issuer.issuer,
    ...{ dataFolder, processes },
    close: () => closeAll(processes, teardown),
  };
}

/** What all come to. Where some fail, the others are waited for first: whoever takes all down must know of them. */
async function allOf<T>(starting: readonly Promise<T>[]): Promise<readonly T[]> {
  const outcomes = await Promise.allSettled(starting);
  return outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
}

/** The services that the gateway routes to; the others have no public resource. */
function behindGateway({ services }: Addresses): Readonly<Record<string, readonly string[]>> {
  const unrouted: readonly string[] = ['event-relay', 'fulfilment-process', 'product-projectors', 'order-projectors'];
  return Object.fromEntries(roleNames.flatMap((name) => (unrouted.includes(name) ? [] : [[name, services[name] ?? []]])));
}

/** The gateway first, so that nobody is let in; then all services at once, since none waits for another. */
async function closeAll(processes: DistributedShop['processes'], teardown: Teardown): Promise<void> {
  await Promise.all((processes.get('gateway') ?? []).map((process) => process.close()));
  await Promise.all([...processes.values()].flat().map((process) => process.close()));
  await teardown.run();
}
