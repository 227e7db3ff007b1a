import type { FulfilmentProcessEvent } from '@shop/shared-events';
import { idOf } from '@shop/shared-events';
import type { Told } from '../core/told.ts';
import type { World } from './world.ts';

export interface ProcessFacts {
  /** When it means to look again; null where it waits for somebody else. */
  deadline: string | null;
  stuck: boolean;
  outcome: string | null;
  revision: number;
}

export function foldProcess(world: World, event: Told<FulfilmentProcessEvent>): void {
  const orderId = idOf(event.stream);
  const process = world.processes.change(orderId, () => ({ deadline: null, stuck: false, outcome: null, revision: -1 }));
  process.revision = event.revision;
  world.order(orderId, event);
  switch (event.type) {
    case 'FulfilmentProcessStarted':
      process.deadline = event.data.deadline;
      return;
    case 'FulfilmentProcessAdvanced':
      process.deadline = event.data.deadline;
      process.stuck = false;
      process.outcome = null;
      return;
    case 'FulfilmentDeadlineElapsed':
      process.deadline = null;
      return;
    case 'FulfilmentProcessStuck':
      process.stuck = true;
      return;
    case 'FulfilmentProcessEnded':
      process.deadline = null;
      process.stuck = false;
      process.outcome = event.data.outcome;
      return;
    default:
      event satisfies never;
  }
}
