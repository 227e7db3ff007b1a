import { hasAnyRole } from '@shop/platform/auth/roles.ts';
import { forbidden } from '@shop/platform/http/problem.ts';
import type { Step } from '../exchange.ts';
import { unauthorized } from './authenticate.ts';

/**
 * 401 without an acceptable token where one is needed, 403 without one of the operation's roles, before the
 * body is read. The services decide again, and alone over ownership.
 */
export function authorise(): Step {
  return (request, _response, next) => {
    const { operation, principal, tokenProblem } = request.exchange;
    if (tokenProblem) throw tokenProblem;
    const access = operation?.access ?? [];
    if (access !== 'public') {
      if (principal === null) throw unauthorized('This request needs a token.');
      if (!hasAnyRole(principal, ...access)) throw forbidden();
    }
    next();
  };
}
