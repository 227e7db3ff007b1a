import { notFound, Problem } from '@shop/platform/http/problem.ts';
import type { Exchange, Step } from '../exchange.ts';
import type { RouteFinder } from '../routes.ts';

/**
 * Finds the resource and the operation: 404 for an unknown path, 405 with `Allow` for a method it does not know.
 * `onStart` is told of what was found.
 */
export function findRoute(find: RouteFinder, onStart?: (exchange: Exchange) => void): Step {
  return (request, _response, next) => {
    const { exchange } = request;
    const route = find(exchange.target.path);
    if (route === null) throw notFound('route');
    const operation = route.operations.get(request.method ?? '');
    exchange.route = route;
    if (operation === undefined) {
      throw new Problem(405, 'method-not-allowed', `This resource knows ${route.allow}.`, { headers: { Allow: route.allow } });
    }
    exchange.operation = operation;
    onStart?.(exchange);
    next();
  };
}
