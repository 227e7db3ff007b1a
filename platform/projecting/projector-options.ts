import type { EventDefinition } from '@shop/shared-events';
import type { Clock } from '../clock/port.ts';
import type { EventFeed } from '../event-feed/port.ts';
import type { EventStore } from '../event-store/port.ts';
import type { Ids } from '../ids/port.ts';
import type { ReadStore } from '../read-store/port.ts';
import type { OpenPersonalData } from './current-events.ts';
import type { ProjectingLog } from './log.ts';
import type { ReadModel } from './read-model.ts';

export interface ProjectorOptions {
  readonly model: ReadModel;
  readonly store: ReadStore;
  readonly feed: EventFeed;
  readonly eventStore: EventStore;
  readonly openPersonalData: OpenPersonalData;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: ProjectingLog;
  readonly signal: AbortSignal;
  readonly catalogue?: ReadonlyMap<string, EventDefinition>;
  /** Most events of one commit. */
  readonly batchSize?: number;
  /** Called when the state changes, and after every commit. */
  readonly onProgress?: (progress: ProjectorProgress) => void;
  readonly observe?: ProjectorObserver;
  /** The service that spans are shown under, where one process holds several. */
  readonly traceService?: string;
}

/** Figures for metrics. */
export interface ProjectorObserver {
  /** Told after every commit of what had happened, builds left out. */
  projected(projection: string, events: number): void;
}

/**
 * `building`: the first build, or one for a new version. `live`: this process writes the active generation.
 * `fenced`: another one does. `unavailable`: a store does not answer, or nothing has begun yet. `rewound`: the log is not
 * the one that the model was built from.
 */
export type ProjectorState = 'building' | 'live' | 'fenced' | 'unavailable' | 'rewound';

/** What is known without asking anyone. */
export interface ProjectorProgress {
  readonly name: string;
  readonly state: ProjectorState;
  /** The generation that is written or built here; null while there is none. */
  readonly generation: number | null;
  /** The feed's checkpoint; while building the position in the log. */
  readonly position: string | null;
  /** Over the last ten seconds. */
  readonly eventsPerSecond: number;
}

/** For readiness and operations. What the stores would have to answer is null while they do not. */
export interface ProjectorStatus {
  readonly name: string;
  readonly generation: number | null;
  readonly status: ProjectorState;
  readonly position: string | null;
  /** Position of the log's last event. */
  readonly head: string | null;
  readonly lagEvents: number | null;
  readonly lagSeconds: number | null;
  readonly eventsPerSecond: number;
}
