import { Problem } from '@shop/platform/http/problem.ts';
import type { Step } from '../exchange.ts';
import { parseTarget } from '../request-target.ts';

/** Refuses (400) what two servers might read in two ways: see {@link parseTarget}, repeated headers, odd framing. */
export function checkRequest(): Step {
  return (request, _response, next) => {
    const { exchange } = request;
    const target = parseTarget(request.url ?? '');
    if (target === null) throw new Problem(400, 'malformed-request-target', 'The path or the query string is not well formed.');
    exchange.target = target;
    const { values, repeated } = exchange.headers;
    if (repeated !== null) throw new Problem(400, 'repeated-header', `The header ${repeated} may be sent once only.`);
    const coding = values.get('transfer-encoding');
    if (coding !== undefined && coding.toLowerCase() !== 'chunked') {
      throw new Problem(400, 'unsupported-transfer-encoding', 'The only transfer coding that is understood is chunked.');
    }
    next();
  };
}
