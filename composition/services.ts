import type { TokenVerifier } from '@shop/platform/auth/verify-token.ts';
import type { Route } from '@shop/platform/http/route.ts';
import { listen, type RunningServer } from '@shop/platform/http/server.ts';
import { createService } from '@shop/platform/http/service.ts';
import { systemIds } from '@shop/platform/ids/system.ts';
import { httpTelemetry } from '@shop/platform/telemetry/http.ts';
import type { Metrics } from '@shop/platform/telemetry/metrics.ts';
import type { Log } from '@shop/platform/telemetry/port.ts';

export interface ServiceToRun {
  readonly name: string;
  readonly port: number;
  readonly routes: readonly Route[];
  readonly metrics: Metrics;
  readonly readiness: () => Promise<readonly string[]>;
}

/** Serves a service's routes on its own port. Throws `PortInUseError`. */
export function runService(
  service: ServiceToRun,
  shared: { readonly host: string; readonly verifier: TokenVerifier; readonly log: Log },
): Promise<RunningServer> {
  const { name, routes, metrics, readiness, port } = service;
  const log = shared.log.child({ service: name });
  const app = createService({
    name,
    routes,
    verifier: shared.verifier,
    ids: systemIds,
    readiness,
    ...httpTelemetry({ service: name, log, metrics }),
  });
  return listen(app, { host: shared.host, port, name: `the service ${name}` });
}
