/** The rule by which lots grow old: the holder is told in time, and what is left in the end becomes the issuer's. */
import { businessDate, type EpochMs, lastUsableInstant } from '@scrip/calendar';
import type { WalletEvent } from '@scrip/contracts';
import { accept, type Decision } from '@scrip/decider';
import { type Fen, least, minus, plus, ZERO_FEN } from '@scrip/money';
import { type Lot, leftIn, shareOf } from './lots.ts';
import { heldIn, refuse, type Wallet, type WalletState, whyNotOpen } from './wallet.decider.ts';

/** What the issuer has of a lapsed lot. */
export interface Breakage {
  /** First moment the lot could not be used. */
  readonly expiredAt: EpochMs;
  readonly principalFen: Fen;
  readonly bonusFen: Fen;
}

/**
 * The breakage of a lot in a wallet's history since it was last extended, which gave back what could still be given back;
 * undefined where there is none.
 */
export function breakageIn(history: readonly WalletEvent[], lotId: string): Breakage | undefined {
  let found: Breakage | undefined;
  for (const event of history) {
    if (event.type !== 'WalletBreakageTaken' && event.type !== 'WalletLotExtended') continue;
    if (event.data.lotId !== lotId) continue;
    if (event.type === 'WalletLotExtended') found = undefined;
    else {
      const { expiredAt, principalFen, bonusFen } = event.data;
      const before = found ?? { principalFen: ZERO_FEN, bonusFen: ZERO_FEN };
      const taken = {
        principalFen: plus(before.principalFen, principalFen),
        bonusFen: plus(before.bonusFen, bonusFen),
      };
      found = { expiredAt, ...taken };
    }
  }
  return found;
}

/** Something may be due with a lot. */
export interface AgeLot {
  readonly lotId: string;
  readonly at: EpochMs;
}

/**
 * What is due with a lot at a moment: it has expired and its recharge said breakage (domain 2.2, A6), or it is time for a
 * notice; of several that are due only the latest is told. Nothing where nothing is due or left, so that it may be asked
 * again and by several workers. What open holds were promised is left in the wallet until they are closed, and a
 * provisional credit until its dispute is decided: it would be taken twice if the merchant wins.
 * Refused in this order: `wallet_unknown`; `wallet_closed`.
 */
export function ageLot(state: WalletState, { lotId, at }: AgeLot): Decision<WalletEvent> {
  if (state.status !== 'open') return refuse(whyNotOpen(state));
  const lot = state.lots.open.find((open) => open.lotId === lotId);
  if (!lot || lot.expiresAt === null) return accept();
  if (at >= lot.expiresAt) {
    const isCredit = state.disputes.some((dispute) => dispute.lotIds.includes(lotId));
    return lot.breakage && !isCredit ? breakage(state, lot, lot.expiresAt) : accept();
  }
  const noticeAt = lot.expiryNotices.findLast((due) => due <= at);
  return noticeAt === undefined ? accept() : notice(state, lot, lot.expiresAt, noticeAt);
}

function breakage(wallet: Wallet, lot: Lot, expiredAt: EpochMs): Decision<WalletEvent> {
  const brokenFen = least(leftIn(lot), notHeld(wallet));
  if (brokenFen === ZERO_FEN) return accept();
  const { walletId, holderId, programmeId } = wallet;
  const { lotId, programmeVersion } = lot;
  // In part only where a hold was promised the rest: principal first, which is what the issuer owes.
  const { principalFen, bonusFen } = shareOf(lot, brokenFen, 'principalFirst');
  const balanceAfterFen = minus(wallet.lots.openFen, brokenFen);
  return accept({
    type: 'WalletBreakageTaken',
    data: {
      walletId,
      holderId,
      lotId,
      expiredAt,
      principalFen,
      bonusFen,
      programmeId,
      programmeVersion,
      balanceAfterFen,
    },
  });
}

/** Value that no open hold reserves, of expired lots too: a capture may be paid from them. */
function notHeld(wallet: Wallet): Fen {
  const freeFen = minus(wallet.lots.openFen, heldIn(wallet));
  return freeFen > 0n ? freeFen : ZERO_FEN;
}

function notice(wallet: Wallet, lot: Lot, expiresAt: EpochMs, noticeAt: EpochMs): Decision<WalletEvent> {
  const { walletId, holderId, programmeId } = wallet;
  return accept({
    type: 'WalletExpiryNoticed',
    data: {
      walletId,
      holderId,
      lotId: lot.lotId,
      noticeAt,
      expiresAt,
      lastUsableDate: businessDate(lastUsableInstant(expiresAt)),
      leftFen: plus(lot.principalFen, lot.bonusFen),
      programmeId,
      programmeVersion: lot.programmeVersion,
    },
  });
}
