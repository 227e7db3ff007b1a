import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import { status } from '@grpc/grpc-js';
import { type EventFilter, eventFilter } from './event-filter.ts';
import { firstEvent } from './first-event.ts';
import type { Stored } from './log.ts';
import { caughtUpMessage, checkpointMessage, confirmationMessage, eventMessage, failure, fellBehindMessage } from './messages.ts';
import type { Node } from './node.ts';
import { checked, drained, type ReadCall } from './read-service.ts';

/** Live events the server keeps for a client that is slow; beyond that it reads the log for it again. */
const liveEvents = 32;

/** Subscriptions to the log alone; streams are subscribed to by nobody here. */
export async function serveSubscription(node: Node, call: ReadCall, options: ReadReq.Options): Promise<void> {
  const all = options.getAll();
  if (!all) throw failure(status.UNIMPLEMENTED, 'the double subscribes to $all alone');
  const position = all.getPosition();
  const after = position ? checked(node.log, position) : undefined;
  const subscription = new Subscription(node, call, options);
  if (after !== undefined) subscription.skip(after);
  if (all.hasEnd()) subscription.skip(node.log.end);
  const drop = (): void => void call.emit('error', failure(status.UNAVAILABLE, 'the subscription was dropped'));
  node.subscriptions.add(drop);
  node.seen.subscriptions++;
  try {
    await subscription.run();
  } finally {
    node.subscriptions.delete(drop);
    node.seen.subscriptions--;
  }
}

/**
 * One subscription, told as the server's `AllSubscriptionFiltered` tells it. While it catches up, a checkpoint names
 * the place behind the last event looked at; when it is live, the event itself.
 */
class Subscription {
  readonly #node: Node;
  readonly #call: ReadCall;
  readonly #wanted: EventFilter;
  readonly #window: number;
  readonly #interval: number;
  #next = 0;
  #counted = 0;

  constructor(node: Node, call: ReadCall, options: ReadReq.Options) {
    this.#node = node;
    this.#call = call;
    this.#wanted = eventFilter(options);
    const filter = options.getFilter();
    this.#window = filter?.hasMax() ? filter.getMax() : liveEvents;
    this.#interval = this.#window * (filter?.getCheckpointintervalmultiplier() ?? 1);
    if (filter && this.#interval === 0) throw failure(status.INVALID_ARGUMENT, 'no checkpoint interval');
  }

  /** Begins behind a position. */
  skip(position: bigint): void {
    const { log } = this.#node;
    this.#next = log.indexFrom(position);
    if (log.events[this.#next]?.position === position) this.#next++;
  }

  async run(): Promise<void> {
    await this.#write(confirmationMessage());
    while (!this.#over) {
      await this.#catchUp();
      await this.#write(caughtUpMessage());
      await this.#live();
    }
  }

  get #over(): boolean {
    return this.#call.cancelled || this.#call.destroyed || this.#call.writableEnded;
  }

  async #catchUp(): Promise<void> {
    const { log } = this.#node;
    while (!this.#over) {
      const page = log.events.slice(this.#next, this.#next + this.#window);
      this.#next += page.length;
      for (const event of page) if (this.#wanted(event)) await this.#give(event);
      this.#counted += page.length;
      const atEnd = this.#next >= log.events.length;
      if (atEnd || this.#counted >= this.#interval) {
        this.#counted %= Math.max(1, this.#interval);
        await this.#write(checkpointMessage(log.events[this.#next]?.position ?? log.end, 0n));
      }
      if (atEnd) return;
    }
  }

  async #live(): Promise<void> {
    const { log } = this.#node;
    while (!this.#over) {
      if (log.events.length - this.#next > liveEvents) return void (await this.#write(fellBehindMessage()));
      const event = log.events[this.#next];
      if (!event) {
        await this.#growth();
        continue;
      }
      this.#next++;
      if (this.#wanted(event)) await this.#give(event);
      if (++this.#counted < this.#interval) continue;
      this.#counted = 0;
      await this.#write(checkpointMessage(event.position, event.position));
    }
  }

  #growth(): Promise<void> {
    if (this.#over) return Promise.resolve();
    return firstEvent(this.#call, ['cancelled', 'close', 'error'], (done) => this.#node.log.onGrowth(done));
  }

  async #give(event: Stored): Promise<void> {
    this.#node.seen.given++;
    await this.#write(eventMessage(event));
  }

  async #write(message: Parameters<ReadCall['write']>[0]): Promise<void> {
    if (!this.#over && !this.#call.write(message)) await drained(this.#call);
  }
}
