/** The rule by which a wallet that its holder does not use falls dormant: the holder is told in time, then it is frozen. */
import {
  addPeriodToDate,
  type BusinessDate,
  businessDate,
  dateEarlier,
  daysEarlier,
  type EpochMs,
  expiryAfter,
  startOfBusinessDay,
} from '@scrip/calendar';
import type { WalletDormancyNoticed, WalletEvent } from '@scrip/contracts';
import { accept, type Decision } from '@scrip/decider';
import { refuse, type WalletState, type WalletTerms, whyNotOpen } from './wallet.decider.ts';
import { freeze } from './wallet-service.rule.ts';
import { type FactTimes, usedAt } from './wallet-use.ts';

/** How many days before it a holder is told: as many as before a lot lapses (domain 2.2). */
const NOTICE_DAYS = 30;
/** By how many days a month may be shorter than another: a month that lacks the day ends on its last one. */
const SHORT_MONTH_DAYS = 3;

/** How long a wallet has not been used. */
export interface Disuse {
  readonly lastUsedAt: EpochMs;
  /** Of what its holder was told since; null: nothing. */
  readonly told: Pick<WalletDormancyNoticed, 'dormantAt' | 'dormantAfterMonths'> | null;
}

/** A fact of a wallet's history with its times. */
export type TimedFact = FactTimes & { readonly event: WalletEvent };

/**
 * How long a wallet has not been used, out of the facts since a moment at which it was last used, as far as was known before
 * them.
 */
export function disuseIn(facts: readonly TimedFact[], knownUsedAt: EpochMs): Disuse {
  let lastUsedAt = knownUsedAt;
  let told: WalletDormancyNoticed | null = null;
  for (const { event, ...times } of facts) {
    lastUsedAt = Math.max(lastUsedAt, usedAt(event, times) ?? 0);
    if (event.type === 'WalletDormancyNoticed') told = event.data;
  }
  return { lastUsedAt, told: told?.lastUsedAt === lastUsedAt ? told : null };
}

/** Wallets that were used at this moment or later have nothing due on a day; of those before it some have. */
export function unusedBefore(day: BusinessDate, dormantAfterMonths: number): EpochMs {
  const used = dateEarlier(addPeriodToDate(day, `P${NOTICE_DAYS}D`), `P${dormantAfterMonths}M`);
  return startOfBusinessDay(addPeriodToDate(used, `P${SHORT_MONTH_DAYS}D`));
}

/**
 * What is due with a wallet at the begin of a business day: its holder is told 30 days before it is dormant, and it is frozen
 * as dormant when as many months as the product says are over after the day it was last used, never sooner than the holder
 * was told: where the product says another number since, the holder is told anew. It is unfrozen as any frozen wallet is,
 * which counts as use. Nothing where the product has no dormancy, while it is frozen or a hold is open, and where nothing is due, so that it may be asked again and by several processes. (No source in
 * the domain: a term that a programme may have.)
 * Refused in this order: `wallet_unknown`; `wallet_closed`.
 * @param disuse as the history up to this very state has it.
 */
export function fallDormant(
  state: WalletState,
  { at, disuse }: { readonly at: EpochMs; readonly disuse: Disuse },
  { product, programmeVersion }: WalletTerms,
): Decision<WalletEvent> {
  if (state.status !== 'open') return refuse(whyNotOpen(state));
  const { dormantAfterMonths } = product;
  if (dormantAfterMonths === undefined || state.frozenFor !== null || state.holds.length > 0) return accept();
  const { lastUsedAt, told } = disuse;
  if (told?.dormantAfterMonths === dormantAfterMonths)
    return at < told.dormantAt ? accept() : freeze(state, { cause: 'dormant', reference: null });
  const agreedAt = expiryAfter(lastUsedAt, `P${dormantAfterMonths}M`);
  if (at < startOfBusinessDay(daysEarlier(businessDate(agreedAt), NOTICE_DAYS))) return accept();
  const inTimeAt = startOfBusinessDay(addPeriodToDate(businessDate(at), `P${NOTICE_DAYS}D`));
  const dormantAt = Math.max(agreedAt, inTimeAt);
  const { walletId, holderId, programmeId } = state;
  return accept({
    type: 'WalletDormancyNoticed',
    data: {
      walletId,
      holderId,
      lastUsedAt,
      dormantAfterMonths,
      dormantAt,
      lastUsableDate: daysEarlier(businessDate(dormantAt), 1),
      balanceFen: state.lots.openFen,
      programmeId,
      programmeVersion,
    },
  });
}
