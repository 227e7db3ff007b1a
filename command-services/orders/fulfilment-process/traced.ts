import { withContinuedSpan } from '@shop/platform/telemetry/event-spans.ts';
import type { Trigger } from './manager.ts';

/**
 * A go at an order's process in a span below the append of the event that set it in motion; what it asks of other
 * services, of the provider and of the log comes below it. A deadline begins a trace of its own.
 */
export function traced<T>(orderId: string, trigger: Trigger, now: number, go: (trigger: Trigger) => Promise<T>): Promise<T> {
  const attributes = { 'order.id': orderId, 'correlation.id': trigger.correlationId, trigger: trigger.id };
  const options = { service: 'fulfilment-process', kind: 'consumer', attributes } as const;
  return withContinuedSpan('fulfil order', options, trigger, now, (traceparent) => go({ ...trigger, traceparent }));
}
