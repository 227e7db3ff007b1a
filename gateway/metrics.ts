import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Upstreams } from './proxy/upstreams.ts';

const bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

interface Series {
  readonly labels: string;
  readonly buckets: number[];
  count: number;
  sum: number;
}

/**
 * Counts requests per route, method and status, and how long they took. Written by hand in the text format of
 * Prometheus (https://prometheus.io/docs/instrumenting/exposition_formats/): the hot path adds to a few numbers.
 */
export class Metrics {
  readonly #series = new Map<string, Series>();
  readonly #loop = monitorEventLoopDelay({ resolution: 100 });

  constructor() {
    this.#loop.enable();
  }

  /** `route` is a pattern: it holds no ids, so that the number of series stays small. */
  observe(service: string, route: string, method: string, status: number, milliseconds: number): void {
    const key = `${method} ${status} ${route}`;
    let series = this.#series.get(key);
    if (!series) {
      const labels = `service="${service}",route="${route}",method="${method}",status="${status}"`;
      series = { labels, buckets: bounds.map(() => 0), count: 0, sum: 0 };
      this.#series.set(key, series);
    }
    const seconds = milliseconds / 1_000;
    series.count++;
    series.sum += seconds;
    const at = bounds.findIndex((bound) => seconds <= bound);
    if (at >= 0) series.buckets[at] = (series.buckets[at] ?? 0) + 1;
  }

  /** Everything in Prometheus' text format. */
  text(upstreams: Upstreams): string {
    return [...this.#requests(), ...this.#upstreams(upstreams), ...this.#process(), ''].join('\n');
  }

  close(): void {
    this.#loop.disable();
  }

  *#requests(): Iterable<string> {
    yield '# TYPE gateway_request_seconds histogram';
    for (const { labels, buckets, count, sum } of this.#series.values()) {
      let total = 0;
      for (const [i, bound] of bounds.entries()) {
        total += buckets[i] ?? 0;
        yield `gateway_request_seconds_bucket{${labels},le="${bound}"} ${total}`;
      }
      yield `gateway_request_seconds_bucket{${labels},le="+Inf"} ${count}`;
      yield `gateway_request_seconds_sum{${labels}} ${sum}`;
      yield `gateway_request_seconds_count{${labels}} ${count}`;
    }
  }

  *#upstreams(upstreams: Upstreams): Iterable<string> {
    const instances = upstreams.all().flatMap(({ name, instances }) => instances.map((instance) => ({ name, instance })));
    yield '# TYPE gateway_upstream_up gauge';
    for (const { name, instance } of instances) {
      yield `gateway_upstream_up{service="${name}",origin="${instance.origin}"} ${instance.health.ejected ? 0 : 1}`;
    }
    yield '# TYPE gateway_upstream_pending gauge';
    for (const { name, instance } of instances) {
      yield `gateway_upstream_pending{service="${name}",origin="${instance.origin}"} ${instance.pending}`;
    }
  }

  *#process(): Iterable<string> {
    const { user, system } = process.cpuUsage();
    yield '# TYPE process_cpu_seconds_total counter';
    yield `process_cpu_seconds_total ${(user + system) / 1e6}`;
    yield '# TYPE process_resident_memory_bytes gauge';
    yield `process_resident_memory_bytes ${process.memoryUsage.rss()}`;
    yield '# TYPE nodejs_eventloop_delay_p99_seconds gauge';
    yield `nodejs_eventloop_delay_p99_seconds ${this.#loop.percentile(99) / 1e9}`;
  }
}
