/**
 * Uses of an entitlement by one holder or under one contract: reserved, used, released (domain 2.1, 2.11). Counts are by what
 * was given: a quarter's gift is not the next one's. Who may use it is decided before, by `entitlement-check.rule.ts`.
 */
import type { BusinessDate, EpochMs } from '@scrip/calendar';
import type { EntitlementEvent, EntitlementReserved } from '@scrip/contracts';
import { accept, type Decider, type Decision, reject } from '@scrip/decider';
import { type Fen, fen, points } from '@scrip/money';
import type { Entitlement } from '@scrip/programme';
import type { Check } from '../contract/contract-standing.ts';
import type { Grant } from './grant-period.ts';

/** A use that counts. */
export interface KeptUse {
  readonly useId: string;
  readonly grantPeriod: string;
  readonly useCount: number;
  readonly occasion: string | null;
  readonly usedDate: BusinessDate;
  /** What was reserved; null once it is used. */
  readonly reserved: EntitlementReserved | null;
}

/** Uses that count, in the order they were taken; plain data. Uses that were released or reversed are forgotten. */
export interface EntitlementState {
  readonly uses: readonly KeptUse[];
}

/** How an entitlement's stream is folded. */
export const entitlementDecider: Decider<EntitlementState, EntitlementEvent> = {
  stream: 'entitlement',
  initial: { uses: [] },
  evolve({ uses }, event) {
    const others = uses.filter(({ useId }) => useId !== event.data.useId);
    switch (event.type) {
      case 'EntitlementReserved': {
        const { useId, grantPeriod, useCount, occasion, usedDate } = event.data;
        return { uses: [...others, { useId, grantPeriod, useCount, occasion, usedDate, reserved: event.data }] };
      }
      case 'EntitlementUsed': {
        const { useId, grantPeriod, useCount, occasion, usedDate } = event.data;
        return { uses: [...others, { useId, grantPeriod, useCount, occasion, usedDate, reserved: null }] };
      }
      case 'EntitlementReservationReleased':
      case 'EntitlementUseReversed':
        return { uses: others };
    }
  },
};

/** Who takes what. */
export interface Take {
  readonly entitlementId: string;
  readonly useId: string;
  readonly holderId: string;
  readonly contractId: string | null;
  readonly relativeId: string | null;
  readonly gradeKey: string | null;
  readonly programmeId: string;
  readonly programmeVersion: number;
  readonly useCount: number;
  readonly occasion: string | null;
  readonly usedDate: BusinessDate;
  /** What it cost the issuer; null where nothing is said. */
  readonly costFen: Fen | null;
  /** When a reservation is over; null: it is used at once. */
  readonly reservedUntil: EpochMs | null;
  /** The gift of a stock that is handed over; null: none, or only when what is reserved is used. */
  readonly gift: GiftOfStock | null;
}

/** Which gift of which counter's stock. */
export interface GiftOfStock {
  readonly giftKey: string;
  readonly counterKey: string;
}

/** What is decided with: the entitlement, whether it may be used at all, and what is given. */
export interface TakeTerms {
  readonly entitlement: Entitlement;
  readonly checks: readonly Check[];
  readonly grants: readonly Grant[];
}

/** What of a grant is left. */
export interface Left extends Grant {
  readonly usedCount: number;
  readonly reservedCount: number;
  readonly leftCount: number;
}

/** What is left of each grant, in their order. */
export function leftOf(state: EntitlementState, grants: readonly Grant[]): readonly Left[] {
  return grants.map((grant) => {
    const taken = state.uses.filter(({ grantPeriod }) => grantPeriod === grant.period);
    const usedCount = countOf(taken.filter(({ reserved }) => reserved === null));
    const reservedCount = countOf(taken.filter(({ reserved }) => reserved !== null));
    return { ...grant, usedCount, reservedCount, leftCount: Math.max(0, grant.count - usedCount - reservedCount) };
  });
}

/** Uses of a calendar year that count for its limit. */
export function countInYear({ uses }: EntitlementState, date: BusinessDate): number {
  return countOf(uses.filter(({ usedDate }) => usedDate.slice(0, 4) === date.slice(0, 4)));
}

/**
 * Takes uses of the grant that expires first and has enough left, at once or for later. Refused in this order: the first
 * check that is not met; `occasion_used` {occasion, useId}; `nothing_granted` {usedDate}: nothing is given for that day;
 * `count_exhausted` {period, givenCount, usedCount, reservedCount, askedCount, leftCount}; `year_limit_reached` {yearMost,
 * takenCount, askedCount}; `budget_exceeded` {costFen, budgetFen, excessFen}.
 */
export function take(state: EntitlementState, command: Take, terms: TakeTerms): Decision<EntitlementEvent> {
  const { entitlement, checks, grants } = terms;
  const { occasion, usedDate, useCount, costFen, reservedUntil, gift, ...ids } = command;
  const unmet = checks.find(({ met }) => !met);
  if (unmet) return reject(unmet.code, unmet.detail);
  const before = state.uses.find((use) => occasion !== null && use.occasion === occasion);
  const perOccasion = entitlement.grant.on === 'purchase' || entitlement.grant.on === 'stay';
  if (before && !perOccasion) return reject('occasion_used', { occasion, useId: before.useId });
  const all = leftOf(state, grants);
  const most = all.toSorted((one, other) => other.leftCount - one.leftCount)[0];
  if (!most) return reject('nothing_granted', { usedDate });
  const grant = all.find(({ leftCount }) => leftCount >= useCount);
  if (!grant) {
    const { period, count: givenCount, usedCount, reservedCount, leftCount } = most;
    const asked = { givenCount, usedCount, reservedCount, askedCount: useCount, leftCount };
    return reject('count_exhausted', { period, ...asked });
  }
  const yearMost = entitlement.grant.perYearMax;
  const takenCount = countInYear(state, usedDate);
  if (yearMost !== undefined && takenCount + useCount > yearMost) {
    return reject('year_limit_reached', { yearMost, takenCount, askedCount: useCount });
  }
  const over = overBudget(entitlement, costFen);
  if (over) return over;
  const data = {
    ...ids,
    entitlementKey: entitlement.key,
    grantPeriod: grant.period,
    grantedCount: grant.count,
    usedBeforeCount: grant.usedCount + grant.reservedCount,
    useCount,
    occasion,
    effectKind: entitlement.effect.kind,
    usedDate,
  };
  if (reservedUntil !== null)
    return accept({ type: 'EntitlementReserved', data: { ...data, expiresAt: reservedUntil } });
  return accept({
    type: 'EntitlementUsed',
    data: { ...data, ...given(entitlement, useCount), ...fromStock(gift), wasReserved: false, costFen },
  });
}

/** Who uses what was reserved. */
export interface UseReserved {
  readonly useId: string;
  readonly usedDate: BusinessDate;
  readonly at: EpochMs;
  readonly costFen: Fen | null;
  /** As in `Take`. */
  readonly gift: GiftOfStock | null;
}

/**
 * Uses what was reserved; the count was taken then, whether it may be used is looked at again. Refused in this order:
 * `reservation_not_open` {useId}; `reservation_expired` {expiresAt}; the first check that is not met; `budget_exceeded`
 * {costFen, budgetFen, excessFen}.
 */
export function useReserved(
  state: EntitlementState,
  { useId, usedDate, at, costFen, gift }: UseReserved,
  { entitlement, checks }: Pick<TakeTerms, 'entitlement' | 'checks'>,
): Decision<EntitlementEvent> {
  const reserved = reservationOf(state, useId);
  if (!reserved) return reject('reservation_not_open', { useId });
  const { expiresAt, ...about } = reserved;
  if (at >= expiresAt) return reject('reservation_expired', { expiresAt });
  const unmet = checks.find(({ met }) => !met);
  if (unmet) return reject(unmet.code, unmet.detail);
  const over = overBudget(entitlement, costFen);
  if (over) return over;
  const data = { ...about, ...given(entitlement, about.useCount), ...fromStock(gift) };
  return accept({ type: 'EntitlementUsed', data: { ...data, usedDate, wasReserved: true, costFen } });
}

/** Gives a reservation up. Refused: `reservation_not_open` {useId}. */
export function release(
  state: EntitlementState,
  { useId, reason }: { readonly useId: string; readonly reason: string },
): Decision<EntitlementEvent> {
  const reserved = reservationOf(state, useId);
  if (!reserved) return reject('reservation_not_open', { useId });
  const { entitlementId, holderId } = reserved;
  return accept({ type: 'EntitlementReservationReleased', data: { entitlementId, useId, holderId, reason } });
}

/** Ends a reservation whose time is over; one that was used or released in the meantime needs no new fact. */
export function expire(state: EntitlementState, useId: string, at: EpochMs): Decision<EntitlementEvent> {
  const reserved = reservationOf(state, useId);
  return reserved && at >= reserved.expiresAt ? release(state, { useId, reason: 'expired' }) : accept();
}

/** Takes a use back that was a mistake or was not delivered. Refused: `use_not_open` {useId}. */
export function reverse(
  state: EntitlementState,
  command: {
    readonly entitlementId: string;
    readonly useId: string;
    readonly holderId: string;
    readonly reason: string;
  },
): Decision<EntitlementEvent> {
  const { useId } = command;
  const used = state.uses.some((use) => use.useId === useId && use.reserved === null);
  return used ? accept({ type: 'EntitlementUseReversed', data: command }) : reject('use_not_open', { useId });
}

function reservationOf({ uses }: EntitlementState, useId: string): EntitlementReserved | null {
  return uses.find((use) => use.useId === useId)?.reserved ?? null;
}

function overBudget({ effect }: Entitlement, costFen: Fen | null): Decision<never> | null {
  if (effect.kind !== 'gift' || effect.budgetFen === undefined || costFen === null) return null;
  const budgetFen = fen(BigInt(effect.budgetFen));
  return costFen > budgetFen ? reject('budget_exceeded', { costFen, budgetFen, excessFen: costFen - budgetFen }) : null;
}

function given({ effect }: Entitlement, useCount: number) {
  const givenPoints = effect.kind === 'points' ? points(BigInt(effect.points) * BigInt(useCount)) : null;
  return { givenPoints, amountOffFen: null };
}

function fromStock(gift: GiftOfStock | null) {
  return { giftKey: gift?.giftKey ?? null, giftCounterKey: gift?.counterKey ?? null };
}

function countOf(uses: readonly KeptUse[]): number {
  return uses.reduce((sum, { useCount }) => sum + useCount, 0);
}
