import type { z } from 'zod';
import { type ProblemEntry, validationProblem } from './problem.ts';

/** Parses a body; throws a 422 problem with one entry, and its pointer, per thing that is wrong (the first 100). */
export function validateBody<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw validationProblem(entries(result.error.issues).map(({ path, detail }) => ({ pointer: pointerOf(path), detail })));
}

/** Parses query parameters; throws a 422 problem with one entry per parameter that is wrong (the first 100). */
export function validateQuery<S extends z.ZodType>(schema: S, query: unknown): z.output<S> {
  const result = schema.safeParse(query);
  if (result.success) return result.data;
  throw validationProblem(
    entries(result.error.issues).map(({ path, detail }): ProblemEntry => ({ parameter: String(path[0] ?? ''), detail })),
  );
}

/** So many wrong things are told: a small body could ask for a very long answer otherwise. */
const mostEntries = 100;

interface Entry {
  readonly path: readonly PropertyKey[];
  readonly detail: string;
}

function entries(issues: readonly z.core.$ZodIssue[]): Entry[] {
  const told = issues
    .slice(0, mostEntries)
    .flatMap((issue): Entry[] =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.slice(0, mostEntries).map((key) => ({ path: [...issue.path, key], detail: 'is not known here' }))
        : [{ path: issue.path, detail: issue.message }],
    );
  return told.slice(0, mostEntries);
}

/** RFC 6901; the whole document is `""`. */
export function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
