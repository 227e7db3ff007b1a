import { Problem } from './problem.ts';

/** A write the client has seen acknowledged: the stream and the revision it reached. */
export interface ConsistencyToken {
  readonly stream: string;
  readonly revision: number;
}

/** `stream@revision`, as commands answer it. */
export function formatConsistencyToken(stream: string, revision: number): string {
  return `${encodeURI(stream)}@${revision}`;
}

const tokenForm = /^([A-Za-z]+-[A-Za-z0-9._%-]{1,200})@(\d{1,15})$/;
const mostTokens = 20;

/** The tokens of a Consistency-Token header, separated by commas. Throws a 400 problem on a malformed one. */
export function parseConsistencyTokens(header: string | undefined): readonly ConsistencyToken[] {
  if (header === undefined) return [];
  const parts = header.split(',');
  if (parts.length > mostTokens) throw malformed();
  return parts.map((part) => {
    const match = tokenForm.exec(part.trim());
    if (!match) throw malformed();
    return { stream: match[1] ?? '', revision: Number(match[2]) };
  });
}

function malformed(): Problem {
  return new Problem(400, 'malformed-header', 'Consistency-Token must be of the form stream@revision.', {
    members: { header: 'Consistency-Token' },
  });
}
