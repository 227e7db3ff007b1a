import { systemClock } from '@shop/platform/clock/system.ts';
import { PortInUseError } from '@shop/platform/http/listening.ts';
import { LogLevelSwitch, switchOnSignal } from '@shop/platform/telemetry/log-level.ts';
import { createLog } from '@shop/platform/telemetry/log.ts';
import type { Log } from '@shop/platform/telemetry/port.ts';
import { type GatewayConfig, GatewayConfigError, parseGatewayConfig } from './config.ts';
import { discoveryOf } from './discovery.ts';
import type { Spans } from './spans.ts';
import { startGateway } from './start.ts';

/** One line a program can read: for whoever started this process. */
function tell(line: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Says why in one sentence where people can be helped by one, else shows the error. */
function fail(error: unknown): never {
  const plain = error instanceof PortInUseError || error instanceof GatewayConfigError;
  process.stderr.write(`${plain ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}

/** Nothing of tracing is loaded where there is nowhere to send spans. */
async function spansOf({ ZIPKIN_URL, OTLP_URL, TRACE_SAMPLE_RATIO }: GatewayConfig, log: Log): Promise<Partial<Spans>> {
  if (ZIPKIN_URL === undefined && OTLP_URL === undefined) return {};
  const { startSpans } = await import('./spans.ts');
  return startSpans({ zipkinUrl: ZIPKIN_URL, otlpUrl: OTLP_URL, sampleRatio: TRACE_SAMPLE_RATIO, log });
}

process.on('uncaughtException', fail);

try {
  const config = parseGatewayConfig(process.env);
  const levels = new LogLevelSwitch(config.LOG_LEVEL);
  const log = createLog({ service: 'gateway', level: levels, clock: systemClock });
  switchOnSignal(levels, log);
  const spans = await spansOf(config, log);
  const gateway = await startGateway(config, { log, ...spans, ...(await discoveryOf(config)) });
  const stopAll = async (): Promise<void> => {
    await gateway.close();
    await spans.shutdown?.();
  };
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    stopAll().then(() => process.exit(0), fail);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  // Whoever forked this process is gone: nobody else would end it.
  process.once('disconnect', stop);
  const ready = { ready: true, url: gateway.url, management: gateway.managementUrl };
  // Whoever forked this process hears it; a line on the output is for everybody else.
  if (process.send) process.send(ready);
  else tell(ready);
} catch (error) {
  fail(error);
}
