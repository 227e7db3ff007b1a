import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Gauge, type Registry } from 'prom-client';

const samplingMs = 20;
const quantiles = [0.5, 0.99, 1] as const;

/**
 * Gauges of the process itself: how long the event loop was held up since they were last read, and memory.
 * Answers what stops the sampling.
 */
export function processMetrics(registry: Registry): () => void {
  const delay = monitorEventLoopDelay({ resolution: samplingMs });
  delay.enable();
  new Gauge({
    name: 'shop_event_loop_delay_seconds',
    help: 'Time by which the event loop was late since the last reading, by quantile',
    labelNames: ['quantile'],
    registers: [registry],
    collect() {
      for (const quantile of quantiles) {
        // A sample takes the resolution itself when nothing is late.
        const late = delay.count === 0 ? 0 : delay.percentile(quantile * 100) / 1e9 - samplingMs / 1e3;
        this.set({ quantile: String(quantile) }, Math.max(0, late));
      }
      delay.reset();
    },
  });
  new Gauge({
    name: 'shop_process_memory_bytes',
    help: 'Memory of the process',
    labelNames: ['kind'],
    registers: [registry],
    collect() {
      const { rss, heapUsed } = process.memoryUsage();
      this.set({ kind: 'rss' }, rss);
      this.set({ kind: 'heap_used' }, heapUsed);
    },
  });
  return () => delay.disable();
}
