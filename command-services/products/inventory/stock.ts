import { type Clock, isoNow } from '@shop/platform/clock/port.ts';
import type { Cause } from '@shop/platform/command-handling/cause.ts';
import type { Aggregates } from '../aggregates.ts';
import { RefusedError } from '@shop/platform/command-handling/refused-error.ts';
import { subCause } from '../sub-cause.ts';
import type { InventoryCommand } from './commands.ts';
import { addUp, addUpByDisposition, type RestockLine, type StockLine } from './lines.ts';

/**
 * Stock as the fulfilment process asks for it, many SKUs at once: each SKU is a stream of its own, and they
 * are asked side by side. The same SKU on two lines is added up first. Every call may be made again after an
 * unknown outcome. Throws {@link RefusedError} on what can never be, e.g. an id used with another quantity.
 */
export interface Stock {
  /** Reserves every line or says which SKUs were refused; lines reserved beside a refused one stay until released. */
  reserve(
    request: {
      readonly reservationId: string;
      readonly orderId: string;
      readonly lines: readonly StockLine[];
      readonly expiresAt: string;
    },
    cause: Cause,
  ): Promise<{ readonly refused: readonly string[] }>;
  /** Makes holds permanent; says for which SKUs no hold is left. */
  confirm(
    request: { readonly reservationId: string; readonly skus: readonly string[] },
    cause: Cause,
  ): Promise<{ readonly missing: readonly string[] }>;
  release(
    request: { readonly reservationId: string; readonly skus: readonly string[]; readonly reason: string },
    cause: Cause,
  ): Promise<void>;
  /** Lets holds run out; confirmed ones stay. */
  expire(request: { readonly reservationId: string; readonly skus: readonly string[] }, cause: Cause): Promise<void>;
  /** Goods leave: on hand and the reservation fall together. */
  deduct(
    request: { readonly reservationId: string; readonly fulfilmentId: string; readonly lines: readonly StockLine[] },
    cause: Cause,
  ): Promise<void>;
  restock(
    request: { readonly returnId: string; readonly orderId: string; readonly lines: readonly RestockLine[] },
    cause: Cause,
  ): Promise<void>;
}

interface Ask {
  readonly sku: string;
  readonly command: InventoryCommand;
  /** What tells this command from the others of its cause. */
  readonly name: readonly string[];
}

export function createStock({ inventory }: Pick<Aggregates, 'inventory'>, clock: Clock): Stock {
  /** The SKUs whose stream refused with one of the codes that are an answer. */
  async function askAll(asks: readonly Ask[], cause: Cause, answers: readonly string[]): Promise<readonly string[]> {
    const refused = await Promise.all(
      asks.map(async ({ sku, command, name }) => {
        const outcome = await inventory.execute(sku, command, subCause(cause, command.type, sku, ...name));
        if (outcome.accepted) return [];
        if (answers.includes(outcome.refusal.code)) return [sku];
        throw new RefusedError(sku, outcome.refusal);
      }),
    );
    return refused.flat();
  }

  return {
    async reserve({ reservationId, orderId, lines, expiresAt }, cause) {
      const at = isoNow(clock);
      const asks = addUp(lines).map(({ sku, quantity }): Ask => {
        return { sku, name: [reservationId], command: { type: 'ReserveStock', reservationId, orderId, quantity, expiresAt, at } };
      });
      return { refused: await askAll(asks, cause, ['insufficient-stock', 'reservation-closed', 'not-found']) };
    },
    async confirm({ reservationId, skus }, cause) {
      const asks = unique(skus).map((sku): Ask => ({
        sku,
        name: [reservationId],
        command: { type: 'ConfirmReservation', reservationId },
      }));
      return { missing: await askAll(asks, cause, ['reservation-missing', 'not-found']) };
    },
    async release({ reservationId, skus, reason }, cause) {
      const command: InventoryCommand = { type: 'ReleaseReservation', reservationId, reason };
      await askAll(
        unique(skus).map((sku) => ({ sku, name: [reservationId], command })),
        cause,
        ['not-found'],
      );
    },
    async expire({ reservationId, skus }, cause) {
      const command: InventoryCommand = { type: 'ExpireReservation', reservationId };
      const asks = unique(skus).map((sku) => ({ sku, name: [reservationId], command }));
      await askAll(asks, cause, ['reservation-confirmed', 'not-found']);
    },
    async deduct({ reservationId, fulfilmentId, lines }, cause) {
      const asks = addUp(lines).map(({ sku, quantity }): Ask => {
        return {
          sku,
          name: [reservationId, fulfilmentId],
          command: { type: 'DeductStock', fulfilmentId, reservationId, quantity },
        };
      });
      await askAll(asks, cause, []);
    },
    async restock({ returnId, orderId, lines }, cause) {
      const asks = addUpByDisposition(lines).map(({ sku, quantity, disposition }): Ask => {
        return {
          sku,
          name: [returnId, disposition],
          command: { type: 'RestockReturn', returnId, orderId, quantity, disposition },
        };
      });
      await askAll(asks, cause, []);
    },
  };
}

const unique = (skus: readonly string[]): string[] => [...new Set(skus)];
