import type { StartRole } from './role.ts';
import type { RoleName } from './roles.ts';

/** How each role is started. A process loads the code of its own role alone. */
export const starters: Readonly<Record<RoleName, () => Promise<StartRole>>> = {
  'product-commands': async () => (await import('./roles/product-commands.ts')).startProductCommands,
  'order-commands': async () => (await import('./roles/order-commands.ts')).startOrderCommands,
  'product-queries': async () => (await import('./roles/queries.ts')).startProductQueries,
  'order-queries': async () => (await import('./roles/queries.ts')).startOrderQueries,
  operations: async () => (await import('./roles/operations.ts')).startOperations,
  'event-relay': async () => (await import('./roles/event-relay.ts')).startEventRelay,
  'fulfilment-process': async () => (await import('./roles/fulfilment-process.ts')).startFulfilmentProcess,
  'product-projectors': async () => (await import('./roles/projectors.ts')).startProductProjectors,
  'order-projectors': async () => (await import('./roles/projectors.ts')).startOrderProjectors,
};
