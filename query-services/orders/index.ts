import type { Clock } from '@shop/platform/clock/port.ts';
import type { Route } from '@shop/platform/http/route.ts';
import type { ReadModel } from '@shop/platform/projecting/read-model.ts';
import type { ReadStore } from '@shop/platform/read-store/port.ts';
import { type Charges, defaultCharges } from './draft-totals.ts';
import { fulfilmentQueueRoute } from './fulfilment-queue/http.ts';
import { fulfilmentQueueModel } from './fulfilment-queue/project.ts';
import { moneyText } from './money-text.ts';
import { orderDetailRoute } from './order-detail/http.ts';
import { orderDetailModel } from './order-detail/project.ts';
import { orderListRoute } from './order-list/http.ts';
import { orderListModel } from './order-list/project.ts';
import { orderTimelineRoute } from './order-timeline/http.ts';
import { orderTimelineModel } from './order-timeline/project.ts';
import { processesRoute } from './processes/http.ts';
import { processesModel } from './processes/project.ts';
import { countStuck } from './processes/query.ts';
import { openModel } from './reading.ts';
import { salesReportRoute } from './sales-report/http.ts';
import { salesReportModel } from './sales-report/project.ts';

export interface OrderQueryDeps {
  readonly readStore: ReadStore;
  readonly clock: Clock;
  /** The shop's one currency, ISO 4217. */
  readonly currency: string;
  /** The shop's time zone, an IANA name; `Europe/London` by default. */
  readonly timeZone?: string;
  /** What drafts are added up with; must be the order service's own. */
  readonly charges?: Charges;
}

export interface OrderQueries {
  readonly models: readonly ReadModel[];
  readonly routes: readonly Route[];
  /** For whoever serves `/operations`. */
  readonly operationRoutes: readonly Route[];
  /** How many fulfilment processes are stuck right now. Throws where the read model cannot be asked. */
  stuckProcesses(): Promise<number>;
}

/**
 * The order query service: the read models to be projected, and the routes that answer from them. Settings must
 * be the same where models are projected and where they are read: they are part of the models' versions.
 */
export function createOrderQueries(deps: OrderQueryDeps): OrderQueries {
  const { readStore, clock, currency, timeZone = 'Europe/London', charges = defaultCharges } = deps;
  const orderList = orderListModel(charges);
  const salesReport = salesReportModel(timeZone);
  const open = (model: ReadModel) => openModel(readStore, model, clock);
  const openTimeline = open(orderTimelineModel);
  const openProcesses = open(processesModel);
  return {
    models: [orderDetailModel, orderList, fulfilmentQueueModel, orderTimelineModel, salesReport, processesModel],
    routes: [
      orderListRoute({ openList: open(orderList), charges }),
      orderDetailRoute({ openDetail: open(orderDetailModel), openTimeline, charges }),
      orderTimelineRoute({ openTimeline, text: moneyText(currency) }),
      fulfilmentQueueRoute({ openQueue: open(fulfilmentQueueModel) }),
      salesReportRoute({ openReport: open(salesReport), clock, currency, timeZone }),
    ],
    operationRoutes: [processesRoute({ openProcesses, clock })],
    stuckProcesses: async () => countStuck(await openProcesses([])),
  };
}
