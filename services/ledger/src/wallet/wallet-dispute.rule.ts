/** The rules of a disputed spend: its amount is credited for the time being, and kept or taken back when it is decided. */
import type { EpochMs } from '@scrip/calendar';
import type { LotTake, TransferredLot, WalletEvent } from '@scrip/contracts';
import { accept, type Decision, reject } from '@scrip/decider';
import { type Fen, least, minus, plus, ZERO_FEN } from '@scrip/money';
import { type Lots, leftIn, partOf, returnsTo, shareOf } from './lots.ts';
import {
  amountNotPositive,
  heldIn,
  refuse,
  type Wallet,
  type WalletState,
  type WalletTerms,
  whyNotOpen,
} from './wallet.decider.ts';
import { returnable, type SpendToReturn, takesBack } from './wallet-return.rule.ts';

/** Open disputes of one wallet: a state must stay small. */
const OPEN_DISPUTES_MAX = 20;

/** A holder disputes a spend. */
export interface OpenDispute {
  readonly disputeId: string;
  /** Id of the lot that the n-th part of the credit becomes, from 0. */
  lotIdOf(part: number): string;
  readonly spendId: string;
  /** Null: all of it that has not come back. */
  readonly amountFen: Fen | null;
  /** snake_case. */
  readonly cause: string;
  /** When the lots of the wallet were loaded, as far as it is known. */
  readonly loadedAt?: ReadonlyMap<string, EpochMs>;
}

/**
 * Opens a dispute and credits its amount provisionally, in lots of its own: of the kinds that were spent and with their
 * dates, as a return would be, that of the payment too: a dispute gains no time to withdraw.
 * Refused in this order: `wallet_unknown`; `wallet_closed`; `spend_unknown`; `spend_disputed`; `amount_not_positive`;
 * `dispute_exceeds_spend` {askedFen, leftFen, excessFen} (also when nothing is left); `open_disputes_exceeded`.
 * @param spend as the history up to this very state has it.
 */
export function openDispute(
  state: WalletState,
  command: OpenDispute,
  spend: SpendToReturn | undefined,
  terms: WalletTerms,
): Decision<WalletEvent> {
  if (state.status !== 'open') return refuse(whyNotOpen(state));
  const { disputeId, lotIdOf, spendId, cause } = command;
  if (!spend) return reject('spend_unknown', { spendId });
  if (state.disputes.some((dispute) => dispute.spendId === spendId)) return reject('spend_disputed', { spendId });
  const leftFen = returnable(spend);
  const amountFen = command.amountFen ?? leftFen;
  if (command.amountFen !== null && amountFen <= 0n) return refuse(amountNotPositive(amountFen));
  if (amountFen > leftFen || leftFen === 0n) {
    return reject('dispute_exceeds_spend', { askedFen: amountFen, leftFen, excessFen: minus(amountFen, leftFen) });
  }
  if (state.disputes.length >= OPEN_DISPUTES_MAX) {
    return reject('open_disputes_exceeded', { openDisputes: state.disputes.length, limit: OPEN_DISPUTES_MAX });
  }
  const { walletId, holderId, programmeId } = state;
  const { merchantId } = spend;
  const backs = returnsTo(state.lots, takesBack(spend.lots, amountFen), terms.product.lots.burn);
  const parts = backs.map((back, index) =>
    creditOf(state.lots, lotIdOf(index), back, command.loadedAt?.get(back.lotId) ?? null),
  );
  return accept({
    type: 'WalletDisputeOpened',
    data: {
      walletId,
      holderId,
      disputeId,
      spendId,
      merchantId,
      amountFen,
      lotId: lotIdOf(0),
      cause,
      programmeId,
      programmeVersion: terms.programmeVersion,
      balanceAfterFen: plus(state.lots.openFen, amountFen),
      parts,
    },
  });
}

/** What was used of the lot stays with the lot. */
function creditOf(lots: Lots, lotId: string, back: LotTake, loadedAt: EpochMs | null): TransferredLot {
  const { principalFen: loadedPrincipalFen, bonusFen: loadedBonusFen } = back;
  return partOf(lots, lotId, { ...back, loadedPrincipalFen, loadedBonusFen }, loadedAt);
}

/** A dispute is decided. */
export interface ResolveDispute {
  readonly disputeId: string;
  readonly inFavourOf: 'holder' | 'merchant';
}

/**
 * Decides a dispute. For the holder: the credit stays, the merchant gives it back. For the merchant: it is taken back, from
 * its own lot first, then from the others, as far as no open hold was promised it; the rest is the issuer's loss.
 * Refused in this order: `wallet_unknown`; `wallet_closed`; `dispute_unknown` (never opened, or decided).
 */
export function resolveDispute(state: WalletState, command: ResolveDispute): Decision<WalletEvent> {
  if (state.status !== 'open') return refuse(whyNotOpen(state));
  const { disputeId, inFavourOf } = command;
  const dispute = state.disputes.find((open) => open.disputeId === disputeId);
  if (!dispute) return reject('dispute_unknown', { disputeId });
  const { amountFen, lotIds, merchantId, spendId } = dispute;
  const takenBackFen = inFavourOf === 'holder' ? ZERO_FEN : least(amountFen, notHeld(state));
  const writtenOffFen = inFavourOf === 'holder' ? ZERO_FEN : minus(amountFen, takenBackFen);
  const { walletId, holderId } = state;
  return accept({
    type: 'WalletDisputeResolved',
    data: {
      walletId,
      holderId,
      disputeId,
      spendId,
      merchantId,
      inFavourOf,
      amountFen,
      takenBackFen,
      writtenOffFen,
      lots: takesOf(state.lots, takenBackFen, new Set(lotIds)),
      balanceAfterFen: minus(state.lots.openFen, takenBackFen),
    },
  });
}

function notHeld(wallet: Wallet): Fen {
  const freeFen = minus(wallet.lots.openFen, heldIn(wallet));
  return freeFen > 0n ? freeFen : ZERO_FEN;
}

/** The provisional lots first, then the youngest: what came last was bought with the credit. */
function takesOf(lots: Lots, amountFen: Fen, provisional: ReadonlySet<string>): readonly LotTake[] {
  const own = lots.open.filter((lot) => provisional.has(lot.lotId));
  const others = lots.open.filter((lot) => !provisional.has(lot.lotId)).toReversed();
  let restFen = amountFen;
  return [...own, ...others].flatMap((lot) => {
    const takeFen = least(restFen, leftIn(lot));
    restFen = minus(restFen, takeFen);
    return takeFen === ZERO_FEN ? [] : [shareOf(lot, takeFen, 'principalFirst')];
  });
}
