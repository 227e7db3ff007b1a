import { z } from 'zod';
import { listSchema } from '@shop/platform/http/answers.ts';
import { collection } from '../collection.ts';

export const processSchema = z.strictObject({
  orderId: z.string(),
  step: z.string(),
  /** What it waits for. */
  awaiting: z.string().nullable(),
  /** Until when it waits; null where it waits for as long as it takes. */
  deadline: z.string().nullable(),
  /** The deadline has passed and nothing came of it yet. */
  overdue: z.boolean(),
  /** A step keeps failing and a person has to look. */
  stuck: z.boolean(),
  /** Why it is stuck. */
  reason: z.string().nullable(),
  startedAt: z.string(),
  updatedAt: z.string(),
});
export type ProcessView = z.infer<typeof processSchema>;
export const processListSchema = listSchema(processSchema);

/** The fulfilment process of one order, as long as it runs. */
export type ProcessDocument = Readonly<Omit<ProcessView, 'overdue'>>;

export const processes = collection<ProcessDocument>({
  name: 'processes',
  fields: { state: 'keyword', deadline: 'number' },
  indexed: ({ stuck, deadline }) => ({
    state: stuck ? 'stuck' : 'running',
    deadline: deadline === null ? null : Date.parse(deadline),
  }),
  orders: [
    { where: [], by: 'deadline' },
    { where: ['state'], by: 'deadline' },
  ],
});
