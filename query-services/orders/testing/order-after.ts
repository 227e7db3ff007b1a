import type { RecordedEvent } from '@shop/shared-events';
import { defaultCharges } from '../draft-totals.ts';
import { orderDetailModel } from '../order-detail/project.ts';
import { orderView, readOrder } from '../order-detail/query.ts';
import { readerOf } from './projected.ts';

/** An order as it is answered in full after these events. */
export async function orderAfter(events: readonly RecordedEvent[], orderId: string) {
  const stored = await readOrder(await readerOf(orderDetailModel, events), orderId);
  if (!stored) throw new Error(`there is no order ${orderId}`);
  return orderView(stored, defaultCharges);
}
