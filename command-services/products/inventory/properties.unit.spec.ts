import { deepStrictEqual, equal, ok } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inventoryEvents, type InventoryEvent } from '@shop/shared-events';
import fc from 'fast-check';
import type { InventoryCommand } from './commands.ts';
import { inventoryDecider } from './decide.ts';
import { availableOf, openReservation, reservedOf, shortfallOf, type StockState } from './state.ts';

const id = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const quantity = fc.integer({ min: 1, max: 6 });
const minute = fc.integer({ min: 0, max: 59 }).map((m) => `2026-01-01T00:${String(m).padStart(2, '0')}:00.000Z`);

const command: fc.Arbitrary<InventoryCommand> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('ReserveStock' as const),
      reservationId: id,
      orderId: id,
      quantity,
      expiresAt: minute,
      at: minute,
    }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('ConfirmReservation' as const), reservationId: id }) },
  fc.record({ type: fc.constant('ReleaseReservation' as const), reservationId: id, reason: fc.constant('x') }),
  fc.record({ type: fc.constant('ExpireReservation' as const), reservationId: id }),
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant('DeductStock' as const), fulfilmentId: id, reservationId: id, quantity }),
  },
  fc.record({ type: fc.constant('ReceiveStock' as const), receiptId: id, quantity, reference: fc.constant(null) }),
  fc.record({
    type: fc.constant('AdjustStock' as const),
    adjustmentId: id,
    change: fc.oneof(
      fc.record({ delta: fc.integer({ min: -6, max: 6 }) }),
      fc.record({ counted: fc.integer({ min: 0, max: 12 }) }),
    ),
    reason: fc.constant('x'),
  }),
  fc.record({
    type: fc.constant('RestockReturn' as const),
    returnId: id,
    orderId: id,
    quantity,
    disposition: fc.constantFrom('restock' as const, 'damaged' as const),
  }),
  fc.record({ type: fc.constant('SetLowStockThreshold' as const), threshold: fc.integer({ min: 0, max: 8 }) }),
);
const register = (onHand: number): InventoryCommand => ({ type: 'RegisterStockItem', sku: 'A', onHand, lowStockThreshold: 2 });
const history = fc
  .tuple(fc.integer({ min: 0, max: 20 }), fc.array(command, { maxLength: 80 }))
  .map(([onHand, commands]) => [register(onHand), ...commands]);

interface Step {
  readonly command: InventoryCommand;
  readonly before: StockState;
  readonly events: readonly InventoryEvent[];
  readonly after: StockState;
}

function run(commands: readonly InventoryCommand[]): Step[] {
  let state = inventoryDecider.initial;
  return commands.map((command) => {
    const before = state;
    const decision = inventoryDecider.decide(command, before);
    const events = 'refused' in decision ? [] : decision.events;
    state = events.reduce(inventoryDecider.evolve, before);
    return { command, before, events, after: state };
  });
}

/** The book kept the naive way, from the events alone. */
function modelOf(events: readonly InventoryEvent[]) {
  let onHand = 0;
  const open: Record<string, number> = {};
  for (const { type, data } of events) {
    if (type === 'StockItemRegistered') onHand += data.onHand;
    if (type === 'StockReceived') onHand += data.quantity;
    if (type === 'StockAdjusted') onHand += data.delta;
    if (type === 'StockRestocked' && data.disposition === 'restock') onHand += data.quantity;
    if (type === 'StockDeducted') {
      onHand -= data.quantity;
      open[data.reservationId] = (open[data.reservationId] ?? 0) - data.quantity;
      ok((open[data.reservationId] ?? -1) >= 0, 'never deducts more than a reservation holds');
    }
    if (type === 'StockReserved') {
      equal(open[data.reservationId], undefined, 'an id is reserved once');
      open[data.reservationId] = data.quantity;
    }
    if (type === 'StockReservationReleased' || type === 'StockReservationExpired') open[data.reservationId] = 0;
    ok(onHand >= 0, 'on hand is never negative, after any single event');
  }
  return { onHand, open };
}

describe('any sequence of commands', () => {
  it('keeps the book: on hand ≥ 0, nothing promised twice, available never negative', () => {
    fc.assert(
      fc.property(history, (commands) => {
        let told = 0;
        for (const { command, before, events, after } of run(commands)) {
          for (const event of events) if (event.type === 'StockShortfallDetected') told = event.data.shortfall;
          ok(after.onHand >= 0);
          ok(availableOf(after) >= 0);
          equal(availableOf(after) - shortfallOf(after), after.onHand - reservedOf(after));
          ok(shortfallOf(after) <= told, 'more is promised than there is only where it was told');
          if (shortfallOf(after) === 0) told = 0;
          const room = events.some((event) => event.type === 'StockReservationExpired');
          if (command.type === 'ReserveStock' && events.length > 0 && !room) ok(command.quantity <= availableOf(before));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('folds to what a naive book says', () => {
    fc.assert(
      fc.property(history, (commands) => {
        const steps = run(commands);
        const model = modelOf(steps.flatMap(({ events }) => events));
        const state = steps.at(-1)?.after ?? inventoryDecider.initial;
        equal(state.onHand, model.onHand);
        equal(
          reservedOf(state),
          Object.values(model.open).reduce((sum, open) => sum + open, 0),
        );
        for (const [reservationId, open] of Object.entries(model.open)) {
          equal(openReservation(state, reservationId)?.open ?? 0, open);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('adds nothing when a command that did something comes again, at once or at the end', () => {
    fc.assert(
      fc.property(history, (commands) => {
        const steps = run(commands);
        const last = steps.at(-1)?.after ?? inventoryDecider.initial;
        for (const { command, after, events } of steps) {
          // A threshold has no id of its own: setting it again later is a new wish.
          if (events.length === 0 || command.type === 'SetLowStockThreshold' || command.type === 'RegisterStockItem') continue;
          const atOnce = inventoryDecider.decide(command, after);
          deepStrictEqual('refused' in atOnce ? [] : atOnce.events, []);
          const late = inventoryDecider.decide(command, last);
          deepStrictEqual('refused' in late ? [] : late.events, []);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('tells of low stock exactly where available falls to the threshold', () => {
    fc.assert(
      fc.property(history, (commands) => {
        for (const { events, before, after } of run(commands).slice(1)) {
          const low = (state: StockState) => availableOf(state) <= state.lowStockThreshold;
          const told = events.filter((event) => event.type === 'LowStockReached').map(({ data }) => data);
          const due = events.length > 0 && low(after) && !low(before);
          deepStrictEqual(told, due ? [{ available: availableOf(after), threshold: after.lowStockThreshold }] : []);
        }
      }),
    );
  });

  it('produces events that fit their schemas', () => {
    const schemas = new Map(inventoryEvents.map(({ type, schema }) => [type as string, schema]));
    fc.assert(
      fc.property(history, (commands) => {
        for (const event of run(commands).flatMap(({ events }) => events)) schemas.get(event.type)?.parse(event.data);
      }),
    );
  });
});
