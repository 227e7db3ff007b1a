import { z } from 'zod';
import { slugSchema, uuidSchema } from '@shop/shared-events';
import { hasAnyRole } from '@shop/platform/auth/roles.ts';
import type { Principal } from '@shop/platform/auth/principal.ts';
import { notFound } from '@shop/platform/http/problem.ts';
import { defineRoute, type Route, type RouteResponse } from '@shop/platform/http/route.ts';
import { type Product, productSchema } from '../catalogue/product.ts';
import { readingProblems } from '../reading/problems.ts';
import type { Reading } from '../reading/reading.ts';
import { availabilityIn, productById, productBySlug } from './query.ts';
import { productAvailabilitySchema } from './view.ts';

const byIdSchema = z.strictObject({ productId: uuidSchema });
const bySlugSchema = z.strictObject({ slug: slugSchema });
const problems = { 'not-found': 404, ...readingProblems };

/** GET one product by id or slug, and its availability. */
export function productDetailRoutes(read: Reading): readonly Route[] {
  return [
    // Before the routes with an id, so that a product whose slug is `availability` is found.
    defineRoute({
      method: 'GET',
      path: '/products/by-slug/:slug',
      operationId: 'getProductBySlug',
      summary: 'A product by its slug. Drafts and archived products are told to catalogue managers only.',
      tag: 'Products',
      access: 'public',
      params: bySlugSchema,
      responses: { 200: productSchema },
      problems,
      async handle(request) {
        const product = visible(await productBySlug(await read(request), request.params.slug), request.principal);
        return answer(product, product);
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/products/:productId',
      operationId: 'getProduct',
      summary: 'A product. Drafts and archived products are told to catalogue managers only.',
      tag: 'Products',
      access: 'public',
      params: byIdSchema,
      responses: { 200: productSchema },
      problems,
      async handle(request) {
        const product = visible(await productById(await read(request), request.params.productId), request.principal);
        return answer(product, product);
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/products/:productId/availability',
      operationId: 'getProductAvailability',
      summary: 'Whether each variant of a product is in stock: a bucket, never a figure.',
      tag: 'Products',
      access: 'public',
      params: byIdSchema,
      responses: { 200: productAvailabilitySchema },
      problems,
      async handle(request) {
        const product = visible(await productById(await read(request), request.params.productId), request.principal);
        return answer(product, availabilityIn(product));
      },
    }),
  ];
}

/** The product, if this caller may see it; to all others it does not exist (404). */
function visible(product: Product | null, principal: Principal | null): Product {
  const seesAll = principal !== null && hasAnyRole(principal, 'catalog-manager', 'admin');
  if (!product || (product.status !== 'active' && !seesAll)) throw notFound('product');
  return product;
}

function answer(product: Product, body: object): RouteResponse {
  return { status: 200, body, representationOf: product.revision, publiclyCacheable: product.status === 'active' };
}
