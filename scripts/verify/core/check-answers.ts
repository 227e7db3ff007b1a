import type { RecordedEvent } from '@shop/shared-events';
import { Findings, type InvariantReport } from './report.ts';

/** What a client was told: its command stands in this stream, up to this revision. */
export interface Acknowledged {
  readonly stream: string;
  readonly revision: number;
  /** The key as it stands in the events' metadata (hashed with subject, method and path); null where none was sent. */
  readonly key: string | null;
}

export interface AnswersOptions {
  /** Every key that was ever sent, answered or not. Where it is given, no other may be in the log. */
  readonly asked?: ReadonlySet<string>;
  readonly mostShown?: number;
}

/**
 * Invariants 1 and 2: every acknowledged command is in the log, at its revision and under its key; and no command
 * of a client is in the log that was never asked for. Reads the log once; remembers the answers given.
 */
export async function checkAnswers(
  events: AsyncIterable<RecordedEvent>,
  acknowledged: Iterable<Acknowledged>,
  options: AnswersOptions = {},
): Promise<readonly InvariantReport[]> {
  const { asked, mostShown = 10 } = options;
  const kept = new Findings({ number: '1', title: 'every acknowledged command is in the log' }, mostShown);
  const known = new Findings({ number: '2', title: 'nothing in the log was never asked for' }, mostShown);
  const open = new Map<string, Acknowledged[]>();
  for (const answer of acknowledged) {
    const place = placeOf(answer);
    const others = open.get(place);
    if (others) others.push(answer);
    else open.set(place, [answer]);
  }
  for await (const { stream, revision, metadata } of events) {
    const key = metadata.idempotency?.key ?? null;
    if (asked && key !== null && !asked.has(key)) known.tell(stream, revision, `the key ${key} was never sent`);
    const place = placeOf({ stream, revision });
    for (const answer of open.get(place) ?? []) {
      if (answer.key !== null && answer.key !== key) kept.tell(stream, revision, `not the command of key ${answer.key}`);
    }
    open.delete(place);
  }
  for (const answers of open.values()) {
    for (const { stream, revision } of answers) kept.tell(stream, revision, 'acknowledged, and not in the log');
  }
  return asked ? [kept.report(), known.report()] : [kept.report()];
}

function placeOf({ stream, revision }: Pick<Acknowledged, 'stream' | 'revision'>): string {
  return `${stream}@${revision}`;
}
