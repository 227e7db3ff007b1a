import { keepRunning } from '@shop/composition/background.ts';
import { gatewaySettings } from '@shop/composition/gateway-settings.ts';
import { observing, observingProcesses } from '@shop/composition/observing.ts';
import { orderPolicyOf } from '@shop/composition/policy.ts';
import { createReadSide } from '@shop/composition/read-side.ts';
import { runService } from '@shop/composition/services.ts';
import { keepSettings } from '@shop/composition/settings-file.ts';
import { openStores } from '@shop/composition/stores.ts';
import { Teardown } from '@shop/composition/teardown.ts';
import { tracingOf } from '@shop/composition/tracing-settings.ts';
import { createOperations } from '@shop/operations/index.ts';
import { createOrderCommands } from '@shop/order-commands/application.ts';
import { createTokenVerifier } from '@shop/platform/auth/verify-token.ts';
import { systemClock } from '@shop/platform/clock/system.ts';
import type { Config } from '@shop/platform/config/config.ts';
import { storeFeed } from '@shop/platform/event-feed/store-feed.ts';
import { tracedEventStore } from '@shop/platform/event-store/traced.ts';
import type { RunningServer } from '@shop/platform/http/server.ts';
import { systemIds } from '@shop/platform/ids/system.ts';
import { testPaymentProvider } from '@shop/platform/payment-provider/test-provider.ts';
import { tracedPaymentProvider } from '@shop/platform/payment-provider/traced.ts';
import { replayProjection } from '@shop/platform/projecting/replay.ts';
import { createMetrics } from '@shop/platform/telemetry/metrics.ts';
import type { Log } from '@shop/platform/telemetry/port.ts';
import { startTracing } from '@shop/platform/telemetry/tracing.ts';
import { createProductCommands } from '@shop/product-commands/application.ts';
import { openDataFolder } from './data-folder.ts';
import { startGateway } from './gateway-process.ts';
import { issuerOf } from './issuer.ts';
import { startProjectors } from './projectors.ts';
import { relayOf } from './relay.ts';

/** A whole shop in this process, its gateway in another. */
export interface Shop {
  readonly gateway: string;
  readonly issuer: string;
  readonly dataFolder: string;
  /** Addresses of the services behind the gateway. */
  readonly services: Readonly<Record<string, string>>;
  /** The gateway's and the projectors' logs, which are not of this process or thread, become one step more talkative. */
  nextLogLevel(): void;
  /** Stops accepting, lets what is under way finish, keeps everything; within 10 s. */
  close(): Promise<void>;
}

const idle = (): Promise<readonly string[]> => Promise.resolve([]);

/**
 * Starts the shop on embedded engines; resolves when the gateway answers. Whatever fails takes down again what had
 * started. Throws errors whose messages are for people: `DataFolderError`, `PortInUseError`, `EventStoreOpenError`,
 * `GatewayStartError`, `DevelopmentRealmError`.
 */
export async function startShop(config: Config, log: Log): Promise<Shop> {
  const teardown = new Teardown(log);
  try {
    return await assemble(config, log, teardown);
  } catch (error) {
    await teardown.run();
    throw error;
  }
}

async function assemble(config: Config, log: Log, teardown: Teardown): Promise<Shop> {
  const folder = openDataFolder(config.DATA_FOLDER);
  teardown.add('data folder', () => folder.release());
  const tracing = await startTracing(tracingOf(config, 'shop', log));
  teardown.add('tracing', () => tracing.shutdown());
  const stores = await openStores(config, folder.file, log);
  teardown.add('stores', () => stores.close());
  keepSettings(folder.file('settings.json'), config);

  const identity = await issuerOf(config, folder.path, log, teardown);
  const verifier = createTokenVerifier({
    issuer: identity.issuer,
    audience: 'shop-api',
    jwksUri: identity.jwksUri,
    clock: systemClock,
  });

  const metricsOf = (service: string, process = false) => {
    const metrics = createMetrics({ service, process });
    teardown.add(`metrics of ${service}`, () => metrics.close());
    return metrics;
  };
  const side = createReadSide(stores, config);
  const queryMetrics = metricsOf('order-queries', true);
  const projectors = await startProjectors({ side, config, folder: folder.path, log, metrics: queryMetrics });
  teardown.add('projectors', () => projectors.close());

  const base = {
    store: stores.log,
    clock: systemClock,
    ids: systemIds,
    currency: config.CURRENCY,
    soleWriter: isSoleWriter(config),
  };
  const productMetrics = metricsOf('product-commands');
  const orderMetrics = metricsOf('order-commands');
  const products = createProductCommands({
    ...base,
    store: tracedEventStore(stores.log, 'product-commands'),
    observe: observing(productMetrics),
  });
  const orders = createOrderCommands({
    ...base,
    store: tracedEventStore(stores.log, 'order-commands'),
    observe: observing(orderMetrics),
    observeProcesses: observingProcesses(orderMetrics),
    // The log itself, whatever feeds the projectors (docs/decisions).
    feed: storeFeed(stores.log, systemClock),
    catalogue: products.catalogue,
    stock: products.stock,
    discountCodes: products.discountCodes,
    provider: tracedPaymentProvider(testPaymentProvider({ clock: systemClock })),
    vault: stores.vault,
    log,
    policy: orderPolicyOf(config),
  });
  const operations = createOperations({
    store: stores.log,
    clock: systemClock,
    log,
    projections: projectors.statuses,
    parked: side.parked,
    replay(name, begun) {
      const model = side.models.get(name);
      if (!model) return Promise.reject(new Error(`there is no projection ${name}`));
      return replayProjection({ ...side.sources, model, onProgress: begun });
    },
  });
  teardown.add('replays', () => operations.replays.idle());

  const shared = { host: config.HOST, verifier, log };
  const run = async (
    name: string,
    port: number,
    routes: Parameters<typeof runService>[0]['routes'],
    readiness = idle,
    metrics = metricsOf(name),
  ) => {
    const server = await runService({ name, port, routes, readiness, metrics }, shared);
    teardown.add(name, () => server.close());
    return [name, server] as const;
  };
  const servers = new Map<string, RunningServer>([
    await run('product-commands', config.PRODUCT_COMMANDS_PORT, products.routes, idle, productMetrics),
    await run('order-commands', config.ORDER_COMMANDS_PORT, orders.routes, idle, orderMetrics),
    await run('product-queries', config.PRODUCT_QUERIES_PORT, side.products.routes, projectors.problems),
    await run('order-queries', config.ORDER_QUERIES_PORT, side.orders.routes, projectors.problems, queryMetrics),
    await run('operations', config.OPERATIONS_PORT, [...operations.routes, ...side.orders.operationRoutes]),
  ]);
  const depth = setInterval(
    () => orderMetrics.queueDepth('fulfilment-process', orders.runners.fulfilment.status.underWay),
    1_000,
  );
  teardown.add('queue depth', () => clearInterval(depth));
  const background = keepRunning(
    { ...orders.runners, ...(await relayOf(config, stores, { log, metrics: orderMetrics }, teardown)) },
    log,
  );
  teardown.add('processes', () => background.close());

  const services = Object.fromEntries([...servers].map(([name, server]) => [name, server.url]));
  const origins = Object.fromEntries(Object.entries(services).map(([name, url]) => [name, [url]]));
  const gateway = await startGateway(gatewaySettings(config, { ...identity, services: origins }), log);
  teardown.add('gateway', () => gateway.close());
  return {
    ...{ gateway: gateway.url, issuer: identity.issuer, dataFolder: folder.path, services },
    nextLogLevel() {
      gateway.kill('SIGUSR2');
      projectors.nextLogLevel();
    },
    close: () => teardown.run(),
  };
}

/** The embedded log belongs to this process alone; a server's log may have other writers. */
function isSoleWriter({ EVENT_STORE }: Config): boolean {
  return EVENT_STORE === 'sqlite';
}
