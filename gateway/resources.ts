import type { Role } from '@shop/platform/auth/roles.ts';
import type { ServiceName } from './config.ts';
import { docsFiles } from './openapi/docs-page.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Who may ask: anybody, or holders of one of the roles (`admin` is always one of them). */
export type Access = 'public' | readonly Role[];

export interface Operation {
  /** The service that answers; `gateway` for what the gateway answers itself. */
  readonly service: ServiceName | 'gateway';
  readonly access: Access;
}

export interface Resource {
  /** Path with `{name}` for a segment that varies. */
  readonly path: string;
  readonly operations: Readonly<Partial<Record<Method, Operation>>>;
}

/** Whom the commands and queries of a resource go to. */
interface Sides {
  readonly commands: ServiceName;
  readonly queries: ServiceName;
}

const products: Sides = { commands: 'product-commands', queries: 'product-queries' };
const orders: Sides = { commands: 'order-commands', queries: 'order-queries' };
const operations: Sides = { commands: 'operations', queries: 'operations' };

const catalog: Access = ['catalog-manager', 'admin'];
const warehouse: Access = ['warehouse', 'admin'];
const support: Access = ['support', 'admin'];
const admin: Access = ['admin'];
const stockReaders: Access = ['catalog-manager', 'warehouse', 'support', 'admin'];
const codeReaders: Access = ['catalog-manager', 'support', 'admin'];
const buyers: Access = ['customer', 'support', 'admin'];
const orderReaders: Access = ['customer', 'warehouse', 'support', 'admin'];

/**
 * Every resource of the API with its methods, the service behind each, and the roles that may use it
 * (the services check roles again, and ownership, which the gateway knows nothing of).
 */
export const resources: readonly Resource[] = [
  of(products, '/products', { GET: 'public', POST: catalog }),
  of(products, '/products/{productId}', { GET: 'public', PATCH: catalog }),
  of(products, '/products/by-slug/{slug}', { GET: 'public' }),
  of(products, '/products/{productId}/availability', { GET: 'public' }),
  of(products, '/products/{productId}/variants', { POST: catalog }),
  of(products, '/products/{productId}/variants/{sku}/price', { PUT: catalog }),
  of(products, '/products/{productId}/publish', { POST: catalog }),
  of(products, '/products/{productId}/archive', { POST: catalog }),
  of(products, '/inventory', { GET: stockReaders, POST: warehouse }),
  of(products, '/inventory/{sku}', { GET: stockReaders }),
  of(products, '/inventory/{sku}/ledger', { GET: stockReaders }),
  of(products, '/inventory/{sku}/reservations', { GET: stockReaders }),
  of(products, '/inventory/{sku}/receipts', { POST: warehouse }),
  of(products, '/inventory/{sku}/adjustments', { POST: warehouse }),
  of(products, '/inventory/{sku}/low-stock-threshold', { PUT: warehouse }),
  of(products, '/discount-codes', { GET: codeReaders, POST: catalog }),
  of(products, '/discount-codes/{code}', { GET: codeReaders }),
  of(products, '/discount-codes/{code}/withdraw', { POST: catalog }),

  of(orders, '/orders', { GET: orderReaders, POST: buyers }),
  of(orders, '/orders/{orderId}', { GET: orderReaders }),
  of(orders, '/orders/{orderId}/timeline', { GET: orderReaders }),
  of(orders, '/orders/{orderId}/lines', { POST: buyers }),
  of(orders, '/orders/{orderId}/lines/{lineId}', { PATCH: buyers, DELETE: buyers }),
  of(orders, '/orders/{orderId}/shipping-address', { PUT: buyers }),
  of(orders, '/orders/{orderId}/discount-code', { PUT: buyers }),
  of(orders, '/orders/{orderId}/place', { POST: buyers }),
  of(orders, '/orders/{orderId}/payment-attempts', { POST: buyers }),
  of(orders, '/orders/{orderId}/cancel', { POST: buyers }),
  of(orders, '/orders/{orderId}/fulfilments', { POST: warehouse }),
  of(orders, '/orders/{orderId}/fulfilments/{fulfilmentId}/deliver', { POST: warehouse }),
  of(orders, '/orders/{orderId}/returns', { POST: buyers }),
  of(orders, '/orders/{orderId}/returns/{returnId}/approve', { POST: support }),
  of(orders, '/orders/{orderId}/returns/{returnId}/reject', { POST: support }),
  of(orders, '/orders/{orderId}/returns/{returnId}/receive', { POST: warehouse }),
  of(orders, '/orders/{orderId}/refunds', { POST: support }),
  of(orders, '/customers/{customerId}/erasure', { POST: ['customer', 'admin'] }),
  of(orders, '/fulfilment-queue', { GET: warehouse }),
  of(orders, '/reports/sales', { GET: catalog }),

  of(operations, '/operations/projections', { GET: admin }),
  of(operations, '/operations/projections/{name}/replay', { POST: admin }),
  of(operations, '/operations/parked-streams', { GET: admin }),
  of(operations, '/operations/parked-streams/{streamId}/retry', { POST: admin }),
  of(operations, '/operations/parked-streams/{streamId}/discard', { POST: admin }),
  of(operations, '/operations/processes', { GET: admin }),
  of(operations, '/operations/streams/{streamId}', { GET: admin }),
  of(operations, '/operations/events', { GET: admin }),

  own('/api/v1/openapi.json'),
  own('/docs'),
  ...docsFiles.map((file) => own(`/docs/${file}`)),
];

function of(sides: Sides, path: string, methods: Readonly<Partial<Record<Method, Access>>>): Resource {
  const entries = Object.entries(methods).map(([method, access]) => [
    method,
    { service: method === 'GET' ? sides.queries : sides.commands, access },
  ]);
  return { path: `/api/v1${path}`, operations: Object.fromEntries(entries) as Resource['operations'] };
}

function own(path: string): Resource {
  return { path, operations: { GET: { service: 'gateway', access: 'public' } } };
}
