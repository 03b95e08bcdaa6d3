/** The rule by which a lot is paid back to its holder (domain 3, judicial interpretation 2025 No. 4). */
import { type EpochMs, expiryAfter, toRfc3339 } from '@scrip/calendar';
import type { WalletEvent } from '@scrip/contracts';
import { accept, type Decision, reject } from '@scrip/decider';
import { type Fen, fen, halfUpQuotient, least, minus, plus, ZERO_FEN } from '@scrip/money';
import { type Lot, leftIn } from './lots.ts';
import { frozen, refuse, type WalletState, type WalletTerms, whyNotOpen } from './wallet.decider.ts';
import { promisedTo } from './wallet-cancel.rule.ts';

/** Why a lot is paid back, which says how what was used of it is valued. */
export const REFUND_CAUSES = ['issuer', 'holder', 'withdrawal', 'agreed'] as const;

/** One of the causes. */
export type RefundCause = (typeof REFUND_CAUSES)[number];

/** A holder asks for the money back. */
export interface RefundLot {
  readonly refundId: string;
  readonly lotId: string;
  readonly cause: RefundCause;
  readonly payTo: 'cash' | 'same-name-account';
  readonly at: EpochMs;
  /** When the lot was loaded, which is when it was recharged unless it came from elsewhere. */
  readonly rechargedAt: EpochMs;
  /** Number of the invoice that its recharge has; null, or left out, if it has none. */
  readonly invoiceNo?: string | null;
}

/** Within it a holder may withdraw from a recharge of which nothing was used (judicial interpretation 2025 No. 4). */
const WITHDRAWAL_PERIOD = 'P7D';

/**
 * Pays back a lot; what is left in it besides is void. What was used is worth, by the cause: `issuer` its discounted
 * price, used × paid / (paid + bonus), rounded once, half up; `holder` its undiscounted price, all that was used;
 * `agreed` the principal that was used; `withdrawal` nothing, for nothing may have been used. The refund is what was paid
 * less that, never below zero and never more than was paid (domain 3: 3,000 paid + 1,000 bonus, 3,594 used: 304.50).
 * Refused in this order: `wallet_unknown`; `wallet_closed`; `wallet_frozen` (but for an heir: cause deceased); `refund_not_allowed`
 * {policy, cause}; `lot_unknown` (not of this wallet, or empty); `spend_disputed` (a provisional credit is nobody's yet);
 * `refund_not_allowed` (of a lot that nobody paid for, such as a correction, only as agreed); `recharge_invoiced`
 * {rechargeId, invoiceNo} (its invoice is voided first); `refund_not_allowed` (a withdrawal of a lot that was brought in
 * without the day of its payment); `withdrawal_period_over` {endedAt}; `lot_used` {usedFen};
 * `holds_open` {heldFen, availableFen}; `cash_refund_exceeds_limit` {refundFen, limitFen}.
 */
export function refundLot(state: WalletState, command: RefundLot, terms: WalletTerms): Decision<WalletEvent> {
  if (state.status !== 'open') return refuse(whyNotOpen(state));
  const { refundId, lotId, cause, payTo, at, rechargedAt } = command;
  if (state.frozenFor !== null && state.frozenFor !== 'deceased') return refuse(frozen(state.frozenFor));
  const { policy = 'never', cashUpToFen = 0 } = terms.product.refund ?? {};
  if (policy === 'never' || (policy === 'statutory' && cause === 'agreed')) {
    return reject('refund_not_allowed', { policy, cause });
  }
  const lot = state.lots.open.find((open) => open.lotId === lotId);
  if (!lot) return reject('lot_unknown', { lotId });
  if (state.disputes.some((dispute) => dispute.lotIds.includes(lotId))) return reject('spend_disputed', { lotId });
  if (!lot.recharged && cause !== 'agreed') return reject('refund_not_allowed', { policy, cause });
  const { rechargeId } = lot;
  const invoiceNo = command.invoiceNo ?? null;
  if (invoiceNo !== null) return reject('recharge_invoiced', { rechargeId, invoiceNo });
  const leftFen = leftIn(lot);
  const usedFen = minus(plus(lot.loadedPrincipalFen, lot.loadedBonusFen), leftFen);
  if (cause === 'withdrawal') {
    const paidAt = lot.rechargedAt ?? (rechargeId === null ? null : rechargedAt);
    if (paidAt === null) return reject('refund_not_allowed', { policy, cause });
    const endedAt = expiryAfter(paidAt, WITHDRAWAL_PERIOD);
    if (at >= endedAt) return reject('withdrawal_period_over', { endedAt: toRfc3339(endedAt) });
    if (usedFen > 0n) return reject('lot_used', { usedFen });
  }
  const promised = promisedTo(state, leftFen);
  if (promised) return promised;
  const usedWorthFen = worthOfUse(lot, usedFen, cause);
  const unusedFen = minus(lot.loadedPrincipalFen, usedWorthFen);
  const refundedFen = unusedFen > 0n ? least(unusedFen, leftFen) : ZERO_FEN;
  if (payTo === 'cash' && refundedFen > BigInt(cashUpToFen)) {
    return reject('cash_refund_exceeds_limit', { refundFen: refundedFen, limitFen: fen(cashUpToFen) });
  }
  const { walletId, holderId, programmeId } = state;
  return accept({
    type: 'WalletRefunded',
    data: {
      walletId,
      holderId,
      refundId,
      lotId,
      cause,
      paidFen: lot.loadedPrincipalFen,
      usedFen,
      usedWorthFen,
      refundedFen,
      principalFen: lot.principalFen,
      bonusFen: lot.bonusFen,
      payTo,
      programmeId,
      programmeVersion: terms.programmeVersion,
      balanceAfterFen: minus(state.lots.openFen, leftFen),
    },
  });
}

function worthOfUse(lot: Lot, usedFen: Fen, cause: RefundCause): Fen {
  switch (cause) {
    case 'issuer': {
      const loadedFen = plus(lot.loadedPrincipalFen, lot.loadedBonusFen);
      return fen(halfUpQuotient(usedFen * lot.loadedPrincipalFen, loadedFen));
    }
    case 'holder':
      return usedFen;
    case 'agreed':
      return minus(lot.loadedPrincipalFen, least(lot.loadedPrincipalFen, lot.principalFen));
    case 'withdrawal':
      return ZERO_FEN;
  }
}
