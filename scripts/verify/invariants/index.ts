import type { Check } from '../core/check.ts';
import type { Scratch } from '../core/scratch.ts';
import { acceptedStreams } from './accepted-streams.ts';
import { denseStreams } from './dense-streams.ts';
import { redemptionsPair } from './discounts.ts';
import { erasuresEnd } from './erasures.ts';
import { eventIds } from './event-ids.ts';
import { unitsNeverExceed } from './fulfilling.ts';
import { goodsPair } from './goods.ts';
import { moneyAgrees } from './money.ts';
import { uniqueNames } from './names.ts';
import { oneEffectPerKey } from './one-effect-per-key.ts';
import { paymentsPair } from './payments.ts';
import { placedAsInTheCart } from './placing.ts';
import { cataloguePrices } from './prices.ts';
import { processesEnd } from './processes.ts';
import { returnsAreRefunded } from './returns.ts';
import { stockCoversReservations } from './stock.ts';
import { stockWarnings } from './stock-warnings.ts';
import { totalsAddUp } from './totals.ts';

/** Every check of the log, each fresh; in the order in which they are reported. */
export function allChecks(scratch: Scratch): readonly Check[] {
  return [
    oneEffectPerKey(scratch),
    denseStreams(),
    eventIds(scratch),
    stockCoversReservations,
    stockWarnings(scratch),
    moneyAgrees,
    returnsAreRefunded(scratch),
    acceptedStreams,
    placedAsInTheCart,
    uniqueNames(scratch),
    processesEnd,
    goodsPair,
    unitsNeverExceed,
    paymentsPair,
    redemptionsPair,
    erasuresEnd(scratch),
    totalsAddUp,
    cataloguePrices,
  ];
}
