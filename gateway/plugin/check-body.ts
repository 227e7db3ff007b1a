import { Problem } from '@shop/platform/http/problem.ts';
import type { Step } from '../exchange.ts';

export function bodyTooLarge(limit: number): Problem {
  return new Problem(413, 'body-too-large', `The body is larger than ${limit} bytes.`);
}

/** 413 for a body announced as larger than `limit` bytes, 415 for an encoded one: its real size cannot be told. */
export function checkBody(limit: number): Step {
  return (request, _response, next) => {
    const { values } = request.exchange.headers;
    if (Number(values.get('content-length') ?? 0) > limit) throw bodyTooLarge(limit);
    if ((values.get('content-encoding') ?? 'identity').toLowerCase() !== 'identity') {
      throw new Problem(415, 'unsupported-media-type', 'Send the body without a content coding.', {
        headers: { 'Accept-Encoding': 'identity' },
      });
    }
    next();
  };
}
