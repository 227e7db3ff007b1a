import type { AggregateObserver } from '@shop/platform/command-handling/create-aggregate.ts';
import type { Metrics } from '@shop/platform/telemetry/metrics.ts';

/** Tells a service's metrics of its appends. */
export function observing(metrics: Metrics): AggregateObserver {
  return {
    appended(_category, commands, events, milliseconds) {
      metrics.append({ outcome: 'appended', events, seconds: milliseconds / 1_000 });
      metrics.batch('append', commands);
    },
    conflicted: () => metrics.append({ outcome: 'conflict', events: 0, seconds: 0 }),
  };
}
