import type { Clock } from '@shop/platform/clock/port.ts';
import { listAnswer } from '@shop/platform/http/answers.ts';
import { validationProblem } from '@shop/platform/http/problem.ts';
import { defineRoute, type Route, type RouteRequest, type RouteResponse } from '@shop/platform/http/route.ts';
import type { GenerationReader } from '@shop/platform/read-store/port.ts';
import { KeptAnswers } from '../reading/kept-answers.ts';
import { afterCursor } from '../reading/pages.ts';
import { readingProblems } from '../reading/problems.ts';
import type { Reading } from '../reading/reading.ts';
import { facetsOf } from './facets.ts';
import { filterOf, productListParameters, type ProductListQuery } from './parameters.ts';
import { countProducts, listProducts, selectionOf } from './query.ts';
import { productListSchema } from './view.ts';

/** GET `/products`: active products, whoever asks. `currency` is the shop's one currency. */
export function productListRoutes(read: Reading, currency: string, clock: Clock): readonly Route[] {
  const kept = new KeptAnswers(clock);
  return [
    defineRoute({
      method: 'GET',
      path: '/products',
      operationId: 'listProducts',
      summary: 'Lists and searches active products.',
      tag: 'Products',
      access: 'public',
      query: productListParameters,
      responses: { 200: productListSchema },
      problems: { validation: 422, ...readingProblems },
      async handle(request) {
        // zod passes this one name over without a word.
        if (Object.hasOwn(request.rawQuery, '__proto__')) {
          throw validationProblem([{ parameter: '__proto__', detail: 'is not known here' }]);
        }
        const page = pageOf(request.query);
        const reader = await read(request);
        const make = () => answer(reader, request, page, currency);
        // Who has waited for a write must see it, whatever the checkpoint says.
        if (request.consistency.length > 0) return make();
        return kept.of(reader, JSON.stringify([request.path, request.rawQuery]), make);
      },
    }),
  ];
}

type Request = Pick<RouteRequest<unknown, ProductListQuery, unknown>, 'path' | 'query' | 'rawQuery'>;

/** What a page shows and in which order. Throws 422 where the cursor belongs to another filter or order. */
function pageOf(query: ProductListQuery) {
  const selection = selectionOf(filterOf(query));
  const sort = query.sort ?? 'relevance';
  const filter = { ...selection, sort };
  return { selection, filter, sort, limit: query.limit, ...afterCursor(query.cursor, filter) };
}

async function answer(
  reader: GenerationReader,
  request: Request,
  { selection, filter, ...page }: ReturnType<typeof pageOf>,
  currency: string,
): Promise<RouteResponse> {
  const [found, total, facets] = await Promise.all([
    listProducts(reader, selection, page),
    request.query.total ? countProducts(reader, selection) : undefined,
    request.query.facets ? facetsOf(reader, selection, currency) : undefined,
  ]);
  const more = facets ? { more: { facets } } : {};
  const { limit } = page;
  return {
    ...listAnswer({ request, limit, filter, found, item: ({ document }) => document, total, ...more }),
    publiclyCacheable: true,
  };
}
