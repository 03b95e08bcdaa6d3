/**
 * The rules by which a till takes back what it asked for, by the key it asked with: it need not know whether its request
 * ever arrived. What arrived is undone; what did not is refused when it comes.
 */
import type { WalletEvent, WalletRecharged } from '@scrip/contracts';
import { accept, type Decision, reject } from '@scrip/decider';
import { minus, plus, ZERO_FEN } from '@scrip/money';
import { leftIn, returnsTo } from './lots.ts';
import {
  frozen,
  heldIn,
  refuse,
  type Wallet,
  type WalletState,
  type WalletTerms,
  whyNotOpen,
} from './wallet.decider.ts';
import { releaseHold } from './wallet-hold.rule.ts';
import { returnable, type SpendToReturn, takesBack } from './wallet-return.rule.ts';

/** A request is cancelled. */
export interface Cancel {
  /** Of the spend, recharge or hold, made of the key it was asked under. */
  readonly id: string;
  /** Whom the till acts for; null: any. */
  readonly merchantId: string | null;
  /** snake_case. */
  readonly reason: string;
}

/**
 * Undoes a spend, or bars one that has not arrived. Cancelled already: nothing new.
 * Refused in this order: `wallet_unknown`; `wallet_closed`; `merchant_mismatch`; `spend_disputed`; `spend_returned` {chargedFen, leftFen}
 * (a part came back already, or the issuer bears it: what is left is a return).
 * @param spend as the history up to this very state has it; undefined if it has none.
 */
export function cancelSpend(
  state: WalletState,
  { id: spendId, merchantId, reason }: Cancel,
  spend: SpendToReturn | undefined,
  terms: WalletTerms,
): Decision<WalletEvent> {
  if (state.status !== 'open') return refuse(whyNotOpen(state));
  if (state.cancelled.includes(spendId)) return accept();
  const { walletId, holderId } = state;
  const balanceFen = state.lots.openFen;
  if (!spend) {
    const nothing = { merchantId: null, voidedFen: ZERO_FEN, lots: [], reason, balanceAfterFen: balanceFen };
    return accept({ type: 'WalletSpendVoided', data: { walletId, holderId, spendId, ...nothing } });
  }
  if (merchantId !== null && merchantId !== spend.merchantId) return reject('merchant_mismatch');
  if (state.disputes.some((dispute) => dispute.spendId === spendId)) return reject('spend_disputed', { spendId });
  const leftFen = returnable(spend);
  if (leftFen !== spend.chargedFen) return reject('spend_returned', { chargedFen: spend.chargedFen, leftFen });
  const lots = returnsTo(state.lots, takesBack(spend.lots, leftFen), terms.product.lots.burn);
  return accept({
    type: 'WalletSpendVoided',
    data: {
      walletId,
      holderId,
      spendId,
      merchantId: spend.merchantId,
      voidedFen: leftFen,
      lots,
      reason,
      balanceAfterFen: plus(balanceFen, leftFen),
    },
  });
}

/** A recharge is cancelled. */
export interface RechargeToCancel extends Cancel {
  /** Undefined where it has not arrived, or was refused. */
  readonly arrived: Pick<WalletRecharged, 'lotId' | 'tender' | 'principalFen' | 'bonusFen'> | undefined;
  /** Number of the invoice that it has; null, or left out, if it has none. */
  readonly invoiceNo?: string | null;
}

/**
 * Undoes a recharge of which nothing was used, or bars one that has not arrived. Cancelled already: nothing new.
 * Refused in this order: `wallet_unknown`; `wallet_closed`; `wallet_frozen`; `recharge_invoiced` {rechargeId, invoiceNo}
 * (its invoice is voided first); `recharge_used` {loadedFen, leftFen}; `holds_open` {heldFen, availableFen}.
 */
export function cancelRecharge(state: WalletState, command: RechargeToCancel): Decision<WalletEvent> {
  if (state.status !== 'open') return refuse(whyNotOpen(state));
  const { id: rechargeId, arrived, reason } = command;
  if (state.cancelled.includes(rechargeId)) return accept();
  const { walletId, holderId, programmeId } = state;
  const ids = { walletId, holderId, rechargeId, reason, programmeId };
  const balanceFen = state.lots.openFen;
  if (arrived && state.frozenFor !== null) return refuse(frozen(state.frozenFor));
  if (!arrived) {
    const nothing = { lotId: null, principalFen: ZERO_FEN, bonusFen: ZERO_FEN, tender: null };
    return accept({ type: 'WalletRechargeVoided', data: { ...ids, ...nothing, balanceAfterFen: balanceFen } });
  }
  const invoiceNo = command.invoiceNo ?? null;
  if (invoiceNo !== null) return reject('recharge_invoiced', { rechargeId, invoiceNo });
  const { lotId, tender } = arrived;
  const loadedFen = plus(arrived.principalFen, arrived.bonusFen);
  const lot = state.lots.open.find((open) => open.lotId === lotId);
  const leftFen = lot ? leftIn(lot) : ZERO_FEN;
  if (!lot || leftFen !== loadedFen) return reject('recharge_used', { loadedFen, leftFen });
  const shortOf = promisedTo(state, leftFen);
  if (shortOf) return shortOf;
  const { principalFen, bonusFen } = lot;
  return accept({
    type: 'WalletRechargeVoided',
    data: { ...ids, lotId, principalFen, bonusFen, tender, balanceAfterFen: minus(balanceFen, leftFen) },
  });
}

/** Why an amount cannot leave the wallet: open holds were promised it. */
export function promisedTo(wallet: Wallet, leavingFen: bigint): Decision<never> | undefined {
  const heldFen = heldIn(wallet);
  const availableFen = minus(wallet.lots.openFen, heldFen);
  return leavingFen > availableFen ? reject('holds_open', { heldFen, availableFen }) : undefined;
}

/** A hold is cancelled. */
export interface HoldToCancel extends Cancel {
  /** Whether it was ever made under its key. */
  readonly arrived: boolean;
}

/** Gives up a hold by its key, or bars one that has not arrived. Cancelled already: nothing new. Refused as `releaseHold`. */
export function cancelHold(state: WalletState, command: HoldToCancel): Decision<WalletEvent> {
  if (state.status !== 'open') return refuse(whyNotOpen(state));
  const { id: holdId, merchantId, reason, arrived } = command;
  if (state.cancelled.includes(holdId)) return accept();
  if (arrived) return releaseHold(state, { holdId, merchantId, reason });
  const { walletId, holderId } = state;
  return accept({ type: 'WalletHoldBarred', data: { walletId, holderId, holdId, reason } });
}
