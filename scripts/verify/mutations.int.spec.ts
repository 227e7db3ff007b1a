import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RecordedEvent } from '@shop/shared-events';
import { derivedId } from '@shop/platform/ids/derived.ts';
import { checkAnswers } from './core/check-answers.ts';
import { checkLog } from './core/check-log.ts';
import { asLog } from './testing/log-writer.ts';
import { altered, deleted, doubled, misplaced, type Mutant, neverWritten, swapped } from './testing/mutate.ts';
import { eachAlone } from './testing/tell.ts';

/** Mutants that need not be noticed, each with the reason why the log is as good with it as without. */
type Equivalent = Readonly<Record<string, string>>;

const lostNote: Equivalent = {
  'IdempotencyKeyBound: delete': 'the command itself says where its key went; binding only keeps others away',
  'IdempotencyKeyFreed: delete': 'a crash before freeing leaves just this; the key stays with its stream',
  'ProjectionReplayCompleted: delete': 'a process that is killed while it replays leaves just this',
  'SlugReleased: delete': 'a crash between taking a new slug and releasing the old one leaves just this',
};

test('every event that is taken away is missed', async () => {
  await noticesAllBut(lostNote, deleted);
});

test('every event that was never written is missed, even where no gap shows it', async () => {
  await noticesAllBut(
    {
      ...Object.fromEntries(Object.entries(lostNote).map(([name, reason]) => [name.replace('delete', 'never written'), reason])),
      'FulfilmentProcessAdvanced: never written': 'a step that went well the first time is not written',
    },
    neverWritten,
  );
});

test('every event that is there twice is noticed, however it came to be', async () => {
  await noticesAllBut({ 'FulfilmentProcessAdvanced: do twice': 'a step may be tried again' }, (log) => doubled(log, again));
});

test('every two events of a stream that change places are noticed', async () => {
  await noticesAllBut({}, swapped);
});

const input = 'it came from outside, and nothing in these logs rests on it';
const text = 'a name for people; nothing rests on it';

test('every number and every id that is altered is noticed where anything rests on it', async () => {
  await noticesAllBut(
    {
      'DiscountCodeCreated: alter maxRedemptions': input,
      'FulfilmentProcessAdvanced: alter attempt': 'how often a step failed is told to people alone',
      'OrderCreated: alter customerId': input,
      'OrderLineAdded: alter line.name': text,
      'OrderLineAdded: alter line.quantity': 'of a cart that was never placed, or changed before it was',
      'OrderLineQuantityChanged: alter quantity': 'of a cart that was never placed',
      'OrderPlaced: alter lines.lineId': 'of an order that never was a cart',
      'OrderPlaced: alter lines.name': text,
      'OrderPlaced: alter lines.priceRevision': 'the price was the same at that revision',
      'OrderPlaced: alter taxRate': 'the tax of every line rounds to the same',
      'ProductCreated: alter name': text,
      'ProductCreated: alter variants.price.amount': input,
      'ProductDetailsUpdated: alter name': text,
      'ProductPriceChanged: alter price.amount': input,
      'ProjectionReplayCompleted: alter events': 'a figure for people',
      'ProjectionReplayCompleted: alter generation': 'a figure for people',
      'ReturnRequested: alter lines.quantity': 'less came back than was asked for',
      'StockAdjusted: alter adjustmentId': input,
      'StockItemRegistered: alter lowStockThreshold': input,
      'StockItemRegistered: alter onHand': input,
      'StockReceived: alter receiptId': input,
    },
    altered,
  );
});

test('every altered revision, position, id, stream, command and key is noticed, and every key that is lost', async () => {
  await noticesAllBut({ 'IdempotencyKeyBound: alter $stream': 'the key of no command is bound' }, misplaced);
});

/** Every mutant of every log is noticed but the equivalent ones, and none of these stands there in vain. */
async function noticesAllBut(equivalent: Equivalent, mutate: (log: readonly RecordedEvent[]) => Iterable<Mutant>): Promise<void> {
  const unnoticed = new Set<string>();
  let mutants = 0;
  for (const { log, acknowledged, own, judgedAt } of logs) {
    for (const { name, event, log: mutated } of mutate(log)) {
      if (!own.has(event)) continue;
      mutants++;
      if (!(await checkLog(asLog(mutated), { atRest: true, now: judgedAt })).holds) continue;
      const [answers] = await checkAnswers(asLog(mutated), acknowledged);
      if (answers?.violations === 0) unnoticed.add(`${event.type}: ${name}`);
    }
  }
  assert.ok(mutants > 200);
  assert.deepEqual([...unnoticed].sort(), Object.keys(equivalent).sort());
}

/**
 * Each story's log, judged so late that no deadline is still to come. What all of them begin with is altered in the
 * first one alone.
 */
const logs = eachAlone().map(({ log: { events, acknowledged, now }, opening }, index) => ({
  log: events,
  acknowledged,
  own: new Set(index === 0 ? events : events.slice(opening)),
  judgedAt: now + 3_600_000,
}));

/** The event as another command would have written it. */
function again(event: RecordedEvent): RecordedEvent {
  const commandId = `${event.metadata.commandId}-again`;
  const { idempotency: _, ...metadata } = event.metadata;
  return { ...event, id: derivedId(commandId, '0'), metadata: { ...metadata, commandId } };
}
