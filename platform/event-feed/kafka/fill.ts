import type { RecordedEvent } from '@shop/shared-events';
import type { EventStore } from '../../event-store/port.ts';
import type { LinkedTopic, Link } from './link.ts';
import type { Place, Places } from './places.ts';

/**
 * Reads what is missing in places without an offset from the log, up to its head, and joins their topics at the end
 * they had before that head was looked up. Whatever is in the log by then is delivered from there; whatever comes
 * later is published later, so it stands behind that end: nothing is left out, in whatever state the topic is.
 *
 * A place whose topic is not there stays without an offset; it has been brought to the head all the same.
 */
export async function* fillFromLog(
  { link, eventStore }: { readonly link: Link; readonly eventStore: EventStore },
  places: Places,
  topics: ReadonlyMap<string, LinkedTopic>,
  signal: AbortSignal,
): AsyncGenerator<readonly RecordedEvent[]> {
  const torn = new Set(places.torn);
  const categories = [...new Set([...torn].map(({ category }) => category))];
  const ends = await link.endOffsets(categories.flatMap((category) => topics.get(category) ?? []));
  const head = await eventStore.head();
  let after = [...torn].reduce((least, { position }) => (position < least ? position : least), head);
  if (after < head) {
    for await (const page of eventStore.subscribeAll({ after, filter: { categories }, signal })) {
      const missed = (event: RecordedEvent): boolean => {
        const place = places.ofStream(event.stream);
        return place !== undefined && torn.has(place) && event.position > place.position;
      };
      const events = page.events.filter(missed);
      after = page.position;
      raise(torn, after);
      yield events;
      if (page.caughtUp || after >= head) break;
    }
    if (signal.aborted) return;
  }
  raise(torn, head);
  for (const place of torn) {
    place.filledTo = head;
    const topic = topics.get(place.category);
    if (topic) place.offset = ends.get(`${topic.topic}/${place.partition}`) ?? null;
  }
}

function raise(places: Iterable<Place>, position: bigint): void {
  for (const place of places) if (place.position < position) place.position = position;
}
