import { describe, it } from 'node:test';
import type { CustomerEvent } from '@shop/shared-events';
import { given as givenDecider } from '@shop/platform/command-handling/given.ts';
import { customerSpec } from './customer.ts';

const given = (...past: readonly CustomerEvent[]) => givenDecider(customerSpec.decider, ...past);
const customerId = 'alice';
const requested: CustomerEvent = { type: 'CustomerErasureRequested', data: { customerId } };
const erased: CustomerEvent = { type: 'CustomerErased', data: { customerId } };

describe('erasing a customer', () => {
  it('is asked for once, and ends once', () => {
    given().when({ type: 'RequestErasure', customerId }).then(requested);
    given(requested).when({ type: 'RequestErasure', customerId }).then();
    given(requested).when({ type: 'RecordErased', customerId }).then(erased);
    given(requested, erased).when({ type: 'RecordErased', customerId }).then();
    given(requested, erased).when({ type: 'RequestErasure', customerId }).then();
  });

  it('never happens unasked', () => {
    given().when({ type: 'RecordErased', customerId }).refused('invalid-transition');
  });
});
