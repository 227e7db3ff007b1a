import type { ServiceClient } from '@shop/platform/service-client/port.ts';
import { productCalls } from '@shop/shared-events/calls/product-commands.ts';
import type { Stock } from '../ports/stock.ts';
import { askProductCommands, callFor, wireCause } from './product-commands.ts';

/**
 * The stock of product-commands, asked over HTTP. What concerns one SKU alone goes to the SKU's instance, so that the
 * buyers of a hot article meet in one mailbox instead of making each other's appends conflict; the rest goes to the
 * order's.
 */
export function createHttpStock(client: ServiceClient): Stock {
  return {
    async reserve({ lines, ...request }, cause) {
      const body = { ...request, lines: [...lines], cause: wireCause(cause) };
      const affinity = affinityOf(skusOf(lines), request.orderId);
      return askProductCommands(client, productCalls.reserve, body, callFor(cause, affinity));
    },
    async confirm({ reservationId, skus }, cause) {
      const body = { reservationId, skus: [...skus], cause: wireCause(cause) };
      return askProductCommands(client, productCalls.confirm, body, callFor(cause, affinityOf(skus, reservationId)));
    },
    async release({ reservationId, skus, reason }, cause) {
      const body = { reservationId, skus: [...skus], reason, cause: wireCause(cause) };
      await askProductCommands(client, productCalls.release, body, callFor(cause, affinityOf(skus, reservationId)));
    },
    async expire({ reservationId, skus }, cause) {
      const body = { reservationId, skus: [...skus], cause: wireCause(cause) };
      await askProductCommands(client, productCalls.expire, body, callFor(cause, affinityOf(skus, reservationId)));
    },
    async deduct({ lines, ...request }, cause) {
      const body = { ...request, lines: [...lines], cause: wireCause(cause) };
      const affinity = affinityOf(skusOf(lines), request.reservationId);
      await askProductCommands(client, productCalls.deduct, body, callFor(cause, affinity));
    },
    async restock({ lines, ...request }, cause) {
      const body = { ...request, lines: [...lines], cause: wireCause(cause) };
      const affinity = affinityOf(skusOf(lines), request.orderId);
      await askProductCommands(client, productCalls.restock, body, callFor(cause, affinity));
    },
  };
}

function skusOf(lines: readonly { readonly sku: string }[]): readonly string[] {
  return lines.map(({ sku }) => sku);
}

/** The SKU where it is one, else the id of the order or its reservation. */
function affinityOf(skus: readonly string[], id: string): string {
  const [first] = skus;
  return first !== undefined && skus.every((sku) => sku === first) ? `sku ${first}` : `order ${id}`;
}
