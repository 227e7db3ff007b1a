import type { RecordedEvent } from '@shop/shared-events';
import type { EventStore } from '../../event-store/port.ts';
import { UnreadableRecordError } from '../../kafka/records.ts';
import type { Place, Places } from './places.ts';
import { type KafkaRecord, readRecordBatches } from './record-batch.ts';
import { borneOut, type Claim, claimOf, type Refusal, type Trust, verifyOfThisLog } from './trust.ts';

/** Records of one partition, from the place's offset on. */
export interface Fetched {
  readonly place: Place;
  readonly records: Buffer;
  /** They were in the topic before it was read: the log may have been rewound meanwhile. */
  readonly old: boolean;
}

/** A record that was passed over, and why. */
export interface RefusedRecord extends Refusal {
  readonly category: string;
  readonly partition: number;
}

export interface Delivery {
  /** In the order of their partitions, one partition after the other. */
  readonly events: readonly RecordedEvent[];
  readonly refused: readonly RefusedRecord[];
}

/**
 * The events of fetched records that may be believed; the places move behind all of them. A record that is forged,
 * unreadable or in a partition where its stream does not belong is passed over and told: if an event was there, the
 * reader misses a revision and takes it from the event store. Of old ones the last of each partition is looked up in the
 * log; throws `StoreRewoundError` where it is not there.
 */
export async function deliver(
  fetched: readonly Fetched[],
  places: Places,
  { trust, eventStore }: { readonly trust: Trust; readonly eventStore: EventStore },
): Promise<Delivery> {
  const refused: RefusedRecord[] = [];
  const claimed = fetched.map(({ place, records, old }) => {
    const read = readRecordBatches(records, place.offset ?? 0n);
    const refuse = (refusal: Refusal): void => void refused.push({ ...refusal, ...whereOf(place) });
    for (const { offset, last, reason } of read.unreadable) refuse({ offset, reason: `${reason} (up to offset ${last})` });
    const claims = read.records.flatMap((record) => claimsOf(record, place, places, trust, refuse));
    return { place, claims, old, next: read.next };
  });
  const all = claimed.flatMap(({ claims }) => claims);
  const checked = trust.by === 'event-store' && all.length > 0 ? await borneOut(all, eventStore) : null;
  if (!checked)
    await verifyOfThisLog(
      claimed.flatMap(({ claims, old }) => (old ? claims.slice(-1) : [])),
      eventStore,
    );
  const events: RecordedEvent[] = [];
  for (const { place, claims, next } of claimed) {
    for (const claim of claims) {
      const event = checked ? checked.get(claim) : claim.event;
      if (!event) {
        refused.push({ offset: claim.offset, reason: notInLog(claim), ...whereOf(place) });
        continue;
      }
      if (event.position > place.filledTo) events.push(event);
      if (event.position > place.position) place.position = event.position;
    }
    place.offset = next;
  }
  return { events, refused };
}

function claimsOf(
  record: KafkaRecord,
  place: Place,
  places: Places,
  trust: Trust,
  refuse: (refusal: Refusal) => void,
): readonly Claim[] {
  try {
    const claim = claimOf(record, trust);
    if (places.ofStream(claim.event.stream) === place) return [claim];
    refuse({ offset: record.offset, reason: `${claim.event.stream} does not belong here` });
  } catch (error) {
    if (!(error instanceof UnreadableRecordError)) throw error;
    refuse({ offset: record.offset, reason: error.message });
  }
  return [];
}

const whereOf = ({ category, partition }: Place) => ({ category, partition });
const notInLog = ({ event }: Claim): string => `the log has not ${event.id} as revision ${event.revision} of ${event.stream}`;
