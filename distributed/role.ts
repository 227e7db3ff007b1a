import type { TokenVerifier } from '@shop/platform/auth/verify-token.ts';
import type { Config } from '@shop/platform/config/config.ts';
import type { Discovery } from '@shop/platform/discovery/port.ts';
import type { Route } from '@shop/platform/http/route.ts';
import type { ServiceTokenSource } from '@shop/platform/auth/service-token.ts';
import type { Metrics } from '@shop/platform/telemetry/metrics.ts';
import type { Log } from '@shop/platform/telemetry/port.ts';
import type { DataFile } from '@shop/composition/adapters/data-file.ts';
import type { Teardown } from '@shop/composition/teardown.ts';

/** What a role is started with. Whatever it opens it adds to `teardown`, which runs at its end or when a start fails. */
export interface RoleContext {
  /** Name of this instance, for leases and logs. */
  readonly instance: string;
  readonly config: Config;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly verifier: TokenVerifier;
  readonly discovery: Discovery;
  readonly tokens: ServiceTokenSource;
  readonly file: DataFile;
  readonly teardown: Teardown;
}

/** A role at work. */
export interface RunningRole {
  readonly routes: readonly Route[];
  /** What keeps it from being ready; empty when it is. */
  readonly readiness: () => Promise<readonly string[]>;
  /** What `/readyz` tells beside that: which of the work that runs once this instance does. */
  readonly standing?: () => Readonly<Record<string, unknown>>;
}

/** Opens what the role needs; throws what the adapters throw where an engine does not answer: start it again then. */
export type StartRole = (context: RoleContext) => Promise<RunningRole>;
