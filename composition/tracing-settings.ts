import type { Config } from '@shop/platform/config/config.ts';
import type { Log } from '@shop/platform/telemetry/port.ts';
import type { TracingOptions } from '@shop/platform/telemetry/tracing.ts';

/** How a process traces, as the configuration says. */
export function tracingOf({ ZIPKIN_URL, OTLP_URL, TRACE_SAMPLE_RATIO }: Config, service: string, log: Log): TracingOptions {
  return { service, zipkinUrl: ZIPKIN_URL, otlpUrl: OTLP_URL, sampleRatio: TRACE_SAMPLE_RATIO, log };
}
