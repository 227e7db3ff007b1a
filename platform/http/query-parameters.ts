import { z } from 'zod';
import { instantSchema } from '@shop/shared-events';
import { validationProblem } from './problem.ts';

/** The parameters of a query string, each given once; a repeated one is a 422 at its name. */
export function parseQueryString(search: string): Record<string, string> {
  const parameters: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of new URLSearchParams(search)) {
    if (name in parameters) throw validationProblem([{ parameter: name, detail: 'is given more than once' }]);
    if (value.includes('\0') || !value.isWellFormed())
      throw validationProblem([{ parameter: name, detail: 'holds a character that is not allowed' }]);
    parameters[name] = value;
  }
  return { ...parameters };
}

const digits = z.string().regex(/^\d{1,15}$/, 'must be a whole number');

/** A non-negative whole number. */
export const wholeNumber = digits.transform(Number);

/** `limit` of every list: 1..100, 20 where it is missing. */
export const limitParameter = digits
  .transform(Number)
  .pipe(z.int().min(1, 'must be 1 to 100').max(100, 'must be 1 to 100'))
  .default(20);

export const cursorParameter = z.string().min(1).max(2_000).optional();

/** `true` or `false`. */
export const flag = z.enum(['true', 'false'], 'must be true or false').transform((text) => text === 'true');

/** ISO 8601 with an offset, or a day (its beginning in UTC); gives epoch milliseconds. */
export const instantParameter = z
  .union([instantSchema, z.iso.date()], 'must be an ISO 8601 date or time')
  .transform((text) => Date.parse(text));

/** What every list takes. */
export const listParameters = { limit: limitParameter, cursor: cursorParameter, total: flag.optional() };
