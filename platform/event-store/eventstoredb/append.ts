import type { NewEvent } from '@shop/shared-events';
import { checkAppend } from '../arguments.ts';
import { type AppendResult, EventStoreUnavailableError, type ExpectedRevision, WrongExpectedRevisionError } from '../port.ts';
import type { AppendCalls } from './append-calls.ts';
import { encodeEvent, type WireAppend } from './append-requests.ts';
import { Conflict, isNotLeader, told } from './errors.ts';
import { streamPage } from './pages.ts';

import type { Reader } from './reader.ts';
import { Slots } from './slots.ts';
import { pause } from './timers.ts';

const appendsAtOnce = 256;
const mostAppendsWaiting = 10_000;
/** An election takes a few seconds: 20 + 40 + … ms. */
const leaderAttempts = 8;

/** Appends as the port promises it, on calls that know less. */
export class Appender {
  readonly #calls: AppendCalls;
  readonly #reader: Reader;
  readonly #slots = new Slots(appendsAtOnce, mostAppendsWaiting);
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(calls: AppendCalls, reader: Reader) {
    this.#calls = calls;
    this.#reader = reader;
  }

  append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<AppendResult> {
    checkAppend(stream, expected, events);
    const wire = { stream, expected, events: events.map(encodeEvent) };
    const append = this.#slots.run(() => this.#append(wire));
    this.#underWay.add(append);
    const done = (): void => void this.#underWay.delete(append);
    append.then(done, done);
    return append;
  }

  /** Resolves when no append is under way. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
  }

  async #append(append: WireAppend): Promise<AppendResult> {
    const answer = await this.#send(append);
    if (!(answer instanceof Conflict)) {
      const position = answer.position ?? (await this.#madeBefore(append))?.position;
      if (position === undefined) throw new EventStoreUnavailableError('EventStoreDB kept the append but does not give it back');
      return { revision: firstOf(append) + append.events.length - 1, position };
    }
    // The server forgets what it has seen: it may refuse an append that was made, once others have followed.
    const before = await this.#madeBefore(append);
    if (before) return before;
    throw new WrongExpectedRevisionError(append.stream, append.expected, answer.actual);
  }

  /** Sends it until the node asked leads. That is safe however it ended: the ids are the same at the same place. */
  async #send(append: WireAppend): ReturnType<AppendCalls['append']> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#calls.append(append);
      } catch (error) {
        if (!isNotLeader(error) || attempt === leaderAttempts) throw told(error);
        await pause(10 * 2 ** attempt);
      }
    }
  }

  /** The answer of the first time, where the same events stand at the same place. */
  async #madeBefore(append: WireAppend): Promise<AppendResult | undefined> {
    const first = firstOf(append);
    let at = 0;
    while (at < append.events.length) {
      const page = await streamPage(this.#reader, append.stream, 'forwards', first + at, append.events.length - at);
      for (const [i, event] of page.events.entries()) {
        if (event.revision !== first + at + i || event.id !== append.events[at + i]?.id.toLowerCase()) return undefined;
      }
      at += page.events.length;
      const last = page.events.at(-1);
      if (!last) return undefined;
      if (at === append.events.length) return { revision: last.revision, position: last.position };
    }
    return undefined;
  }
}

function firstOf({ expected }: WireAppend): number {
  return expected === 'no_stream' ? 0 : expected + 1;
}
