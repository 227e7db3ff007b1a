import type { Condition, Found, GenerationReader, Place } from '@shop/platform/read-store/port.ts';
import { type ProcessDocument, processes, type ProcessView } from './view.ts';

/** All that run, or those that are stuck, or those that are not. */
export function processFilter(stuck: boolean | undefined): Readonly<Record<string, Condition>> {
  return stuck === undefined ? {} : { state: { eq: stuck ? 'stuck' : 'running' } };
}

/** How many are stuck. */
export function countStuck(reader: GenerationReader): Promise<number> {
  return reader.count(processes.name, { where: processFilter(true) });
}

/** Fulfilment processes, the nearest deadline first, those without one last. */
export function findProcesses(
  reader: GenerationReader,
  query: {
    readonly where: Readonly<Record<string, Condition>>;
    readonly after?: Place | undefined;
    readonly limit: number;
  },
): Promise<readonly Found<ProcessDocument>[]> {
  const { where, after, limit } = query;
  return reader.find(processes.name, { where, sort: { by: 'deadline' }, limit, ...(after ? { after } : {}) });
}

/** A process as it stands at `now` (epoch milliseconds). */
export function processView(process: ProcessDocument, now: number): ProcessView {
  return { ...process, overdue: process.deadline !== null && Date.parse(process.deadline) < now };
}
