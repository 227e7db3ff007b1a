import type { IncomingMessage, ServerResponse } from 'node:http';
import { createTokenVerifier, type TokenVerifier } from '@shop/platform/auth/verify-token.ts';
import { systemClock } from '@shop/platform/clock/system.ts';
import type { Discovery } from '@shop/platform/discovery/port.ts';
import { staticDiscovery } from '@shop/platform/discovery/static.ts';
import { notFound } from '@shop/platform/http/problem.ts';
import { drain, startListening } from '@shop/platform/http/listening.ts';
import { listen } from '@shop/platform/http/server.ts';
import { systemIds } from '@shop/platform/ids/system.ts';
import { createLog, type Log } from '@shop/platform/telemetry/log.ts';
import { AccessLog, statusOf } from './access-log.ts';
import { answerBrokenRequest } from './broken-request.ts';
import type { GatewayConfig } from './config.ts';
import { startEngine } from './engine/engine.ts';
import { Exchange, type GatewayRequest } from './exchange.ts';
import { management } from './management.ts';
import { Metrics } from './metrics.ts';
import { ApiDescription } from './openapi/api-description.ts';
import { DocsPage } from './openapi/docs-page.ts';
import { problemOf, sendProblem } from './plugin/problem.ts';
import type { Quota } from './plugin/limit-rate.ts';
import { makeSteps } from './plugin/steps.ts';
import { Upstreams } from './proxy/upstreams.ts';
import { TokenBuckets } from './rate-limit/token-bucket.ts';
import type { RateClass, RateLimiter } from './rate-limit/port.ts';
import { resources } from './resources.ts';
import { routeFinder } from './routes.ts';
import { createGatewayServer } from './server.ts';

/** What a composition root or a test may put in place of the gateway's own choice. */
export interface GatewayParts {
  readonly discovery?: Discovery;
  readonly verifier?: TokenVerifier;
  readonly limiters?: Readonly<Record<RateClass, RateLimiter>>;
  readonly log?: Log;
  /** Where the lines of the access log go, several at a time; standard output by default. */
  readonly writeAccessLog?: (lines: string) => void;
  /** Called once the route is found, to begin a span: may put a trace context of its own into the exchange. */
  readonly onStart?: (exchange: Exchange) => void;
  /** Called when the request is over, to end it. */
  readonly onEnd?: (exchange: Exchange) => void;
}

export interface Gateway {
  readonly url: string;
  readonly managementUrl: string;
  /** Unready, accepts nothing new, lets what is under way finish, lets go of everything; within `DRAIN_MS` and 1 s. */
  close(): Promise<void>;
}

/** Starts a gateway. Throws `PortInUseError` with a sentence fit for people. */
export async function startGateway(config: GatewayConfig, parts: GatewayParts = {}): Promise<Gateway> {
  const log = parts.log ?? createLog({ service: 'gateway', level: config.LOG_LEVEL, clock: systemClock });
  const now = () => performance.now();
  const discovery = parts.discovery ?? staticDiscovery(config.SERVICES);
  const upstreams = new Upstreams(discovery, { maxPending: config.UPSTREAM_MAX_PENDING, log, now });
  const metrics = new Metrics();
  const accessLog = new AccessLog(parts.writeAccessLog ?? ((lines) => void process.stdout.write(lines)));
  const app = await startEngine(
    makeSteps({
      ids: systemIds,
      onStart: parts.onStart,
      find: routeFinder(resources),
      verifier: parts.verifier ?? verifierOf(config),
      corsOrigins: config.CORS_ORIGINS,
      quotas: quotasOf(config, now, parts.limiters),
      trustedProxies: config.TRUSTED_PROXIES,
      bodyLimit: config.BODY_LIMIT_BYTES,
      api: new ApiDescription({ upstreams, issuer: config.ISSUER, log, now }),
      docs: new DocsPage(),
      upstreams,
      timeoutMs: config.UPSTREAM_TIMEOUT_MS,
      log,
    }),
    log,
  );

  const last = (exchange: Exchange, error: unknown): void => {
    if (exchange.response.destroyed || exchange.response.writableEnded) return;
    const problem = problemOf(error ?? notFound('route'));
    if (problem.status === 500) log.error('a request failed', { error, correlationId: exchange.correlationId });
    sendProblem(exchange, problem);
  };
  const over = (exchange: Exchange): void => {
    const { operation, route, request } = exchange;
    const milliseconds = performance.now() - exchange.startedAt;
    metrics.observe(operation?.service ?? 'none', route?.path ?? 'none', request.method ?? '', statusOf(exchange), milliseconds);
    if (log.enabled('info')) accessLog.add(exchange, milliseconds);
    parts.onEnd?.(exchange);
  };
  const onRequest = (request: IncomingMessage, response: ServerResponse, expectsContinue: boolean): void => {
    const exchange = new Exchange(request, response, expectsContinue);
    response.once('close', () => over(exchange));
    // Express parses the query string where there is no `query` yet; nobody here reads it.
    Object.assign(request as GatewayRequest, { exchange, query: noQuery });
    app(request, response, (error) => last(exchange, error));
  };
  const server = createGatewayServer(app, {
    maxConnections: config.MAX_CONNECTIONS,
    headersTimeout: config.HEADERS_TIMEOUT_MS,
    onRequest,
    onBrokenRequest: (socket, error) => answerBrokenRequest(socket, error, systemIds),
  });

  let draining = false;
  const port = await startListening(server, { host: config.HOST, port: config.PORT, name: 'gateway' });
  const admin = await listen(management({ upstreams, metrics, draining: () => draining }), {
    host: config.MANAGEMENT_HOST,
    port: config.MANAGEMENT_PORT,
    name: 'gateway management',
  }).catch(async (error: unknown) => {
    await drain(server, 0);
    throw error;
  });

  return {
    url: `http://${config.HOST}:${port}`,
    managementUrl: admin.url,
    async close() {
      draining = true;
      await drain(server, config.DRAIN_MS);
      await Promise.all([upstreams.close(), discovery.close(), admin.close(100)]);
      metrics.close();
      accessLog.flush();
    },
  };
}

const noQuery = Object.freeze({});

function verifierOf({ ISSUER, AUDIENCE, JWKS_URI }: GatewayConfig): TokenVerifier {
  return createTokenVerifier({ issuer: ISSUER, audience: AUDIENCE, jwksUri: JWKS_URI, clock: systemClock });
}

function quotasOf(config: GatewayConfig, now: () => number, limiters?: GatewayParts['limiters']): Record<RateClass, Quota> {
  const quota = (kind: RateClass, burst: number, perSecond: number): Quota => ({
    limiter: limiters?.[kind] ?? new TokenBuckets({ burst, perSecond, now }),
    burst,
    perSecond,
  });
  return {
    read: quota('read', config.RATE_LIMIT_READ_BURST, config.RATE_LIMIT_READ_PER_SECOND),
    write: quota('write', config.RATE_LIMIT_WRITE_BURST, config.RATE_LIMIT_WRITE_PER_SECOND),
  };
}
