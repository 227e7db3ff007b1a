import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Metrics } from './metrics.ts';
import type { Upstreams } from './proxy/upstreams.ts';

export interface ManagementOptions {
  readonly upstreams: Upstreams;
  readonly metrics: Metrics;
  readonly draining: () => boolean;
}

/**
 * /livez, /readyz and /metrics, for a port of their own. Ready means: new requests are welcome. A service that
 * is down does not make the gateway unready, or it would take those that work along; /readyz tells of it.
 */
export function management({ upstreams, metrics, draining }: ManagementOptions) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    switch (request.url) {
      case '/livez':
        return json(response, 200, { status: 'alive' });
      case '/readyz':
        return json(response, draining() ? 503 : 200, {
          status: draining() ? 'draining' : 'ready',
          services: services(upstreams),
        });
      case '/metrics': {
        const text = metrics.text(upstreams);
        response.writeHead(200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' }).end(text);
        return;
      }
      default:
        return json(response, 404, { status: 'not found' });
    }
  };
}

function services(upstreams: Upstreams): Record<string, string> {
  return Object.fromEntries(
    upstreams.all().map(({ name, instances }) => {
      const up = instances.filter(({ health }) => !health.ejected).length;
      return [name, `${up} of ${instances.length} up`];
    }),
  );
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' }).end(JSON.stringify(body));
}
