import { z } from 'zod';
import type { Answer } from '../upstreams/ask.ts';
import { type ProblemAnswer, ServiceAnswerError } from './errors.ts';

const problemSchema = z.looseObject({ type: z.string(), detail: z.string().default('') });

/** The JSON of a successful answer, undefined where it has no body. Throws {@link ServiceAnswerError} for any other. */
export function contentOf(service: string, path: string, { status, body }: Answer): unknown {
  const json = parse(body);
  if (status >= 200 && status < 300) {
    if (body.length > 0 && json === undefined) throw new ServiceAnswerError(service, path, status, null, 'not JSON');
    return json;
  }
  throw new ServiceAnswerError(service, path, status, problemOf(json));
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    // Whether that is wrong depends on the status.
    return undefined;
  }
}

function problemOf(json: unknown): ProblemAnswer | null {
  const { success, data } = problemSchema.safeParse(json);
  return success ? { code: data.type.slice(data.type.lastIndexOf('/') + 1), detail: data.detail, members: data } : null;
}
