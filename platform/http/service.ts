import express, { type Express } from 'express';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { OverloadedError } from '../command-handling/errors.ts';
import { EventStoreUnavailableError } from '../event-store/port.ts';
import { ReadStoreUnavailableError } from '../read-store/port.ts';
import { ServiceUnavailableError } from '../service-client/errors.ts';
import type { TokenVerifier } from '../auth/verify-token.ts';
import type { Ids } from '../ids/port.ts';
import { openApiDocument } from './openapi.ts';
import { pathOf } from './paths.ts';
import { admit } from './pipeline.ts';
import { notFound, Problem, unavailable } from './problem.ts';
import { type RequestContext, requestContext } from './request-context.ts';
import { send, sendProblem } from './respond.ts';
import type { Route } from './route.ts';

/** What happened to one request, for logs, spans and metrics. */
export interface RequestReport {
  readonly method: string;
  /** The route's pattern, never the path: a label must not hold ids. */
  readonly route: string;
  /** What stands in the path for the pattern's names: ids of streams, for logs alone. */
  readonly params: Readonly<Record<string, string>>;
  readonly status: number;
  readonly milliseconds: number;
  readonly context: RequestContext;
  /** Set where the service itself failed (500). */
  readonly error?: unknown;
}

export interface ServiceOptions {
  readonly name: string;
  readonly routes: readonly Route[];
  readonly verifier: TokenVerifier;
  readonly ids: Ids;
  /** Problems that keep the service from being ready; empty when it is. */
  readonly readiness?: () => Promise<readonly string[]>;
  /** What `/readyz` tells beside that, for people: which work this instance does. */
  readonly standing?: () => Readonly<Record<string, unknown>>;
  /** Prometheus text. */
  readonly metrics?: () => Promise<{ readonly contentType: string; readonly text: string }>;
  readonly report?: (report: RequestReport) => void;
  /** Runs a request's work inside its span. */
  readonly traced?: <T>(route: Pick<Route, 'method' | 'path'>, context: RequestContext, work: () => Promise<T>) => Promise<T>;
  /** Answers that do not fit the route's schema fail with 500: for tests. */
  readonly checkAnswers?: boolean;
}

/**
 * An Express application of declared routes, with `/livez`, `/readyz`, `/metrics` and `/openapi.json`
 * beside them. Every failure is a problem document; an inner error is reported and never told.
 */
export function createService(options: ServiceOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.enable('case sensitive routing');
  app.enable('strict routing');
  health(app, options);
  const document = openApiDocument(options.name, options.routes);
  app.get('/openapi.json', (_request, response) => {
    response.json(document);
  });
  for (const route of options.routes) {
    app[methodOf(route)](pathOf(route), (request: express.Request, response: express.Response) =>
      answer(options, route, request, response, request.params as Record<string, string>),
    );
  }
  for (const [path, methods] of methodsByPath(options.routes)) {
    app.all(path, (request: express.Request, response: express.Response) => {
      const problem = new Problem(405, 'method-not-allowed', `This resource knows ${methods.join(', ')}.`, {
        headers: { Allow: methods.join(', ') },
      });
      sendProblem(request, response, problem, requestContext(request.headers, options.ids));
    });
  }
  app.use((request: express.Request, response: express.Response) => {
    sendProblem(request, response, notFound('route'), requestContext(request.headers, options.ids));
  });
  // Express calls this with four arguments, e.g. for a path that cannot be decoded.
  app.use((_error: unknown, request: express.Request, response: express.Response, _next: express.NextFunction) => {
    sendProblem(request, response, notFound('route'), requestContext(request.headers, options.ids));
  });
  return app;
}

async function answer(
  options: ServiceOptions,
  route: Route,
  http: IncomingMessage,
  response: ServerResponse,
  params: Record<string, string>,
): Promise<void> {
  const startedAt = performance.now();
  const context = requestContext(http.headers, options.ids);
  let failure: unknown;
  try {
    const work = async () => route.handle(await admit(route, http, params, context, options.verifier, options.ids));
    const result = await (options.traced ? options.traced(route, context, work) : work());
    if (options.checkAnswers) check(route, result.status, result.body);
    send(http, response, result, context);
  } catch (error) {
    const problem = problemOf(error);
    if (problem.status === 500) failure = error;
    sendProblem(http, response, problem, context);
  }
  options.report?.({
    method: route.method,
    route: route.path,
    params,
    status: response.statusCode,
    milliseconds: performance.now() - startedAt,
    context,
    ...(failure === undefined ? {} : { error: failure }),
  });
}

/** What a client is told of an error; what is not meant for clients is a 500 without a word of it. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof EventStoreUnavailableError) {
    return unavailable(
      'event-store-unavailable',
      'The command may or may not have been kept. Send it again with the same Idempotency-Key.',
      2,
    );
  }
  if (error instanceof ReadStoreUnavailableError)
    return unavailable('read-store-unavailable', 'Queries cannot be answered right now.', 2);
  if (error instanceof ServiceUnavailableError) {
    const detail = 'Another part of the shop, which this needs, does not answer right now.';
    return unavailable('service-unavailable', detail, error.retryAfterSeconds);
  }
  if (error instanceof OverloadedError) return unavailable('overloaded', 'Too many commands wait for this resource.', 1);
  return new Problem(500, 'internal', 'Something went wrong on our side.');
}

function check(route: Route, status: number, body: unknown): void {
  const schema = route.responses[status];
  if (schema === undefined) throw new Error(`${route.operationId} answered ${status}, which it does not declare`);
  if (schema !== null) schema.parse(JSON.parse(JSON.stringify(body)));
}

function methodOf(route: Route) {
  return route.method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete';
}

function methodsByPath(routes: readonly Route[]): Map<string, string[]> {
  const methods = new Map<string, string[]>();
  for (const route of routes) {
    const known = methods.get(pathOf(route)) ?? [];
    known.push(route.method, ...(route.method === 'GET' ? ['HEAD'] : []));
    methods.set(pathOf(route), known);
  }
  return methods;
}

function health(app: Express, options: ServiceOptions): void {
  app.get('/livez', (_request, response) => {
    response.json({ status: 'alive' });
  });
  app.get('/readyz', async (_request, response) => {
    const problems = (await options.readiness?.()) ?? [];
    const status = problems.length === 0 ? 'ready' : 'unready';
    response.status(problems.length === 0 ? 200 : 503).json({ status, problems, ...options.standing?.() });
  });
  app.get('/metrics', async (_request, response) => {
    const metrics = (await options.metrics?.()) ?? { contentType: 'text/plain', text: '' };
    response.set('Content-Type', metrics.contentType).send(metrics.text);
  });
}
