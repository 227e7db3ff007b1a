import { catalogue, operations, stocktaking } from './housekeeping.ts';
import type { LogWriter } from './log-writer.ts';
import { Shop } from './shop.ts';
import { agreed, amountOff, bought, damaged, heldAgain, retried, shortOfStock } from './sold.ts';
import { type Goods, openShop, type Story } from './stages.ts';
import { cancelled, declined, expired, hurried, leftCarts, soldOut } from './taken-back.ts';

const stories: readonly ((shop: Shop, goods: Goods) => Story)[] = [
  bought,
  damaged,
  retried,
  heldAgain,
  amountOff,
  agreed,
  shortOfStock,
  soldOut,
  declined,
  cancelled,
  expired,
  hurried,
  leftCarts,
  stocktaking,
  catalogue,
  operations,
];

/** A log in which everything happens once, one story after the other. */
export function everything(): LogWriter {
  return sideBySide([]);
}

/** Every story in a log of its own, of which the first `opening` events are those that all begin with. */
export function eachAlone(): readonly { readonly log: LogWriter; readonly opening: number }[] {
  const opening = told([], []).events.length;
  return stories.map((story) => ({ log: told([story], []), opening }));
}

/**
 * All stories told side by side: each number picks, among the stories not yet told out, whose next piece comes.
 * When the numbers run out the rest is told in order.
 */
export function sideBySide(picks: readonly number[]): LogWriter {
  return told(stories, picks);
}

function told(chosen: typeof stories, picks: readonly number[]): LogWriter {
  const shop = new Shop();
  const goods = openShop(shop);
  const open = chosen.map((story) => story(shop, goods));
  for (const pick of picks) {
    const story = open[pick % Math.max(1, open.length)];
    if (story?.next().done) open.splice(open.indexOf(story), 1);
  }
  for (const story of open) while (!story.next().done);
  return shop.log;
}
