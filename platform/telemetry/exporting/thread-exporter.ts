import { Worker } from 'node:worker_threads';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import type { Log } from '../port.ts';
import type { SpanDestination } from './exporter.ts';
import type { FromSpanThread, ToSpanThread } from './span-thread.ts';
import { toWire } from './wire-span.ts';

/** The thread holds batches of spans, and nothing of the service's. */
const resourceLimits = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 8 };

/** Longest wait for a collector: no batches pile up behind one that hangs. */
const ANSWER_MS = 5_000;

export interface ThreadExporterOptions {
  /** Told once when spans begin to be lost, and once when they are taken again. */
  readonly log?: Pick<Log, 'warn'> | undefined;
  readonly answerMs?: number;
}

type Done = (result: ExportResult) => void;

/**
 * Sends spans from a thread of its own, so that neither their JSON nor the HTTP client takes anything from the requests
 * that the process answers (docs/decisions/spans-are-sent-by-a-thread-of-their-own.md). A batch that a collector does not
 * answer in five seconds fails, as does what a dying thread had; the next batch starts a new thread.
 */
export class ThreadExporter implements SpanExporter {
  readonly #to: SpanDestination;
  readonly #answerMs: number;
  readonly #log: Pick<Log, 'warn'> | undefined;
  readonly #unanswered = new Map<number, Done>();
  #worker: Worker | null = null;
  /** Resolves when the thread takes batches, or has ended. */
  #ready: Promise<void> = Promise.resolve();
  #idle: (() => void)[] = [];
  #batches = 0;
  #losing = false;

  constructor(to: SpanDestination, { log, answerMs = ANSWER_MS }: ThreadExporterOptions = {}) {
    this.#to = to;
    this.#answerMs = answerMs;
    this.#log = log;
    this.#start();
  }

  export(spans: ReadableSpan[], done: Done): void {
    const batch = this.#batches++;
    const worker = this.#worker ?? this.#start();
    this.#unanswered.set(batch, done);
    worker.ref();
    worker.postMessage({ batch, spans: spans.map(toWire) } satisfies ToSpanThread);
    const late = (): void => void (this.#unanswered.has(batch) && worker.terminate());
    void this.#ready.then(() => setTimeout(late, this.#answerMs).unref());
  }

  /** Resolves when the thread has started, or has failed to. */
  get ready(): Promise<void> {
    return this.#ready;
  }

  /** Ends the thread when every batch has been answered. */
  async shutdown(): Promise<void> {
    if (this.#unanswered.size > 0) await new Promise<void>((resolve) => void this.#idle.push(resolve));
    await this.terminate();
  }

  /** Ends the thread; what is on its way is lost. */
  async terminate(): Promise<void> {
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const workerData = this.#to;
    const worker = new Worker(new URL('./span-thread.ts', import.meta.url), { name: 'spans', workerData, resourceLimits });
    this.#worker = worker;
    this.#ready = new Promise((resolve) => void worker.once('message', () => resolve()).once('exit', () => resolve()));
    let cause = 'the collector does not answer';
    worker.on('error', (error) => (cause = error instanceof Error ? error.message : String(error)));
    worker.on('message', (message: FromSpanThread) => {
      if (message !== 'ready') this.#answered(message.batch, message.failure);
      // Only a start and spans on their way keep the process alive.
      if (this.#unanswered.size === 0) worker.unref();
    });
    worker.once('exit', () => {
      this.#worker = null;
      for (const batch of [...this.#unanswered.keys()]) this.#answered(batch, cause);
    });
    return worker;
  }

  #answered(batch: number, failure: string | null): void {
    const done = this.#unanswered.get(batch);
    this.#unanswered.delete(batch);
    if (failure !== null && !this.#losing) this.#log?.warn(`spans are lost: ${failure}`);
    if (failure === null && this.#losing) this.#log?.warn('spans are taken again');
    this.#losing = failure !== null;
    done?.(failure === null ? { code: ExportResultCode.SUCCESS } : { code: ExportResultCode.FAILED, error: new Error(failure) });
    if (this.#unanswered.size === 0) for (const resolve of this.#idle.splice(0)) resolve();
  }
}
