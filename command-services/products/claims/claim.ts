import type { ClaimEvent } from '@shop/shared-events';
import { accept, type Decider, type Decision, nothing, refuse } from '@shop/platform/command-handling/decider.ts';
import type { NameKind } from './names.ts';

/** Who holds a name, from the events of `sku-{sku}` or `slug-{slug}`. */
export interface ClaimState {
  readonly owner: string | null;
  /** Revision of the event by which the owner holds it; it tells one claim from the next. */
  readonly claimedAt: number;
  /** Revision of the last event; -1 before the first. */
  readonly revision: number;
}

export type ClaimCommand =
  | {
      readonly type: 'Claim';
      readonly value: string;
      readonly productId: string;
      /** A claim that was forfeited: it may be taken over as long as it still is this very one. */
      readonly over?: { readonly owner: string; readonly claimedAt: number };
    }
  | { readonly type: 'Release'; readonly value: string; readonly productId: string; readonly claimedAt: number };

const unclaimed: ClaimState = { owner: null, claimedAt: -1, revision: -1 };

/** The rules of one kind of name. A claim that is held is never claimed without being released in the same append. */
export function claimDecider(kind: NameKind): Decider<ClaimState, ClaimCommand, ClaimEvent> {
  return { initial: unclaimed, decide: (command, state) => decide(kind, command, state), evolve };
}

function decide(kind: NameKind, command: ClaimCommand, state: ClaimState): Decision<ClaimEvent> {
  const { value, productId } = command;
  switch (command.type) {
    case 'Claim': {
      const mine = claimed(kind, value, productId);
      if (state.owner === null) return accept(mine);
      // A claim of the product's own begins anew, so that what rests on the older one cannot release it.
      const free =
        state.owner === productId || (command.over?.owner === state.owner && command.over.claimedAt === state.claimedAt);
      if (free) return accept(released(kind, value, state.owner), mine);
      return refuse('taken', 'Another product holds this name.', { owner: state.owner, claimedAt: state.claimedAt });
    }
    case 'Release':
      if (state.owner !== productId || state.claimedAt !== command.claimedAt) return nothing;
      return accept(released(kind, value, productId));
    default:
      return command satisfies never;
  }
}

function claimed(kind: NameKind, value: string, productId: string): ClaimEvent {
  return kind === 'sku'
    ? { type: 'SkuClaimed', data: { sku: value, productId } }
    : { type: 'SlugClaimed', data: { slug: value, productId } };
}

function released(kind: NameKind, value: string, productId: string): ClaimEvent {
  return kind === 'sku'
    ? { type: 'SkuReleased', data: { sku: value, productId } }
    : { type: 'SlugReleased', data: { slug: value, productId } };
}

function evolve(state: ClaimState, event: ClaimEvent): ClaimState {
  const revision = state.revision + 1;
  switch (event.type) {
    case 'SkuClaimed':
    case 'SlugClaimed':
      return { owner: event.data.productId, claimedAt: revision, revision };
    case 'SkuReleased':
    case 'SlugReleased':
      return { owner: null, claimedAt: -1, revision };
    default:
      return event satisfies never;
  }
}
