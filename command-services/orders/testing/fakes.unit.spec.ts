import { catalogueContract } from '../ports/contract/catalogue.ts';
import { discountCodesContract } from '../ports/contract/discount-codes.ts';
import { stockContract } from '../ports/contract/stock.ts';
import { FakeCatalogue } from './fake-catalogue.ts';
import { FakeDiscountCodes } from './fake-discount-codes.ts';
import { FakeStock } from './fake-stock.ts';

catalogueContract('in memory', (articles) => Promise.resolve(new FakeCatalogue(articles)));
stockContract('in memory', (onHand) => Promise.resolve(new FakeStock(onHand)));
discountCodesContract('in memory', (codes) => Promise.resolve(new FakeDiscountCodes(codes)));
