import { openEventStore } from '@shop/composition/adapters/event-store.ts';
import { openKeyVault } from '@shop/composition/adapters/key-vault.ts';
import { observing, observingCalls, observingProcesses } from '@shop/composition/observing.ts';
import { orderPolicyOf } from '@shop/composition/policy.ts';
import { createOrderCommands, type OrderCommandService } from '@shop/order-commands/application.ts';
import { createHttpCatalogue } from '@shop/order-commands/http-ports/catalogue.ts';
import { createHttpDiscountCodes } from '@shop/order-commands/http-ports/discount-codes.ts';
import { createHttpStock } from '@shop/order-commands/http-ports/stock.ts';
import { systemClock } from '@shop/platform/clock/system.ts';
import { storeFeed } from '@shop/platform/event-feed/store-feed.ts';
import type { EventStore } from '@shop/platform/event-store/port.ts';
import { tracedEventStore } from '@shop/platform/event-store/traced.ts';
import { testPaymentProvider } from '@shop/platform/payment-provider/test-provider.ts';
import { tracedPaymentProvider } from '@shop/platform/payment-provider/traced.ts';
import { createServiceClient } from '@shop/platform/service-client/client.ts';
import type { RoleContext } from './role.ts';

/** The order service on its engines, asking the product service over HTTP. */
export interface OpenedOrderService {
  readonly service: OrderCommandService;
  readonly store: EventStore;
}

/**
 * Opens the order service's engines and wires it: the process that answers commands and the one that fulfils orders
 * hold the same service and use different halves of it.
 */
export async function openOrderService(context: RoleContext): Promise<OpenedOrderService> {
  const { config, file, log, metrics, discovery, tokens, teardown } = context;
  const store = tracedEventStore(await openEventStore(config, file, log));
  teardown.add('event store', () => store.close());
  const vault = await openKeyVault(config, file);
  teardown.add('key vault', () => vault.close());
  const client = createServiceClient({ discovery, tokens, log, now: () => performance.now(), observe: observingCalls(metrics) });
  teardown.add('service client', () => client.close());
  const service = createOrderCommands({
    store,
    vault,
    log,
    clock: systemClock,
    currency: config.CURRENCY,
    soleWriter: false,
    observe: observing(metrics),
    observeProcesses: observingProcesses(metrics),
    // The log itself, whatever feeds the projectors: orders are fulfilled also while Kafka is away (docs/decisions).
    feed: storeFeed(store, systemClock),
    catalogue: createHttpCatalogue(client),
    stock: createHttpStock(client),
    discountCodes: createHttpDiscountCodes(client),
    provider: tracedPaymentProvider(testPaymentProvider({ clock: systemClock })),
    policy: orderPolicyOf(config),
  });
  return { service, store };
}
