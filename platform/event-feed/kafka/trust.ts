import type { RecordedEvent } from '@shop/shared-events';
import type { EventStore } from '../../event-store/port.ts';
import { topicsAdvice, verifyInLog } from '../../event-store/rewound.ts';
import { fromRecord } from '../../kafka/records.ts';
import type { KafkaRecord } from './record-batch.ts';

/**
 * Why a record may be believed: whoever may write to the topic could make one up.
 * - `signature`: our relay has signed it with this secret. Cheap, a few microseconds a record.
 * - `event-store`: the log has this event at this place. What is delivered is the log's own copy; a read for each
 *   run of a stream's events. The log must not be read from a copy that is behind the one the relay reads.
 * - `broker`: only the relay can write to the topics, the broker sees to it (ACLs). Nothing is checked here.
 */
export type Trust =
  { readonly by: 'signature'; readonly secret: string } | { readonly by: 'event-store' } | { readonly by: 'broker' };

/** A record that was not delivered. */
export interface Refusal {
  readonly offset: bigint;
  readonly reason: string;
}

/** An event that a record claims, with the record's offset. */
export interface Claim {
  readonly offset: bigint;
  readonly event: RecordedEvent;
}

/** The event that a record claims; an `UnreadableRecordError` where it has not the form, or the signature, of ours. */
export function claimOf(record: KafkaRecord, trust: Trust): Claim {
  return { offset: record.offset, event: fromRecord(record, trust.by === 'signature' ? trust.secret : undefined) };
}

/**
 * Throws `StoreRewoundError` where the log has not what a record claims that may be believed: the topic was filled from
 * another log, or from this one before it was rewound.
 */
export async function verifyOfThisLog(claims: readonly Claim[], eventStore: EventStore): Promise<void> {
  await verifyInLog(
    eventStore,
    claims.map(({ event }) => event),
    { was: 'published', advice: topicsAdvice },
  );
}

/** Reads of the event store at a time. */
const width = 8;

/** For each claim that the log bears out the event as the log has it. */
export async function borneOut(claims: readonly Claim[], eventStore: EventStore): Promise<ReadonlyMap<Claim, RecordedEvent>> {
  const runs = runsOf(claims);
  const known = new Map<string, RecordedEvent>();
  const worker = async (): Promise<void> => {
    for (let run = runs.pop(); run; run = runs.pop()) {
      for await (const event of eventStore.readStream(run.stream, { from: run.from, limit: run.count })) {
        known.set(keyOf(event), event);
      }
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  const borne = new Map<Claim, RecordedEvent>();
  for (const claim of claims) {
    const recorded = known.get(keyOf(claim.event));
    if (recorded?.id === claim.event.id) borne.set(claim, recorded);
  }
  return borne;
}

const keyOf = ({ stream, revision }: RecordedEvent): string => `${revision}@${stream}`;

/** Neighbouring revisions of a stream, to be read at once. A claim that is far off is one by itself: it costs one event. */
function runsOf(claims: readonly Claim[]): { readonly stream: string; readonly from: number; count: number }[] {
  const runs: { readonly stream: string; readonly from: number; count: number }[] = [];
  for (const [stream, claimed] of Map.groupBy(claims, ({ event }) => event.stream)) {
    const revisions = claimed.map(({ event }) => event.revision).sort((a, b) => a - b);
    for (const revision of new Set(revisions)) {
      const run = runs.at(-1);
      if (run?.stream === stream && run.from + run.count === revision) run.count++;
      else runs.push({ stream, from: revision, count: 1 });
    }
  }
  return runs;
}
