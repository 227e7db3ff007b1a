import { AsyncLocalStorage } from 'node:async_hooks';
import { type Context, type ContextManager, ROOT_CONTEXT, type SpanContext, trace, TraceFlags } from '@opentelemetry/api';

/**
 * Where the work under way belongs to a trace of which nothing is kept: its ids, and no span. Nearly every request is
 * one, so nothing is made of it before somebody asks.
 */
export class LeftOut {
  readonly traceId: string;
  readonly spanId: string;
  #context: Context | null = null;

  constructor(traceId: string, spanId: string) {
    this.traceId = traceId;
    this.spanId = spanId;
  }

  /** For those that know OpenTelemetry alone. */
  get context(): Context {
    const { traceId, spanId } = this;
    const spanContext: SpanContext = { traceId, spanId, traceFlags: TraceFlags.NONE };
    return (this.#context ??= trace.setSpanContext(ROOT_CONTEXT, spanContext));
  }
}

const storage = new AsyncLocalStorage<Context | LeftOut>();

/** What the work under way is left out by; null where it is in a span, or in no trace. */
export function leftOutBy(): LeftOut | null {
  const store = storage.getStore();
  return store instanceof LeftOut ? store : null;
}

/** Runs `fn` as part of a trace of which nothing is kept, awaits included. */
export function runLeftOut<T>(by: LeftOut, fn: () => T): T {
  return storage.run(by, fn);
}

/** Carries the context of a span through awaits and callbacks. */
export function asyncContextManager(): ContextManager {
  const manager: ContextManager = {
    active() {
      const store = storage.getStore();
      return store instanceof LeftOut ? store.context : (store ?? ROOT_CONTEXT);
    },
    with: (context, fn, thisArg, ...args) => storage.run(context, () => fn.apply(thisArg as ThisParameterType<typeof fn>, args)),
    bind(context, target) {
      if (typeof target !== 'function') return target;
      const bound = (...args: unknown[]): unknown => storage.run(context, () => target(...args) as unknown);
      return bound as typeof target;
    },
    enable: () => manager,
    disable() {
      storage.disable();
      return manager;
    },
  };
  return manager;
}
