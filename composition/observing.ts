import type { AggregateObserver } from '@shop/platform/command-handling/create-aggregate.ts';
import type { ProjectorObserver } from '@shop/platform/projecting/projector-options.ts';
import type { CallReport } from '@shop/platform/service-client/port.ts';
import type { Metrics } from '@shop/platform/telemetry/metrics.ts';
import type { ProcessObserver } from '@shop/order-commands/fulfilment-process/manager.ts';

/** Tells a service's metrics of its appends. */
export function observing(metrics: Metrics): AggregateObserver {
  return {
    appended(_category, commands, events, milliseconds) {
      metrics.append({ outcome: 'appended', events, seconds: milliseconds / 1_000 });
      metrics.batch('append', commands);
    },
    conflicted: () => metrics.append({ outcome: 'conflict', events: 0, seconds: 0 }),
    unavailable: (_category, milliseconds) =>
      metrics.append({ outcome: 'unavailable', events: 0, seconds: milliseconds / 1_000 }),
  };
}

/** Tells metrics of the batches that projectors commit. */
export function observingProjectors(metrics: Metrics): ProjectorObserver {
  return { projected: (_projection, events) => metrics.batch('projection', events) };
}

/** Tells metrics how fulfilment processes end. */
export function observingProcesses(metrics: Metrics): ProcessObserver {
  return {
    ended: (outcome) => metrics.processOutcome('fulfilment', outcome),
    stuck: () => metrics.processOutcome('fulfilment', 'stuck'),
  };
}

/** Tells metrics of calls of other services. */
export function observingCalls(metrics: Metrics): (report: CallReport) => void {
  return ({ service, path, status, milliseconds }) =>
    metrics.serviceCall({ target: service, route: path, status, seconds: milliseconds / 1_000 });
}
