import type { EngineName } from '@shop/platform/testing/engines.ts';

/** One thing to run, with its own totals. */
export interface Step {
  readonly name: string;
  readonly command?: readonly string[];
  readonly specs?: string;
  /** One spec file at a time: they start whole shops. */
  readonly alone?: boolean;
  /** All in one process: they share nothing but the start-up time they save. */
  readonly together?: boolean;
  /** Real engines that have to run meanwhile. */
  readonly engines?: readonly EngineName[];
  /** Commands that its specs ask, with the Debian package each comes in. */
  readonly tools?: Readonly<Record<string, string>>;
}

/** What every step on real engines may use; the others run only as long as the step that needs them. */
export const sharedEngines: readonly EngineName[] = ['kafka', 'redis', 'postgres'];

/** The engines specs are written for, by their suffix, with what a step needs beside the shared ones. */
const engineSteps: Readonly<Record<string, readonly EngineName[]>> = {
  kafka: [],
  redis: ['redis-cluster'],
  postgres: [],
  zipkin: ['zipkin'],
  keycloak: ['keycloak'],
  eureka: ['eureka'],
  prometheus: ['prometheus'],
};

/** Engines whose specs start whole systems and put them under load: two at once would starve each other. */
const wholeSystems = ['zipkin', 'keycloak', 'eureka', 'prometheus'];

const onEngines = Object.entries(engineSteps).map(([engine, more]): [string, Step] => [
  engine,
  {
    name: `tests on ${engine}`,
    specs: `**/*.${engine}.spec.ts`,
    engines: [...sharedEngines, ...more],
    ...(wholeSystems.includes(engine) ? { alone: true } : {}),
  },
]);

/** What `npm test` runs, in order; a tier that fails ends the run. */
export const tiers: Readonly<Record<string, readonly Step[]>> = {
  check: [
    { name: 'format', command: ['prettier', '--check', '--log-level', 'warn', '.'] },
    { name: 'lint', command: ['eslint', '.'] },
    { name: 'types', command: ['tsc', '-p', '.'] },
  ],
  fast: [{ name: 'unit tests', specs: '**/*.unit.spec.ts', together: true }],
  slow: [
    {
      name: 'integration tests',
      specs: '**/*.int.spec.ts',
      tools: { 'docker-compose': 'docker-compose', kubectl: 'kubernetes-client' },
    },
    { name: 'end-to-end tests', specs: '**/*.e2e.spec.ts', alone: true },
  ],
  engines: onEngines.map(([, step]) => step),
  distributed: [
    { name: 'distributed tests', specs: '**/*.distributed.spec.ts', alone: true, engines: [...sharedEngines, 'redis-cluster'] },
  ],
};

/** Parts of a tier that can be asked for alone: the steps of one engine. */
export const parts: Readonly<Record<string, readonly Step[]>> = Object.fromEntries(
  onEngines.map(([engine, step]) => [engine, [step]]),
);
