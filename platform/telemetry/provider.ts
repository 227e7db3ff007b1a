import { setTimeout as sleep } from 'node:timers/promises';
import type { TracerProvider as TracerProviderApi } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, ParentBasedSampler, TracerProvider } from '@opentelemetry/sdk-trace';
import { randomHex } from '../ids/random-hex.ts';
import type { SpanDestination } from './exporting/exporter.ts';
import { ThreadExporter } from './exporting/thread-exporter.ts';
import type { Log } from './port.ts';
import { ratioSampler } from './sampler.ts';

export interface ProviderOptions {
  readonly service: string;
  readonly to: SpanDestination;
  readonly sampleRatio: number;
  readonly log?: Pick<Log, 'warn'> | undefined;
}

/** A provider of spans that can be closed; closing never rejects. */
export interface ClosableProvider extends TracerProviderApi {
  /** Whether the trace of that id is kept; the same answer in every process with the same ratio. */
  keeps(traceId: string): boolean;
  /** The next trace that a span begins has this id. */
  beginWith(traceId: string): void;
  close(): Promise<void>;
}

const closingMs = 2_000;

/**
 * Spans go out in batches from a bounded queue; what does not fit is dropped.
 *
 * Within a process a span follows its parent's decision. At the border of a process the trace's id decides, and
 * not the caller's flag: a caller can neither force traces on the shop nor lose them, and every process comes to
 * the same decision.
 */
export function spanProvider({ service, to, sampleRatio, log }: ProviderOptions): ClosableProvider {
  const byTraceId = ratioSampler(sampleRatio);
  let next: string | null = null;
  const generateTraceId = (): string => {
    const drawn = next ?? randomHex(16);
    next = null;
    return drawn;
  };
  const exporter = new ThreadExporter(to, { log });
  const provider = new TracerProvider({
    idGenerator: { generateTraceId, generateSpanId: () => randomHex(8) },
    resource: resourceFromAttributes({ 'service.name': service }),
    sampler: new ParentBasedSampler({ root: byTraceId, remoteParentSampled: byTraceId, remoteParentNotSampled: byTraceId }),
    spanLimits: { attributeCountLimit: 32, attributeValueLengthLimit: 500, linkCountLimit: 10, eventCountLimit: 10 },
    spanProcessors: [
      new BatchSpanProcessor({
        exporter,
        maxQueueSize: 4_096,
        maxExportBatchSize: 512,
        scheduledDelayMillis: 1_000,
        exportTimeoutMillis: 5_000,
      }),
    ],
  });
  return {
    getTracer: (name) => provider.getTracer(name),
    keeps: byTraceId.keeps,
    beginWith: (traceId) => (next = traceId),
    async close() {
      await exporter.ready;
      // A collector that cannot be reached or does not answer must not keep the process from ending.
      const late = sleep(closingMs, undefined, { ref: false });
      await Promise.race([provider.shutdown().catch(() => undefined), late]);
      await exporter.terminate();
    },
  };
}
