/** Goods for points: put aside when the points are used, then collected or given up (domain 2.1, M6). */
import type { RedeemedItem, RedemptionEvent, RedemptionMade } from '@scrip/contracts';
import { type Decider, InvariantError } from '@scrip/decider';

/** A redemption by what became of it. Plain data, since snapshots keep it as JSON. */
export type RedemptionState =
  | { readonly kind: 'unknown' }
  | {
      readonly kind: 'waiting' | 'collected' | 'cancelled';
      readonly redemptionId: string;
      readonly accountId: string;
      readonly membershipId: string;
      readonly holderId: string;
      readonly counterKey: string;
      readonly merchantId: string;
      readonly items: readonly RedeemedItem[];
      readonly lots: RedemptionMade['lots'];
      readonly programmeId: string;
      readonly programmeVersion: number;
      /** Epoch milliseconds; null: it waits as long as it takes. */
      readonly collectUntil: number | null;
    };

/** A redemption that was made. */
export type MadeRedemption = Exclude<RedemptionState, { kind: 'unknown' }>;

export const redemptionDecider: Decider<RedemptionState, RedemptionEvent> = {
  stream: 'redemption',
  initial: { kind: 'unknown' },
  evolve(state, event) {
    switch (event.type) {
      case 'RedemptionMade': {
        const { ladderFen: _, usedPoints: __, ...made } = event.data;
        return { kind: 'waiting', ...made };
      }
      case 'RedemptionCollected':
        return { ...waiting(state, event), kind: 'collected' };
      case 'RedemptionCancelled':
        return { ...waiting(state, event), kind: 'cancelled' };
    }
  },
};

function waiting(state: RedemptionState, event: RedemptionEvent): MadeRedemption {
  if (state.kind !== 'waiting') throw new InvariantError(`${event.type} of a redemption that is ${state.kind}`);
  return state;
}
