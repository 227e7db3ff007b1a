import { deepStrictEqual, equal, match } from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { Catalogue } from '../catalogue.ts';

/** An article to be sold: its SKU, and its price in pence. One whose SKU begins with `OLD` is archived. */
export type Articles = Readonly<Record<string, number>>;

/** What every {@link Catalogue} keeps to. `open` gives one of these articles, named `Article {sku}`. */
export function catalogueContract(name: string, open: (articles: Articles) => Promise<Catalogue>): void {
  describe(`${name}: a catalogue`, () => {
    let catalogue: Catalogue;
    let run = 0;
    let [lamp, mug, old] = ['', '', ''];
    beforeEach(async () => {
      run++;
      [lamp, mug, old] = [`lamp${run}`, `mug${run}`, `OLD${run}`];
      catalogue = await open({ [lamp]: 339, [mug]: 500, [old]: 700 });
    });

    it('offers what is sold by SKU: name, price and where it stands', async () => {
      const offers = await catalogue.offers([lamp, mug]);
      deepStrictEqual([...offers.keys()].sort(), [lamp, mug]);
      const offer = offers.get(lamp);
      deepStrictEqual([offer?.sku, offer?.name, offer?.price], [lamp, `Article ${lamp}`, { amount: 339, currency: 'GBP' }]);
      match(offer?.productId ?? '', /^[0-9a-f-]{36}$/);
      equal(Number.isInteger(offer?.priceRevision), true);
    });
    it('answers once for a SKU that is asked for twice, and nothing for none', async () => {
      equal((await catalogue.offers([lamp, lamp])).size, 1);
      equal((await catalogue.offers([])).size, 0);
    });
    it('leaves out what nobody sells, and what is archived unless that is asked for', async () => {
      deepStrictEqual([...(await catalogue.offers([lamp, old, 'nobody'])).keys()], [lamp]);
      deepStrictEqual([...(await catalogue.offers([lamp, old, 'nobody'], { includeUnlisted: true })).keys()].sort(), [old, lamp]);
    });
  });
}
