import type { Money } from '@shop/shared-events';
import { hasAnyRole } from '@shop/platform/auth/roles.ts';
import type { Principal } from '@shop/platform/auth/principal.ts';
import type { Clock } from '@shop/platform/clock/port.ts';
import { isoNow } from '@shop/platform/clock/port.ts';
import type { ExecuteOptions, Loaded } from '@shop/platform/command-handling/aggregate.ts';
import type { Cause } from '@shop/platform/command-handling/cause.ts';
import { refuse, type Refusal } from '@shop/platform/command-handling/decider.ts';
import { forbidden, Problem, validationProblem } from '@shop/platform/http/problem.ts';
import { refusalProblem } from '@shop/platform/http/refusal-problem.ts';
import type { PaymentProvider } from '@shop/platform/payment-provider/port.ts';
import { CustomerErasedError, type PersonalDataCipher } from '@shop/platform/personal-data/cipher.ts';
import type { OrderPolicy } from '../policy.ts';
import type { Catalogue } from '../ports/catalogue.ts';
import type { DiscountCodes } from '../ports/discount-codes.ts';
import type { Orders } from './order.ts';
import type { OrderState, SealedAddress } from './state.ts';
import type { Waiting } from './waiting.ts';

/** What the order's routes work with. */
export interface OrderHttp {
  readonly orders: Orders;
  readonly waiting: Waiting;
  readonly catalogue: Catalogue;
  readonly discountCodes: Pick<DiscountCodes, 'terms'>;
  readonly provider: Pick<PaymentProvider, 'accepts'>;
  readonly cipher: Pick<PersonalDataCipher, 'seal'>;
  readonly clock: Clock;
  /** ISO 4217: the one currency of the shop. */
  readonly currency: string;
  readonly policy: OrderPolicy;
}

/** Whoever sends an order command has a token; the routes see to it. */
export function callerOf({ principal }: { readonly principal: Principal | null }): Principal {
  if (!principal) throw new Problem(401, 'unauthorized', 'This request needs a token.');
  return principal;
}

/** Support and admin act for any customer, everybody else for themselves. */
export function actsForOthers(principal: Principal): boolean {
  return hasAnyRole(principal, 'support', 'admin');
}

/** Existence and ownership: another customer's order looks as if it did not exist. */
export function ownOrder(principal: Principal) {
  return ({ state }: Pick<Loaded<OrderState>, 'state'>): Refusal | null =>
    state.status !== 'none' && (actsForOthers(principal) || state.customerId === principal.sub) ? null : noOrder;
}

export function anyOrder({ state }: Pick<Loaded<OrderState>, 'state'>): Refusal | null {
  return state.status === 'none' ? noOrder : null;
}

const noOrder = refuse('not-found', 'There is no such order.').refused;

/** If-Match as the aggregate takes it; `*` is met by anything that exists. */
export function precondition(
  ifMatch: number | 'any' | undefined,
  required = false,
): Pick<ExecuteOptions<OrderState>, 'ifMatch' | 'ifMatchRequired'> {
  return { ifMatch: ifMatch === 'any' ? undefined : ifMatch, ifMatchRequired: required && ifMatch === undefined };
}

/** The order as it stands, 404 where it does not exist for the caller. */
export async function loadOwn({ orders }: OrderHttp, orderId: string, principal: Principal): Promise<OrderState> {
  const loaded = await orders.load(orderId);
  const refusal = ownOrder(principal)(loaded);
  if (refusal) throw refusalProblem(refusal);
  return loaded.state;
}

/** The cause of what staff do in a customer's place says for whom. */
export function onBehalf(cause: Cause, principal: Principal, customerId: string): Cause {
  return customerId === '' || customerId === principal.sub ? cause : { ...cause, onBehalfOf: customerId };
}

/** 422 where the provider could not take such a token at all. */
export function checkPaymentToken({ provider }: OrderHttp, paymentToken: string): void {
  if (!provider.accepts(paymentToken)) invalid('/paymentToken', 'is not a means of payment we can take');
}

export function checkCurrency({ currency }: OrderHttp, pointer: string, money: Money | undefined): void {
  if (money && money.currency !== currency) invalid(`${pointer}/currency`, `must be ${currency}`);
}

/** A business time: now where none was given, 422 where it is in the future. */
export function businessTime({ clock }: OrderHttp, pointer: string, at: string | undefined): string {
  if (at === undefined) return isoNow(clock);
  if (Date.parse(at) > clock.now()) invalid(pointer, 'must not be in the future');
  return at;
}

export function invalid(pointer: string, detail: string): never {
  throw validationProblem([{ pointer, detail }]);
}

/** Refuses (403) a body with members that are for staff alone; called before validation. */
export function staffMembersOnly(...members: readonly string[]) {
  return (principal: Principal | null, body: unknown): void => {
    if (!principal || actsForOthers(principal) || typeof body !== 'object' || body === null) return;
    const sent = members.filter((member) => Object.hasOwn(body, member));
    if (sent.length > 0) throw forbidden(`Only staff may send ${sent.join(', ')}.`);
  };
}

/** Seals an address under the customer's key: nothing else ever reaches the log. 409 once the customer is erased. */
export async function sealAddress(
  { cipher }: OrderHttp,
  customerId: string,
  address: { readonly country: string },
): Promise<SealedAddress> {
  try {
    return { address: await cipher.seal(customerId, address), country: address.country };
  } catch (error) {
    if (error instanceof CustomerErasedError) {
      throw new Problem(409, 'customer-erased', "The customer's personal data was erased; none can be kept any more.");
    }
    throw error;
  }
}
