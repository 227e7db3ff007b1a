import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import { exporterTo, type SpanDestination } from './exporter.ts';
import { fromWire, type WireSpan } from './wire-span.ts';

/** What the thread is told: a batch to send. */
export interface ToSpanThread {
  readonly batch: number;
  readonly spans: readonly WireSpan[];
}

/** What it answers: that it has started, then why a batch was not kept, or null where it was. */
export type FromSpanThread = 'ready' | { readonly batch: number; readonly failure: string | null };

const port = parentPort as MessagePort;
const exporter = await exporterTo(workerData as SpanDestination);

port.on('message', ({ batch, spans }: ToSpanThread) => {
  exporter.export(spans.map(fromWire), ({ code, error }: ExportResult) => {
    const taken = code === ExportResultCode.SUCCESS;
    const failure = taken ? null : (error?.message ?? 'the collector did not take the spans');
    port.postMessage({ batch, failure } satisfies FromSpanThread);
  });
});
port.postMessage('ready' satisfies FromSpanThread);
