import { acceptedOrThrow, commandAnswer, commandAnswerSchema } from '@shop/platform/http/answers.ts';
import { defineRoute, type Route, type RouteResponse } from '@shop/platform/http/route.ts';
import { derivedId } from '@shop/platform/ids/derived.ts';
import { checkCurrency, mustExist, preconditionOf } from '../http-answers.ts';
import type { ProductCommands, ProductOutcome } from './product-commands.ts';
import {
  createProductBodySchema,
  priceBodySchema,
  productParamsSchema,
  updateProductBodySchema,
  variantBodySchema,
  variantParamsSchema,
} from './schemas.ts';
import type { ProductState } from './state.ts';

const access = ['catalog-manager'] as const;
const tag = 'products';
const made = { 201: commandAnswerSchema };
const done = { 200: commandAnswerSchema };
const productExists = mustExist(({ status }: ProductState) => status !== 'none', 'product');

const locationOf = (productId: string): string => `/api/v1/products/${productId}`;

/** The answer about the product itself: its status is `draft`, `active` or `archived`. */
function productAnswer(status: 200 | 201, productId: string, outcome: ProductOutcome): RouteResponse {
  const accepted = acceptedOrThrow(outcome);
  const location = status === 201 ? { location: locationOf(productId) } : {};
  return commandAnswer(accepted, { status, id: productId, category: 'product', state: accepted.state.status, ...location });
}

/** The answer about a variant: its id is the SKU, its status `priced` or `unpriced`. */
function variantAnswer(status: 200 | 201, productId: string, sku: string, outcome: ProductOutcome): RouteResponse {
  const accepted = acceptedOrThrow(outcome);
  return commandAnswer(accepted, {
    status,
    id: sku,
    category: 'product',
    aggregateId: productId,
    state: accepted.state.variants.get(sku)?.price ? 'priced' : 'unpriced',
    ...(status === 201 ? { location: locationOf(productId) } : {}),
  });
}

/** The routes that change products. Amounts must be in the shop's `currency`. */
export function productRoutes(commands: ProductCommands, currency: string): readonly Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/products',
      operationId: 'createProduct',
      summary: 'Create a product as a draft',
      tag,
      access,
      body: createProductBodySchema,
      example: {
        name: 'Mug',
        description: 'Holds 300 ml.',
        category: 'kitchen',
        variants: [{ sku: 'MUG-BLUE', options: { colour: 'blue' }, price: { amount: 899, currency: 'GBP' } }],
      },
      responses: made,
      problems: { 'sku-taken': 409, 'slug-taken': 409 },
      async handle({ body, cause }) {
        checkCurrency(currency, Object.fromEntries(body.variants.map(({ price }, index) => [`/variants/${index}/price`, price])));
        const by = cause();
        const productId = derivedId('product', by.commandId);
        return productAnswer(201, productId, await commands.create({ productId, ...body }, by));
      },
    }),
    defineRoute({
      method: 'PATCH',
      path: '/products/:productId',
      operationId: 'updateProductDetails',
      summary: "Change a product's details; absent members stay as they are",
      tag,
      access,
      params: productParamsSchema,
      body: updateProductBodySchema,
      responses: done,
      problems: { 'slug-taken': 409 },
      ifMatch: 'required',
      async handle({ params: { productId }, body, ifMatch, cause }) {
        const options = { guard: productExists, ...preconditionOf(ifMatch, 'required') };
        return productAnswer(200, productId, await commands.updateDetails(productId, body, cause(), options));
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/products/:productId/variants',
      operationId: 'addVariant',
      summary: 'Add a variant; its SKU is unique in the whole shop',
      tag,
      access,
      params: productParamsSchema,
      body: variantBodySchema,
      responses: made,
      problems: { 'sku-taken': 409, 'variant-limit-reached': 409 },
      ifMatch: 'optional',
      async handle({ params: { productId }, body, ifMatch, cause }) {
        checkCurrency(currency, { '/price': body.price });
        const options = { guard: productExists, ...preconditionOf(ifMatch, 'optional') };
        return variantAnswer(201, productId, body.sku, await commands.addVariant(productId, body, cause(), options));
      },
    }),
    defineRoute({
      method: 'PUT',
      path: '/products/:productId/variants/:sku/price',
      operationId: 'changePrice',
      summary: 'Set the price of a variant',
      tag,
      access,
      params: variantParamsSchema,
      body: priceBodySchema,
      responses: done,
      ifMatch: 'required',
      async handle({ params: { productId, sku }, body: { price }, ifMatch, cause }) {
        checkCurrency(currency, { '/price': price });
        const guard = mustExist(({ variants }: ProductState) => variants.has(sku), 'variant');
        const options = { guard, ...preconditionOf(ifMatch, 'required') };
        const outcome = await commands.execute(productId, { type: 'ChangePrice', sku, price }, cause(), options);
        return variantAnswer(200, productId, sku, outcome);
      },
    }),
    transition('publish', 'PublishProduct', 'List a product in the shop', commands),
    transition('archive', 'ArchiveProduct', 'Take a product out of the shop; placed orders stay as they are', commands),
  ];
}

function transition(
  name: 'publish' | 'archive',
  type: 'PublishProduct' | 'ArchiveProduct',
  summary: string,
  commands: ProductCommands,
): Route {
  return defineRoute({
    method: 'POST',
    path: `/products/:productId/${name}`,
    operationId: `${name}Product`,
    summary,
    tag,
    access,
    params: productParamsSchema,
    responses: done,
    problems: name === 'publish' ? { 'invalid-transition': 409, 'not-publishable': 409 } : { 'invalid-transition': 409 },
    ifMatch: 'optional',
    async handle({ params: { productId }, ifMatch, cause }) {
      const options = { guard: productExists, ...preconditionOf(ifMatch, 'optional') };
      return productAnswer(200, productId, await commands.execute(productId, { type }, cause(), options));
    },
  });
}
