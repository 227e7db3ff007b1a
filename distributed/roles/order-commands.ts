import { keepRunning } from '@shop/composition/background.ts';
import { openOrderService } from '../order-service.ts';
import type { StartRole } from '../role.ts';
import { storeReadiness } from '../store-readiness.ts';
import { wakeOnAppends } from '../wake-on-appends.ts';

/** Commands on orders, payments and customers. */
export const startOrderCommands: StartRole = async (context) => {
  const { service, store } = await openOrderService(context);
  const background = keepRunning({ 'wake-ups': wakeOnAppends(store, (id) => service.wake(id)) }, context.log);
  context.teardown.add('wake-ups', () => background.close());
  return { routes: service.routes, readiness: storeReadiness(store, context.config.EVENT_STORE) };
};
