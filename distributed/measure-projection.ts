import type { ReadSide } from '@shop/composition/read-side.ts';
import { Problem } from '@shop/platform/http/problem.ts';
import { isOutage } from '@shop/platform/projecting/apply-event.ts';
import type { Projector } from '@shop/platform/projecting/projector.ts';
import { ReadModelNotReadyError } from '@shop/platform/projecting/queries.ts';
import type { Metrics } from '@shop/platform/telemetry/metrics.ts';
import type { Log } from '@shop/platform/telemetry/port.ts';

export interface ProjectionToMeasure {
  readonly projector: Projector;
  readonly readSide: Pick<ReadSide, 'parked' | 'orders'>;
  readonly metrics: Metrics;
  readonly log: Log;
}

/** The read model that tells of stuck processes; whoever keeps it counts them. */
const tellsOfProcesses = 'processes';

/**
 * Tells metrics how far a projection is and what it could not apply. Standbys measure too, from the same stores: the
 * figures are the shop's, not the instance's. What cannot be measured has no figure rather than an old one.
 */
export async function measureProjection(name: string, { projector, readSide, metrics, log }: ProjectionToMeasure): Promise<void> {
  const unknown = (error: unknown): null => {
    if (!isTold(error)) log.warn('a projection could not be measured', { projection: name, error });
    return null;
  };
  const status = await projector.status().catch(unknown);
  const { lagEvents: events = null, lagSeconds: seconds = null } = status ?? {};
  metrics.projectionLag(name, events === null || seconds === null ? null : { events, seconds });
  const parked = seconds === null ? null : await readSide.parked.get(name)?.list().catch(unknown);
  // What was discarded waits for nobody.
  metrics.parkedStreams(name, parked?.filter(({ discardedAt }) => discardedAt === undefined).length ?? null);
  if (name !== tellsOfProcesses) return;
  metrics.stuckProcesses('fulfilment', seconds === null ? null : await readSide.orders.stuckProcesses().catch(unknown));
}

/** The projector itself tells of outages and builds, once each; this is asked every few seconds. */
function isTold(error: unknown): boolean {
  return isOutage(error) || error instanceof ReadModelNotReadyError || (error instanceof Problem && error.status === 503);
}
