/** One thing that is wrong with a request: where in the body (JSON pointer, RFC 6901), or in which parameter. */
export type ProblemEntry =
  { readonly pointer: string; readonly detail: string } | { readonly parameter: string; readonly detail: string };

/** A failure a client is told about, as RFC 9457 has it. Throwing it answers the request. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  /** Last part of `type`: `/problems/{code}`. */
  readonly code: string;
  readonly detail: string;
  readonly members: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    detail: string,
    more: { readonly members?: Readonly<Record<string, unknown>>; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(detail);
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.members = more.members ?? {};
    this.headers = more.headers ?? {};
  }
}

/** 422 with every entry that is wrong. */
export function validationProblem(errors: readonly ProblemEntry[]): Problem {
  return new Problem(422, 'validation', 'The request is well formed, but its content is not valid.', { members: { errors } });
}

/** 404; also what another customer's resource looks like. */
export function notFound(what = 'resource'): Problem {
  return new Problem(404, 'not-found', `There is no such ${what}.`);
}

/** 403 for a role that may not do this. */
export function forbidden(detail = 'Your role does not allow this.'): Problem {
  return new Problem(403, 'forbidden', detail);
}

/** 503 with the seconds after which to ask again. */
export function unavailable(code: string, detail: string, retryAfterSeconds = 1): Problem {
  return new Problem(503, code, detail, { headers: { 'Retry-After': String(retryAfterSeconds) } });
}

/** The document as it is sent. `title` is the code in words; nothing of an inner error is in it. */
export function problemDocument(
  problem: Problem,
  request: { readonly instance: string; readonly traceId: string; readonly correlationId: string },
): Record<string, unknown> {
  return {
    type: `/problems/${problem.code}`,
    title: titleOf(problem.code),
    status: problem.status,
    detail: problem.detail,
    instance: request.instance,
    traceId: request.traceId,
    correlationId: request.correlationId,
    ...problem.members,
  };
}

function titleOf(code: string): string {
  const words = code.replaceAll(/[-_]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
