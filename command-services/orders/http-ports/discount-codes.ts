import type { ServiceClient } from '@shop/platform/service-client/port.ts';
import { productCalls } from '@shop/shared-events/calls/product-commands.ts';
import type { DiscountCodes } from '../ports/discount-codes.ts';
import { askProductCommands, callFor, wireCause } from './product-commands.ts';

/** The discount codes of product-commands, asked over HTTP; each code at an instance of its own, as with a hot SKU. */
export function createHttpDiscountCodes(client: ServiceClient): DiscountCodes {
  return {
    async terms(code, at) {
      const affinity = `code ${code}`;
      return (await askProductCommands(client, productCalls.discountTerms, { code, at }, { affinity })).terms;
    },
    async redeem(request, cause) {
      const body = { ...request, cause: wireCause(cause) };
      return (await askProductCommands(client, productCalls.redeem, body, callFor(cause, `code ${request.code}`))).redeemed;
    },
    async giveBack(request, cause) {
      const body = { ...request, cause: wireCause(cause) };
      await askProductCommands(client, productCalls.giveBack, body, callFor(cause, `code ${request.code}`));
    },
  };
}
