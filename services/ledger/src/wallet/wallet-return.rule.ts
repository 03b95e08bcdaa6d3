/** The rule by which a merchant gives back what a spend paid: to the lots it came from, never more than was taken. */
import type { LotTake, WalletEvent } from '@scrip/contracts';
import { accept, type Decision, reject } from '@scrip/decider';
import { type Fen, least, minus, plus, sumFen, ZERO_FEN } from '@scrip/money';
import { returnsTo } from './lots.ts';
import { amountNotPositive, refuse, type WalletState, type WalletTerms, whyNotOpen } from './wallet.decider.ts';

/** What was bought is given back, all or in part. */
export interface ReturnSpend {
  readonly returnId: string;
  /** The spend, or the hold whose capture paid. */
  readonly spendId: string;
  /** Null: all that can still be returned. */
  readonly amountFen: Fen | null;
  /** Whom the till acts for; null: any. */
  readonly merchantId: string | null;
}

/** A spend as a wallet's history has it, and what of it has not come back. */
export interface SpendToReturn {
  readonly spendId: string;
  readonly merchantId: string;
  readonly chargedFen: Fen;
  /** What each lot gave and did not get back, in the order it was taken. */
  readonly lots: readonly LotTake[];
  /** Version it was decided under, where its event names one. */
  readonly programmeVersion: number | null;
}

/** A spend of a wallet's history; undefined when the history has none of this id. */
export function spendIn(history: readonly WalletEvent[], spendId: string): SpendToReturn | undefined {
  let found: SpendToReturn | undefined;
  let credited: readonly LotTake[] | undefined;
  for (const event of history) {
    if (event.type === 'WalletSpent' && event.data.spendId === spendId) {
      const { merchantId, chargedFen, lots, programmeVersion } = event.data;
      found = { spendId, merchantId, chargedFen, lots, programmeVersion };
    } else if (event.type === 'WalletHoldCaptured' && event.data.holdId === spendId) {
      const { merchantId, capturedFen, lots } = event.data;
      found = { spendId, merchantId, chargedFen: capturedFen, lots, programmeVersion: null };
    } else if (found && givesBack(event, spendId)) {
      found = { ...found, lots: withoutBack(found.lots, event.data.lots) };
    } else if (event.type === 'WalletDisputeOpened' && event.data.spendId === spendId) {
      credited = event.data.parts?.map(({ fromLotId: lotId, principalFen, bonusFen }) => ({
        lotId,
        principalFen,
        bonusFen,
      }));
    } else if (found && isCredited(event, spendId)) {
      const back = takesBack(found.lots, event.data.amountFen).map(({ most, backFen }) => shareOfTake(most, backFen));
      found = { ...found, lots: withoutBack(found.lots, credited ?? back) };
    }
  }
  return found;
}

type GivingBack = Extract<WalletEvent, { type: 'WalletReturned' | 'WalletSpendVoided' | 'WalletSpendAssumedByIssuer' }>;

function givesBack(event: WalletEvent, spendId: string): event is GivingBack {
  const { type } = event;
  const isBack = type === 'WalletReturned' || type === 'WalletSpendVoided' || type === 'WalletSpendAssumedByIssuer';
  return isBack && event.data.spendId === spendId;
}

/** A dispute that the holder won: the merchant has given that much back. */
function isCredited(
  event: WalletEvent,
  spendId: string,
): event is Extract<WalletEvent, { type: 'WalletDisputeResolved' }> {
  return event.type === 'WalletDisputeResolved' && event.data.spendId === spendId && event.data.inFavourOf === 'holder';
}

function shareOfTake({ lotId, principalFen }: LotTake, backFen: Fen): LotTake {
  const principalBackFen = least(backFen, principalFen);
  return { lotId, principalFen: principalBackFen, bonusFen: minus(backFen, principalBackFen) };
}

function withoutBack(lots: readonly LotTake[], back: readonly LotTake[]): readonly LotTake[] {
  return lots.map((lot) => {
    const returned = back.find((one) => one.lotId === lot.lotId);
    if (!returned) return lot;
    const principalFen = minus(lot.principalFen, returned.principalFen);
    return { lotId: lot.lotId, principalFen, bonusFen: minus(lot.bonusFen, returned.bonusFen) };
  });
}

/** What of a spend can still be returned. */
export function returnable(spend: SpendToReturn): Fen {
  return sumFen(spend.lots.map((lot) => plus(lot.principalFen, lot.bonusFen)));
}

/**
 * Gives value back to the lots that a spend took it from, the last one first; within a lot the split is recomputed on
 * its running net use, so that spends and returns never drift (domain 2.2, A3 and A3b). An expired lot gets its value
 * back with its date: whoever bought with the last of a lot does not gain time by returning.
 * Refused in this order: `wallet_unknown`; `wallet_closed`; `spend_unknown`; `merchant_mismatch`; `spend_disputed`; `amount_not_positive`;
 * `return_exceeds_spend` {askedFen, chargedFen, leftFen, excessFen} (also when nothing is left, or the issuer bears it).
 * @param spend as the history up to this very state has it.
 */
export function returnSpend(
  state: WalletState,
  command: ReturnSpend,
  spend: SpendToReturn | undefined,
  terms: WalletTerms,
): Decision<WalletEvent> {
  if (state.status !== 'open') return refuse(whyNotOpen(state));
  const { returnId, spendId } = command;
  if (!spend) return reject('spend_unknown', { spendId });
  const { merchantId, chargedFen } = spend;
  if (command.merchantId !== null && command.merchantId !== merchantId) return reject('merchant_mismatch');
  if (state.disputes.some((dispute) => dispute.spendId === spendId)) return reject('spend_disputed', { spendId });
  const mayReturnFen = returnable(spend);
  const askedFen = command.amountFen ?? mayReturnFen;
  if (command.amountFen !== null && askedFen <= 0n) return refuse(amountNotPositive(askedFen));
  if (askedFen > mayReturnFen || mayReturnFen === 0n) {
    const excessFen = minus(askedFen, mayReturnFen);
    return reject('return_exceeds_spend', { askedFen, chargedFen, leftFen: mayReturnFen, excessFen });
  }
  const { walletId, holderId, programmeId } = state;
  const { programmeVersion, product } = terms;
  const lots = returnsTo(state.lots, takesBack(spend.lots, askedFen), product.lots.burn);
  return accept({
    type: 'WalletReturned',
    data: {
      walletId,
      holderId,
      returnId,
      spendId,
      merchantId,
      returnedFen: askedFen,
      leftFen: minus(mayReturnFen, askedFen),
      lots,
      programmeId,
      programmeVersion,
      balanceAfterFen: plus(state.lots.openFen, askedFen),
    },
  });
}

/** How much each lot gets back, and the most of each kind: the lot that was taken from last comes first. */
export function takesBack(
  lots: readonly LotTake[],
  amountFen: Fen,
): readonly { readonly most: LotTake; readonly backFen: Fen }[] {
  let restFen = amountFen;
  return lots.toReversed().flatMap((most) => {
    const backFen = least(restFen, plus(most.principalFen, most.bonusFen));
    restFen = minus(restFen, backFen);
    return backFen === ZERO_FEN ? [] : [{ most, backFen }];
  });
}
