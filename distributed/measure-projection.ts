import type { ReadSide } from '@shop/composition/read-side.ts';
import type { Projector } from '@shop/platform/projecting/projector.ts';
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
    log.warn('a projection could not be measured', { projection: name, error });
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
