import type { ClaimEvent, ProductEvent } from '@shop/shared-events';
import type { Clock } from '@shop/platform/clock/port.ts';
import type { Aggregate } from '@shop/platform/command-handling/aggregate.ts';
import type { Cause } from '@shop/platform/command-handling/cause.ts';
import type { EventStore } from '@shop/platform/event-store/port.ts';
import type { Ids } from '@shop/platform/ids/port.ts';
import type { ProductCommand } from '../product/commands.ts';
import { usesName } from '../product/decide-claims.ts';
import type { ProductState } from '../product/state.ts';
import type { ClaimCommand, ClaimState } from './claim.ts';
import { type ClaimableName, nameOf, type NameKind } from './names.ts';

type ClaimAggregate = Aggregate<ClaimState, ClaimCommand, ClaimEvent>;

export interface ClaimsDependencies {
  readonly sku: ClaimAggregate;
  readonly slug: ClaimAggregate;
  readonly products: Aggregate<ProductState, ProductCommand, ProductEvent>;
  readonly store: EventStore;
  readonly clock: Clock;
  readonly ids: Ids;
}

export interface HeldClaim {
  readonly name: ClaimableName;
  /** Revision of the claim in its stream; a command that uses the name names it. */
  readonly revision: number;
  /** The name was nobody's before; only such a claim is released when the attempt fails. */
  readonly fresh: boolean;
}

/** A claim this young belongs to a command that is still at work. Courtesy alone: nothing rests on this time. */
const courtesy = 60_000;
const tries = 5;

/**
 * Names unique in the whole shop. A crash between claiming and using leaves a claim of a product that has no
 * use for it. Such a claim is taken over in two steps: the owner's own stream records that the claim no longer
 * counts (refused there if the owner uses the name after all), then the claim changes hands, if it still is
 * that very one. A command of the owner that rests on the old claim is refused from the first step on.
 */
export class Claims {
  readonly #dependencies: ClaimsDependencies;

  constructor(dependencies: ClaimsDependencies) {
    this.#dependencies = dependencies;
  }

  /** The product that holds the name now; null where nobody does. */
  async ownerOf(kind: NameKind, value: string): Promise<string | null> {
    return (await this.#dependencies[kind].load(value)).state.owner;
  }

  /** Whether claiming the name is hopeless; tells before anything is claimed. */
  async isTaken(name: ClaimableName, productId: string): Promise<boolean> {
    const { owner } = (await this.#dependencies[name.kind].load(name.value)).state;
    return owner !== null && owner !== productId && (await this.#isAlive(name, owner));
  }

  /**
   * Claims the name for the product; null where another one has it. The product's own claim begins anew, so
   * that a retry goes on where a crash left it. With `takeOver: false` a name that is held is left alone.
   */
  async claim(name: ClaimableName, productId: string, cause: Cause, { takeOver = true } = {}): Promise<HeldClaim | null> {
    let over: { owner: string; claimedAt: number } | undefined;
    for (let attempt = 0; attempt < tries; attempt++) {
      const command: ClaimCommand = { type: 'Claim', value: name.value, productId, ...(over ? { over } : {}) };
      const outcome = await this.#dependencies[name.kind].execute(name.value, command, this.#causedBy(cause));
      if (outcome.accepted) return { name, revision: outcome.state.claimedAt, fresh: outcome.events.length === 1 };
      if (!takeOver) return null;
      over = outcome.refusal.extra as { owner: string; claimedAt: number };
      if (!(await this.#forfeit(name, over, cause))) return null;
    }
    return null;
  }

  /** Gives back what an attempt that is known to have failed had claimed; what was claimed before stays. */
  async releaseFresh(held: readonly HeldClaim[], productId: string, cause: Cause): Promise<void> {
    await Promise.all(held.map(async (claim) => (claim.fresh ? this.release(claim, productId, cause) : undefined)));
  }

  /** Releases this very claim; does nothing where it has ended or begun anew. */
  async release(held: Omit<HeldClaim, 'fresh'>, productId: string, cause: Cause): Promise<void> {
    const { kind, value } = held.name;
    const command: ClaimCommand = { type: 'Release', value, productId, claimedAt: held.revision };
    await this.#dependencies[kind].execute(value, command, this.#causedBy(cause));
  }

  /** The claim by which the product holds the name. */
  async held(name: ClaimableName, productId: string): Promise<Omit<HeldClaim, 'fresh'> | null> {
    const { owner, claimedAt } = (await this.#dependencies[name.kind].load(name.value)).state;
    return owner === productId ? { name, revision: claimedAt } : null;
  }

  async #forfeit(
    name: ClaimableName,
    { owner, claimedAt }: { owner: string; claimedAt: number },
    cause: Cause,
  ): Promise<boolean> {
    if (await this.#isAlive(name, owner)) return false;
    const command: ProductCommand = { type: 'ForfeitClaim', name: nameOf(name), claimRevision: claimedAt };
    return (await this.#dependencies.products.execute(owner, command, this.#causedBy(cause))).accepted;
  }

  /** The owner uses the name, or may be just about to. */
  async #isAlive(name: ClaimableName, owner: string): Promise<boolean> {
    if (usesName((await this.#dependencies.products.load(owner)).state, nameOf(name))) return true;
    const { store, clock } = this.#dependencies;
    for await (const last of store.readStream(nameOf(name), { direction: 'backwards', limit: 1 })) {
      return clock.now() - Date.parse(last.recordedAt) < courtesy;
    }
    return false;
  }

  /** A command of its own for every step: what a step does follows from the claim's state, never from a repetition. */
  #causedBy(cause: Cause): Cause {
    return { ...cause, commandId: this.#dependencies.ids.next(), causationId: cause.commandId, idempotency: undefined };
  }
}
