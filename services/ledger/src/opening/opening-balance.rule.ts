/** The rule by which a balance of an older system becomes a lot: nothing is paid for it here. */
import type { EpochMs } from '@scrip/calendar';
import type { WalletEvent } from '@scrip/contracts';
import { accept, type Decision, reject } from '@scrip/decider';
import { type Fen, plus } from '@scrip/money';
import { expiryNotices } from '@scrip/programme';
import { amountNotPositive, refuse, type WalletState, type WalletTerms, whyNotOpen } from '../wallet/wallet.decider.ts';

/** What was left on a wallet in the older system. */
export interface OpeningBalance {
  /** Names the balance in the file it came with, unique within an issuer. */
  readonly reference: string;
  readonly principalFen: Fen;
  readonly bonusFen: Fen;
  /** First moment it cannot be used; null if it always can. */
  readonly expiresAt: EpochMs | null;
  /** What had been paid for it, and the bonus given with it; null: what is left of each. A refund goes by them. */
  readonly paidFen: Fen | null;
  readonly givenFen: Fen | null;
  /** When it had been paid; null: not known, and so nobody can withdraw from it. */
  readonly rechargedAt: EpochMs | null;
}

/** An opening balance is to be loaded. */
export interface LoadOpeningBalance extends OpeningBalance {
  readonly lotId: string;
  readonly importId: string;
  readonly at: EpochMs;
}

/**
 * Puts an opening balance into a lot of its own, with the date it came with: the product's validity, minimum, bonus and
 * cap are for recharges. Its notices and what becomes of it when it expires are the product's.
 * Refused in this order: `wallet_unknown`; `amount_not_positive` (both kinds together); `opening_balance_expired`
 * {expiresAt, at}; `opening_balance_exceeds_paid` {principalFen, paidFen, bonusFen, givenFen} (more is left than there was).
 */
export function loadOpeningBalance(
  state: WalletState,
  command: LoadOpeningBalance,
  terms: WalletTerms,
): Decision<WalletEvent> {
  if (state.status !== 'open') return refuse(whyNotOpen(state));
  const { at, ...balance } = command;
  const { expiresAt, principalFen, bonusFen } = balance;
  const amountFen = plus(principalFen, bonusFen);
  if (amountFen <= 0n) return refuse(amountNotPositive(amountFen));
  if (expiresAt !== null && expiresAt <= at) return reject('opening_balance_expired', { expiresAt, at });
  const { paidFen, givenFen } = balance;
  if ((paidFen !== null && principalFen > paidFen) || (givenFen !== null && bonusFen > givenFen)) {
    return reject('opening_balance_exceeds_paid', { principalFen, paidFen, bonusFen, givenFen });
  }
  const { programmeVersion, product } = terms;
  // What was due before has been told by the older system.
  const notices = expiresAt === null ? [] : expiryNotices(expiresAt, product).filter((due) => due > at);
  const { walletId, holderId, programmeId } = state;
  return accept({
    type: 'WalletOpeningBalanceLoaded',
    data: {
      walletId,
      holderId,
      ...balance,
      expiryNotices: notices.length > 0 ? notices : null,
      breakage: expiresAt !== null && product.lots.validity !== 'none' && product.lots.validity.onExpiry === 'breakage',
      programmeId,
      programmeVersion,
      balanceAfterFen: plus(state.lots.openFen, amountFen),
    },
  });
}
