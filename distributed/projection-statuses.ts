import { projectionSchema } from '@shop/operations/projections/http.ts';
import type { ServiceTokenSource } from '@shop/platform/auth/service-token.ts';
import type { Discovery } from '@shop/platform/discovery/port.ts';
import type { ProjectorStatus } from '@shop/platform/projecting/projector-options.ts';
import { z } from 'zod';
import { statusPath } from './projector-status.ts';

const services = ['product-projectors', 'order-projectors'] as const;
const patienceMs = 2_000;
/** Several projections are asked for at once: one round of questions answers all of them. */
const freshMs = 500;
/** Whose word counts where several processes hold a projector of the same projection. */
const rank: Readonly<Record<ProjectorStatus['status'], number>> = { live: 3, building: 2, fenced: 1, rewound: 1, unavailable: 0 };

/** One that builds tells more than one that waits for it. */
const worthOf = ({ status, generation }: ProjectorStatus): number => rank[status] + (generation === null ? 0 : 0.5);

const answerSchema = z.object({ projections: z.array(projectionSchema) });

export interface ProjectionStatusesOptions {
  readonly names: Iterable<string>;
  readonly discovery: Discovery;
  readonly tokens: ServiceTokenSource;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

/** How far every projection is, as the projector process that writes it says. */
export function projectionStatuses(options: ProjectionStatusesOptions): ReadonlyMap<string, () => Promise<ProjectorStatus>> {
  const { names, now } = options;
  let asked = -Infinity;
  let answers: Promise<ReadonlyMap<string, ProjectorStatus>> = Promise.resolve(new Map());
  const statusOf = async (name: string): Promise<ProjectorStatus> => {
    if (now() - asked > freshMs) {
      asked = now();
      answers = askAll(options);
    }
    return (await answers).get(name) ?? unavailable(name);
  };
  return new Map([...names].map((name) => [name, () => statusOf(name)]));
}

async function askAll({ discovery, tokens }: ProjectionStatusesOptions): Promise<ReadonlyMap<string, ProjectorStatus>> {
  const origins = services.flatMap((service) => discovery.instances(service));
  const told = await Promise.all(origins.map((origin) => ask(origin, tokens)));
  const best = new Map<string, ProjectorStatus>();
  for (const status of told.flat()) {
    const known = best.get(status.name);
    if (!known || worthOf(status) > worthOf(known)) best.set(status.name, status);
  }
  return best;
}

/** What one process says; nothing where it does not answer: another one may. */
async function ask(origin: string, tokens: ServiceTokenSource): Promise<readonly ProjectorStatus[]> {
  try {
    const response = await fetch(`${origin}${statusPath}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${await tokens.token()}`, 'Content-Type': 'application/json' },
      body: '{}',
      redirect: 'error',
      signal: AbortSignal.timeout(patienceMs),
    });
    const body: unknown = await response.json();
    return response.ok ? answerSchema.parse(body).projections : [];
  } catch {
    return [];
  }
}

function unavailable(name: string): ProjectorStatus {
  const nothing = { generation: null, position: null, head: null, lagEvents: null, lagSeconds: null };
  return { name, status: 'unavailable', eventsPerSecond: 0, ...nothing };
}
