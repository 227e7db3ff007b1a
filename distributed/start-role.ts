import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { join, resolve } from 'node:path';
import { Teardown } from '@shop/composition/teardown.ts';
import { tracingOf } from '@shop/composition/tracing-settings.ts';
import type { Config } from '@shop/platform/config/config.ts';
import { listen } from '@shop/platform/http/server.ts';
import { createService } from '@shop/platform/http/service.ts';
import { systemIds } from '@shop/platform/ids/system.ts';
import { httpTelemetry } from '@shop/platform/telemetry/http.ts';
import { createMetrics } from '@shop/platform/telemetry/metrics.ts';
import type { Log } from '@shop/platform/telemetry/port.ts';
import { startTracing } from '@shop/platform/telemetry/tracing.ts';
import { refuseDevelopmentRealm, tokensOf, verifierOf } from './identity-of-service.ts';
import { joinDiscovery } from './join-discovery.ts';
import { openWithPatience } from './open-with-patience.ts';
import { openingListener } from './opening.ts';
import type { RoleContext, RunningRole } from './role.ts';
import type { Role } from './roles.ts';
import { starters } from './starters.ts';

/** A service of the distributed shop at work in this process. */
export interface RunningService {
  readonly url: string;
  /** Unready, leaves discovery, accepts nothing new, lets what is under way finish, lets go of everything. */
  close(): Promise<void>;
}

/** How long callers may take to hear that this instance leaves, before it stops answering; the rest of a stop takes more. */
const leavingMs = { static: 300, eureka: 3_000 };

/**
 * Starts one role: listens at once, unready, and becomes ready when its engines answer. Resolves then. Throws
 * `ConfigError`, `PortInUseError`, `EventStoreOpenError`: messages for people.
 */
export async function startRole(role: Role, config: Config, log: Log, stopped: AbortSignal): Promise<RunningService> {
  const teardown = new Teardown(log);
  try {
    return await assemble(role, config, log, stopped, teardown);
  } catch (error) {
    await teardown.run();
    throw error;
  }
}

async function assemble(role: Role, config: Config, log: Log, stopped: AbortSignal, teardown: Teardown): Promise<RunningService> {
  const tracing = await startTracing(tracingOf(config, role.name, log));
  teardown.add('tracing', () => tracing.shutdown());
  const metrics = createMetrics({ service: role.name });
  teardown.add('metrics', () => metrics.close());
  const verifier = verifierOf(config);

  let reason = 'starting';
  let listener: RequestListener = openingListener(() => reason);
  const at = { host: config.HOST, port: config.PORT ?? role.port, name: `the service ${role.name}` };
  const server = await listen((request, response) => listener(request, response), at);
  teardown.add('server', () => server.close());

  const discovery = await joinDiscovery({ role, config, port: server.port, log, teardown });
  const context: Omit<RoleContext, 'teardown'> = {
    ...{ config, log, metrics, verifier, discovery },
    instance: `${role.name}-${randomUUID().slice(0, 8)}`,
    tokens: tokensOf(config, role.name),
    file: (...parts) => join(resolve(config.DATA_FOLDER), ...parts),
  };
  const start = await starters[role.name]();
  const opening = async () => {
    await refuseDevelopmentRealm(config, context);
    return startOnce(start, context, log, teardown);
  };
  const running = await openWithPatience(opening, {
    log,
    signal: stopped,
    failed: (why) => (reason = why),
  });

  let closing = false;
  const readiness = async () => (closing ? ['stopping'] : running.readiness());
  metrics.readiness(readiness);
  listener = createService({
    ...{ name: role.name, routes: running.routes, verifier, ids: systemIds, readiness },
    ...(running.standing ? { standing: running.standing } : {}),
    ...httpTelemetry({ service: role.name, log, metrics }),
  });
  const registration = await discovery.join();
  return {
    url: server.url,
    async close() {
      closing = true;
      await registration.leave();
      await new Promise((resolve) => setTimeout(resolve, leavingMs[config.DISCOVERY]));
      // The server ends first: what it has under way still needs the rest.
      await server.close();
      await teardown.run();
    },
  };
}

/** A start that fails lets go of what it had opened, so that the next one begins anew. */
async function startOnce(
  start: (context: RoleContext) => Promise<RunningRole>,
  context: Omit<RoleContext, 'teardown'>,
  log: Log,
  teardown: Teardown,
): Promise<RunningRole> {
  const opened = new Teardown(log);
  try {
    const running = await start({ ...context, teardown: opened });
    teardown.add('role', () => opened.run());
    return running;
  } catch (error) {
    await opened.run();
    throw error;
  }
}
