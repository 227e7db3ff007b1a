import type { Route } from './route.ts';

export const apiBase = '/api/v1';

/** Where a route is served: public ones under the API's base. */
export function pathOf(route: Route): string {
  return route.access === 'internal' ? route.path : `${apiBase}${route.path}`;
}
