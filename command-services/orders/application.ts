import type { Clock } from '@shop/platform/clock/port.ts';
import { type AggregateDependencies, createAggregate } from '@shop/platform/command-handling/create-aggregate.ts';
import type { EventFeed } from '@shop/platform/event-feed/port.ts';
import type { EventStore } from '@shop/platform/event-store/port.ts';
import type { Route } from '@shop/platform/http/route.ts';
import type { PaymentProvider } from '@shop/platform/payment-provider/port.ts';
import { personalDataCipher } from '@shop/platform/personal-data/cipher.ts';
import type { KeyVault } from '@shop/platform/personal-data/port.ts';
import type { Log } from '@shop/platform/telemetry/port.ts';
import type { Runner } from './background/runner.ts';
import { customerSpec } from './customer/customer.ts';
import { createErasureRunner } from './customer/erasure.ts';
import { erasureRoute } from './customer/http.ts';
import type { ProcessObserver } from './fulfilment-process/manager.ts';
import { processSpec } from './fulfilment-process/process.ts';
import { createFulfilmentRunner, type FulfilmentRunner } from './fulfilment-process/runner.ts';
import { orderRoutes } from './order/http.ts';
import { orderSpec } from './order/order.ts';
import { Waiting } from './order/waiting.ts';
import { createPaymentService } from './payment/payment-service.ts';
import { paymentSpec } from './payment/payment.ts';
import { defaultPolicy, type OrderPolicy } from './policy.ts';
import type { Catalogue } from './ports/catalogue.ts';
import type { DiscountCodes } from './ports/discount-codes.ts';
import type { Stock } from './ports/stock.ts';

export interface OrderCommandsDependencies {
  readonly store: EventStore;
  readonly feed: EventFeed;
  readonly clock: Clock;
  readonly log: Log;
  readonly catalogue: Catalogue;
  readonly stock: Stock;
  readonly discountCodes: DiscountCodes;
  readonly provider: PaymentProvider;
  readonly vault: KeyVault;
  /** ISO 4217: the one currency of the shop. */
  readonly currency: string;
  readonly policy?: Partial<OrderPolicy>;
  /** True where no other process appends to orders, payments, processes and customers. */
  readonly soleWriter?: boolean;
  readonly observe?: AggregateDependencies['observe'];
  readonly observeProcesses?: ProcessObserver;
  /** Orders that the fulfilment process works on at once. */
  readonly mostAtOnce?: number;
}

/** The command side of orders, payments, fulfilment and customers. */
export interface OrderCommandService {
  readonly routes: readonly Route[];
  /** Tells those who wait for an order or a customer (`Prefer: wait=N`) that another process has appended to it. */
  wake(id: string): void;
  /** Run each once in the whole shop, until it is to stop; a second one is a waste, not a fault. */
  readonly runners: { readonly fulfilment: FulfilmentRunner; readonly erasure: Runner };
}

/** Wires the service on its ports. It holds nothing that has to be closed. */
export function createOrderCommands(dependencies: OrderCommandsDependencies): OrderCommandService {
  const { store, feed, clock, log, catalogue, stock, discountCodes, provider, vault, currency } = dependencies;
  const policy: OrderPolicy = { ...defaultPolicy, ...dependencies.policy };
  const handling: AggregateDependencies = {
    store,
    clock,
    soleWriter: dependencies.soleWriter ?? false,
    // An order is busy for minutes and then hardly ever again; one of many lines is large.
    cachedStreams: 2_000,
    ...(dependencies.observe ? { observe: dependencies.observe } : {}),
  };
  const waiting = new Waiting(clock);
  const orders = waiting.announcing(createAggregate(orderSpec, handling));
  const customers = waiting.announcing(createAggregate(customerSpec, handling));
  const payments = createPaymentService({
    payments: createAggregate(paymentSpec, handling),
    provider,
    clock,
    waitsMs: policy.quickRetriesMs,
  });
  const cipher = personalDataCipher(vault);
  const fulfilment = createFulfilmentRunner({
    ...{ store, feed, clock, log, policy, orders, payments, stock, discountCodes },
    processes: createAggregate(processSpec, handling),
    ...(dependencies.observeProcesses ? { observe: dependencies.observeProcesses } : {}),
    ...(dependencies.mostAtOnce === undefined ? {} : { mostAtOnce: dependencies.mostAtOnce }),
  });
  return {
    routes: [
      ...orderRoutes({ orders, waiting, catalogue, discountCodes, provider, cipher, clock, currency, policy }),
      erasureRoute(customers, waiting),
    ],
    wake: (id) => waiting.wake(id),
    runners: { fulfilment, erasure: createErasureRunner({ feed, customers, vault, clock, log }) },
  };
}
