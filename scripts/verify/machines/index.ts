import { discountCodeMachine } from './discount-code.ts';
import { fulfilmentProcessMachine, processRunnerMachine } from './fulfilment-process.ts';
import { inventoryMachine } from './inventory.ts';
import type { AnyMachine } from './machine.ts';
import { orderMachine } from './order.ts';
import { customerMachine, eventRelayMachine, idempotencyKeyMachine, operationMachine } from './others.ts';
import { paymentMachine } from './payment.ts';
import { claimMachine, productMachine } from './product.ts';

const { SkuClaimed, SkuReleased, SlugClaimed, SlugReleased } = claimMachine;

/** The machine of each category of streams. */
export const machines: ReadonlyMap<string, AnyMachine> = new Map<string, AnyMachine>([
  ['product', productMachine],
  ['sku', { SkuClaimed, SkuReleased }],
  ['slug', { SlugClaimed, SlugReleased }],
  ['inventory', inventoryMachine],
  ['order', orderMachine],
  ['payment', paymentMachine],
  ['discountCode', discountCodeMachine],
  ['fulfilmentProcess', fulfilmentProcessMachine],
  ['processRunner', processRunnerMachine],
  ['eventRelay', eventRelayMachine],
  ['customer', customerMachine],
  ['operation', operationMachine],
  ['idempotencyKey', idempotencyKeyMachine],
]);
