import type { RecordedEvent } from '@shop/shared-events';
import { withEventSpans } from '../telemetry/event-spans.ts';
import type { ProjectorOptions } from './projector-options.ts';

/** Shows what is applied as it happens in the events' traces; a build or a replay, which takes all of history, is not shown. */
export function inTraces<T>(
  { model, clock, traceService: service }: ProjectorOptions,
  events: readonly RecordedEvent[],
  work: () => Promise<T>,
): Promise<T> {
  const attributes = { projection: model.name, 'events.count': events.length };
  return withEventSpans(`project ${model.name}`, { service, kind: 'consumer', attributes }, events, clock.now(), work);
}
