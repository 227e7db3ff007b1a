import type { z } from 'zod';

/** A question one service asks another: a POST of the body to the path; the answer is the answer's body. */
export interface ServiceCall<Body extends z.ZodType = z.ZodType, Answer extends z.ZodType = z.ZodType> {
  readonly path: string;
  readonly body: Body;
  readonly answer: Answer;
}

/** Declares a call, so that who asks and who answers hold the same schemas. */
export function serviceCall<Body extends z.ZodType, Answer extends z.ZodType>(
  path: string,
  body: Body,
  answer: Answer,
): ServiceCall<Body, Answer> {
  return { path, body, answer };
}
