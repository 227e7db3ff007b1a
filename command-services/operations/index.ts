import { createAggregate } from '@shop/platform/command-handling/create-aggregate.ts';
import type { Clock } from '@shop/platform/clock/port.ts';
import type { EventStore } from '@shop/platform/event-store/port.ts';
import type { Route } from '@shop/platform/http/route.ts';
import type { ParkedStreams } from '@shop/platform/projecting/parked.ts';
import type { ProjectorStatus } from '@shop/platform/projecting/projector-options.ts';
import type { Log } from '@shop/platform/telemetry/port.ts';
import { operationSpec } from './operation/operation.ts';
import { parkedRoutes } from './parked/http.ts';
import { projectionRoutes } from './projections/http.ts';
import { type Replay, Replays } from './projections/replays.ts';
import { streamRoutes } from './streams/http.ts';

export interface OperationsOptions {
  readonly store: EventStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly projections: ReadonlyMap<string, () => Promise<ProjectorStatus>>;
  readonly parked: ReadonlyMap<string, ParkedStreams>;
  readonly replay: Replay;
}

/** The service that people operate the shop by. */
export function createOperations(options: OperationsOptions): { readonly routes: readonly Route[]; readonly replays: Replays } {
  const { store, clock } = options;
  const operations = createAggregate(operationSpec, { store, clock });
  const replays = new Replays(options.replay, operations, options.log);
  return {
    replays,
    routes: [
      ...streamRoutes(store),
      ...projectionRoutes({ projections: options.projections, replays, operations }),
      ...parkedRoutes({ parked: options.parked, operations }),
    ],
  };
}
