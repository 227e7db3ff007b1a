import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import type { Stored } from './log.ts';

/** Whether the server hands an event on. */
export type EventFilter = (event: Stored) => boolean;

/** The filter of a request: by the stream's name or the event's type, by beginnings or a regular expression. */
export function eventFilter(options: ReadReq.Options): EventFilter {
  const filter = options.getFilter();
  if (!filter) return () => true;
  const byStream = filter.getStreamIdentifier();
  const expression = byStream ?? filter.getEventType();
  if (!expression) throw new RangeError('a filter without an expression');
  const text = ({ stream, type }: Stored): string => (byStream ? stream : type);
  const source = expression.getRegex();
  if (source !== '') {
    const regex = new RegExp(source, 'u');
    return (event) => regex.test(text(event));
  }
  const prefixes = expression.getPrefixList();
  return (event) => prefixes.some((prefix) => text(event).startsWith(prefix));
}
