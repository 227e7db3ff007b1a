import type { Found, GenerationReader, Place } from '@shop/platform/read-store/port.ts';
import { type QueuedLines, queuedLines, type QueuedOrder, queuedOrders, type QueuedOrderView } from './view.ts';

export const queueFilter = { queue: { eq: 'waiting' } } as const;

/** Orders that wait to be shipped, the longest waiting first, with the lines of those on the page. */
export async function findQueue(
  reader: GenerationReader,
  query: { readonly after?: Place | undefined; readonly limit: number },
): Promise<{ readonly found: readonly Found<QueuedOrder>[]; readonly lines: ReadonlyMap<string, QueuedLines> }> {
  const { after, limit } = query;
  const found = await reader.find<QueuedOrder>(queuedOrders.name, {
    where: queueFilter,
    sort: { by: 'placedAt' },
    limit,
    ...(after ? { after } : {}),
  });
  const keys = found.map(({ key }) => key);
  return { found, lines: await reader.getMany<QueuedLines>(queuedLines.name, keys) };
}

export function queuedView(order: QueuedOrder, lines: QueuedLines | undefined): QueuedOrderView {
  const { id, number, placedAt, fulfilment, shippingAddress, erased } = order;
  return { id, number, placedAt, fulfilment, lines: lines?.lines ?? [], shippingAddress, erased };
}
