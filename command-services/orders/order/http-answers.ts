import type { OrderEvent } from '@shop/shared-events';
import type { Loaded, Outcome } from '@shop/platform/command-handling/aggregate.ts';
import { acceptedOrThrow, commandAnswer, commandAnswerSchema } from '@shop/platform/http/answers.ts';
import type { RouteResponse } from '@shop/platform/http/route.ts';
import type { OrderHttp } from './http-context.ts';
import type { OrderState } from './state.ts';

export const made = { 201: commandAnswerSchema };
export const done = { 200: commandAnswerSchema };
/** What a process has to finish: 202, or 200 with the settled state where the client waits for it. */
export const begun = { 202: commandAnswerSchema, 200: commandAnswerSchema };

/** The order itself, or one of its parts with an id and a status of its own. */
export interface Subject {
  readonly orderId: string;
  readonly partId?: string;
  readonly status: (state: OrderState) => string;
}

export const orderStatus = (state: OrderState): string => state.status;

/** The answer to a command whose work is done. */
export function answerNow(status: 200 | 201, outcome: Outcome<OrderState, OrderEvent>, subject: Subject): RouteResponse {
  const accepted = acceptedOrThrow(outcome);
  return commandAnswer(accepted, {
    status,
    id: subject.partId ?? subject.orderId,
    category: 'order',
    aggregateId: subject.orderId,
    state: subject.status(accepted.state),
    ...(status === 201 ? { location: locationOf(subject.orderId) } : {}),
  });
}

/** The answer to a command whose work a process finishes: at once, or after waiting for the end as the client prefers. */
export async function answerBegun(
  http: OrderHttp,
  outcome: Outcome<OrderState, OrderEvent>,
  subject: Subject & { readonly settled: (state: OrderState) => boolean },
  request: { readonly preferWait: number | undefined; readonly signal: AbortSignal },
): Promise<RouteResponse> {
  const accepted = acceptedOrThrow(outcome);
  const { orderId, status, settled } = subject;
  const about = {
    id: subject.partId ?? orderId,
    category: 'order',
    aggregateId: orderId,
    location: locationOf(orderId),
  } as const;
  const { preferWait } = request;
  const end =
    preferWait === undefined ? null : await http.waiting.until(http.orders, orderId, settled, preferWait, request.signal);
  if (end === null) return commandAnswer(accepted, { ...about, status: 202, state: status(accepted.state) });
  const answer = commandAnswer({ ...accepted, ...settledAs(end) }, { ...about, status: 200, state: status(end.state) });
  return { ...answer, headers: { ...answer.headers, 'Preference-Applied': `wait=${preferWait}` } };
}

function settledAs({ state, revision }: Loaded<OrderState>) {
  return { state, revision };
}

function locationOf(orderId: string): string {
  return `/api/v1/orders/${orderId}`;
}

/** The checkout has come to rest: at its end, or waiting for the customer. */
export function checkoutSettled(state: OrderState): boolean {
  return state.status !== 'placed' || state.payment === 'declined';
}
