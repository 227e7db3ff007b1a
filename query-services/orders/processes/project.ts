import { idOf } from '@shop/shared-events';
import type { Documents, ReadModel } from '@shop/platform/projecting/read-model.ts';
import { asProcessFact, type ProcessFact } from '../order-events.ts';
import { type ProcessDocument, processes } from './view.ts';

/** The fulfilment processes that run: one document from the start of each to its end. */
export const processesModel: ReadModel = {
  name: 'processes',
  version: 1,
  collections: [processes],
  categories: ['fulfilmentProcess'],
  prefetch: ({ stream }) => [{ collection: processes.name, key: idOf(stream) }],
  apply: (event, documents) => apply(asProcessFact(event), documents),
};

async function apply(fact: ProcessFact, documents: Documents): Promise<void> {
  const orderId = idOf(fact.stream);
  if (fact.type === 'FulfilmentProcessEnded') return documents.delete(processes.name, orderId);
  const before = (await documents.get<ProcessDocument>(processes.name, orderId)) ?? begun(orderId, fact.recordedAt);
  documents.put(processes.name, orderId, { ...before, ...changes(fact), updatedAt: fact.recordedAt });
}

/** What a step that comes after the end (a late authorization is voided) begins from, too. */
function begun(orderId: string, at: string): ProcessDocument {
  const nothing = { awaiting: null, deadline: null, stuck: false, reason: null };
  return { orderId, step: 'started', ...nothing, startedAt: at, updatedAt: at };
}

function changes(fact: Exclude<ProcessFact, { type: 'FulfilmentProcessEnded' }>): Partial<ProcessDocument> {
  switch (fact.type) {
    case 'FulfilmentProcessStarted':
      return { deadline: fact.data.deadline };
    case 'FulfilmentProcessAdvanced': {
      const { step, awaiting, deadline } = fact.data;
      return { step, awaiting, deadline, stuck: false, reason: null };
    }
    case 'FulfilmentDeadlineElapsed':
      return { deadline: null };
    case 'FulfilmentProcessStuck':
      return { step: fact.data.step, stuck: true, reason: fact.data.reason };
    default:
      return fact satisfies never;
  }
}
