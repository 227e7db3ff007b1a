import { Counter, Histogram, Registry } from 'prom-client';
import { boundedLabel } from './bounded-label.ts';
import { processMetrics } from './event-loop.ts';
import { createGauges, leadingGauge, readinessGauge } from './gauges.ts';

export interface MetricsOptions {
  /** Constant label of every series. */
  readonly service: string;
  /** Whether to tell of the process too (event loop, memory); once per process is enough. */
  readonly process?: boolean | undefined;
}

/** What one service counts. Labels name kinds of things, never things: an id as a label value reads `other`. */
export interface Metrics {
  /** `route` is the pattern, e.g. `/orders/:orderId`. */
  httpRequest(request: {
    readonly method: string;
    readonly route: string;
    readonly status: number;
    readonly seconds: number;
  }): void;
  /** One append to the event store. */
  append(append: {
    readonly outcome: 'appended' | 'conflict' | 'unavailable';
    readonly events: number;
    readonly seconds: number;
  }): void;
  /** How many things were done at once: commands in one append, events in one commit, messages in one send. */
  batch(kind: 'append' | 'projection' | 'relay', size: number): void;
  /** Null where it is not known here: a figure of long ago would be taken for one of now. */
  projectionLag(projection: string, lag: { readonly events: number; readonly seconds: number } | null): void;
  parkedStreams(projection: string, streams: number | null): void;
  /** How a process ended, or that it was marked as stuck. */
  processOutcome(process: string, outcome: string): void;
  /** How many are stuck right now; null where it is not known here. */
  stuckProcesses(process: string, processes: number | null): void;
  queueDepth(queue: string, depth: number): void;
  /** Asked at every reading: which of the work that one instance of all does is done by this one. */
  leading(working: () => Readonly<Record<string, boolean>>): void;
  /** One call of another service; `status` is null where no answer came. */
  serviceCall(call: {
    readonly target: string;
    readonly route: string;
    readonly status: number | null;
    readonly seconds: number;
  }): void;
  /** Asked at every reading: what keeps the service from being ready. */
  readiness(problems: () => Promise<readonly string[]>): void;
  /** All series in Prometheus' text format. */
  exposition(): Promise<{ readonly contentType: string; readonly text: string }>;
  /** Stops what is sampled. */
  close(): void;
}

const httpMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
const secondsBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const sizeBuckets = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];

/** A registry of its own, so that several services can live in one process. */
export function createMetrics({ service, process = true }: MetricsOptions): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  const registers = [registry];
  const stop = process ? processMetrics(registry) : () => undefined;

  const kinds = createGauges(registers);
  const requests = new Histogram({
    name: 'shop_http_request_duration_seconds',
    help: 'Time from the head of a request to the end of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: secondsBuckets,
    registers,
  });
  const appends = new Histogram({
    name: 'shop_append_duration_seconds',
    help: 'Time an append to the event store took',
    labelNames: ['outcome'],
    buckets: secondsBuckets,
    registers,
  });
  const events = new Counter({ name: 'shop_events_appended_total', help: 'Events appended', registers });
  const conflicts = new Counter({
    name: 'shop_append_conflicts_total',
    help: 'Appends refused because the stream had moved on',
    registers,
  });
  const batches = new Histogram({
    name: 'shop_batch_size',
    help: 'How many were done at once',
    labelNames: ['kind'],
    buckets: sizeBuckets,
    registers,
  });
  const calls = new Histogram({
    name: 'shop_service_call_duration_seconds',
    help: 'Time a call of another service took, a second attempt included',
    labelNames: ['target', 'route', 'status'],
    buckets: secondsBuckets,
    registers,
  });
  const outcomes = new Counter({
    name: 'shop_process_outcomes_total',
    help: 'How processes ended',
    labelNames: ['process', 'outcome'],
    registers,
  });
  const label = {
    route: boundedLabel(),
    process: boundedLabel(),
    outcome: boundedLabel(),
    target: boundedLabel(),
    called: boundedLabel(),
  };

  return {
    httpRequest({ method, route, status, seconds }) {
      requests.observe({ method: httpMethods.has(method) ? method : 'other', route: label.route(route), status }, seconds);
    },
    append({ outcome, events: count, seconds }) {
      appends.observe({ outcome }, seconds);
      if (outcome === 'appended') events.inc(count);
      if (outcome === 'conflict') conflicts.inc();
    },
    batch: (kind, size) => batches.observe({ kind }, size),
    projectionLag(projection, lag) {
      kinds.lagEvents(projection, lag && lag.events);
      kinds.lagSeconds(projection, lag && lag.seconds);
    },
    parkedStreams: kinds.parked,
    processOutcome: (name, outcome) => outcomes.inc({ process: label.process(name), outcome: label.outcome(outcome) }),
    stuckProcesses: kinds.stuck,
    queueDepth: kinds.queues,
    leading: (working) => leadingGauge(registers, working),
    serviceCall({ target, route, status, seconds }) {
      calls.observe({ target: label.target(target), route: label.called(route), status: status ?? 'none' }, seconds);
    },
    readiness: (problems) => readinessGauge(registers, problems),
    exposition: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
    close: stop,
  };
}
