import { Gauge, type Registry } from 'prom-client';
import { boundedLabel } from './bounded-label.ts';

/** Sets the figure of one kind; null takes it away. */
type SetGauge = (kind: string, value: number | null) => void;

/** The figures that stand for how things are, each by one kind of thing. */
export interface Gauges {
  readonly lagEvents: SetGauge;
  readonly lagSeconds: SetGauge;
  readonly parked: SetGauge;
  readonly stuck: SetGauge;
  readonly queues: SetGauge;
}

export function createGauges(registers: Registry[]): Gauges {
  const gauge = (name: string, help: string, label: string): SetGauge => {
    const made = new Gauge({ name, help, labelNames: [label], registers });
    const bounded = boundedLabel();
    return (kind, value) => (value === null ? made.remove(bounded(kind)) : made.set({ [label]: bounded(kind) }, value));
  };
  return {
    lagEvents: gauge('shop_projection_lag_events', 'Events a projection has still to apply', 'projection'),
    lagSeconds: gauge('shop_projection_lag_seconds', 'Age of the first of them', 'projection'),
    parked: gauge('shop_parked_streams', 'Streams that wait because an event of theirs cannot be applied', 'projection'),
    stuck: gauge('shop_stuck_processes', 'Processes that a person has to look at', 'process'),
    queues: gauge('shop_queue_depth', 'What waits in a queue', 'queue'),
  };
}

/** 1 for each piece of work that this instance does in the name of all; asked at every reading. */
export function leadingGauge(registers: Registry[], working: () => Readonly<Record<string, boolean>>): void {
  new Gauge({
    name: 'shop_leader',
    help: '1 where this instance does the work that one instance of all does',
    labelNames: ['work'],
    registers,
    collect() {
      for (const [work, here] of Object.entries(working())) this.set({ work }, here ? 1 : 0);
    },
  });
}

/** 1 while the service is ready; asked at every reading. One that cannot tell is not ready. */
export function readinessGauge(registers: Registry[], problems: () => Promise<readonly string[]>): void {
  new Gauge({
    name: 'shop_ready',
    help: '1 while nothing keeps the service from being ready',
    registers,
    async collect() {
      const ready = await problems().then(
        (found) => found.length === 0,
        () => false,
      );
      this.set(ready ? 1 : 0);
    },
  });
}
