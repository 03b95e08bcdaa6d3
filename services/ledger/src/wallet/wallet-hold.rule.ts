/** The rules about value that is reserved for a merchant: hold, capture in part or whole, release. */
import type { EpochMs } from '@scrip/calendar';
import type { WalletEvent, WalletHoldCaptured } from '@scrip/contracts';
import { accept, type Decision, reject } from '@scrip/decider';
import { type Fen, minus, plus } from '@scrip/money';
import { holdEnd } from '@scrip/programme';
import { takesForCapture } from './lots.ts';
import {
  amountNotPositive,
  availableIn,
  balanceShort,
  frozen,
  type Hold,
  heldIn,
  OPEN_HOLDS_MAX,
  refuse,
  type WalletState,
  type WalletTerms,
  whyNotOpen,
  whyNotPaidWith,
} from './wallet.decider.ts';
import { authorisedBy, type BroughtAuthorisation } from './wallet-authorisation.rule.ts';
import { type Asked, priced, type Slip, whyNotSigned } from './wallet-till.rule.ts';

/** A purchase was authorised that is settled later. */
export interface PlaceHold extends Slip {
  readonly holdId: string;
  readonly cardId: string;
  readonly merchantId: string;
  readonly asked: Asked;
  /** Who signed, by the code of the issuer; null if nobody did. */
  readonly signatoryId: string | null;
  /** Of the PIN, where the product asks for one; left out: none. */
  readonly authorisation?: BroughtAuthorisation | undefined;
  readonly at: EpochMs;
}

/**
 * Reserves value for a merchant; it stays in the balance and cannot be used otherwise. A hold never splits.
 * Refused in this order: `wallet_unknown`; `wallet_closed`; `hold_cancelled`; `wallet_frozen`; the states of its card;
 * `amount_not_positive`; `signature_required`, `signatory_unknown`, `signatory_lapsed`; `pin_required`,
 * `authorisation_invalid`, `authorisation_expired`, `authorisation_amount_mismatch` (domain 2.2); `holds_not_allowed` (by the product); `open_holds_exceeded`; `balance_short`.
 */
export function placeHold(state: WalletState, command: PlaceHold, terms: WalletTerms): Decision<WalletEvent> {
  if (state.status !== 'open') return refuse(whyNotOpen(state));
  const { at, asked, authorisation = { kind: 'none' }, ...held } = command;
  const { slipSignature = null, bookingId = null } = command;
  const { amountFen, items } = priced(asked, terms.product);
  if (state.cancelled.includes(command.holdId)) return reject('hold_cancelled', { holdId: command.holdId });
  const refusal =
    whyNotPaidWith(state, command.cardId, amountFen) ?? whyNotSigned(state, command.signatoryId, at, terms.product);
  if (refusal) return refuse(refusal);
  const { walletId } = state;
  const toAuthorise = { walletId, cardId: command.cardId, purpose: 'hold', amountFen } as const;
  const authorised = authorisedBy(toAuthorise, authorisation, terms.product);
  if (authorised.refusal) return refuse(authorised.refusal);
  if (terms.product.spend.holds === 'refused') return reject('holds_not_allowed', { product: terms.product.key });
  if (state.holds.length >= OPEN_HOLDS_MAX) {
    return reject('open_holds_exceeded', { openHolds: state.holds.length, limit: OPEN_HOLDS_MAX });
  }
  const availableFen = availableIn(state, at);
  if (availableFen < amountFen) return refuse(balanceShort(amountFen, availableFen));
  return accept({
    type: 'WalletHeld',
    data: {
      walletId,
      holderId: state.holderId,
      ...held,
      slipSignature,
      bookingId,
      authorisationId: authorised.authorisationId,
      amountFen,
      programmeId: state.programmeId,
      programmeVersion: terms.programmeVersion,
      balanceAfterFen: state.lots.openFen,
      heldAfterFen: plus(heldIn(state), amountFen),
      items,
      ...holdEnd(at, terms.product),
    },
  });
}

/** More is to be reserved. */
export interface IncreaseHold extends HoldRef {
  readonly addFen: Fen;
  /** Of the PIN, for what is added, where the product asks for one; left out: none. */
  readonly authorisation?: BroughtAuthorisation | undefined;
  readonly at: EpochMs;
}

/**
 * Reserves more by an open hold (incremental authorisation); its end stays.
 * Refused in this order: `wallet_unknown`; `wallet_closed`; `wallet_frozen`; `hold_not_open`; `merchant_mismatch`; the states of its card as
 * a spend; `amount_not_positive`; the PIN as a hold, for what is added; `balance_short` {askedFen, availableFen, missingFen}.
 */
export function increaseHold(state: WalletState, command: IncreaseHold, terms: WalletTerms): Decision<WalletEvent> {
  if (state.status !== 'open') return refuse(whyNotOpen(state));
  if (state.frozenFor !== null) return refuse(frozen(state.frozenFor));
  const hold = state.holds.find((open) => open.holdId === command.holdId);
  if (!hold) return reject('hold_not_open', { holdId: command.holdId });
  if (!isTheirs(hold, command)) return reject('merchant_mismatch', { holdId: hold.holdId });
  const refusal = whyNotPaidWith(state, hold.cardId, command.addFen);
  if (refusal) return refuse(refusal);
  const { addFen: amountFen, authorisation = { kind: 'none' } } = command;
  const totalFen = plus(hold.amountFen, amountFen);
  const toAuthorise = { walletId: state.walletId, cardId: hold.cardId, purpose: 'hold', amountFen, totalFen } as const;
  const authorised = authorisedBy(toAuthorise, authorisation, terms.product);
  if (authorised.refusal) return refuse(authorised.refusal);
  const availableFen = availableIn(state, command.at);
  if (availableFen < command.addFen) return refuse(balanceShort(command.addFen, availableFen));
  const { walletId, holderId, programmeId } = state;
  return accept({
    type: 'WalletHoldIncreased',
    data: {
      walletId,
      holderId,
      holdId: hold.holdId,
      addedFen: command.addFen,
      amountAfterFen: plus(hold.amountFen, command.addFen),
      programmeId,
      programmeVersion: terms.programmeVersion,
      balanceAfterFen: state.lots.openFen,
      heldAfterFen: plus(heldIn(state), command.addFen),
    },
  });
}

/** A hold is named by its merchant or by somebody who acts for all of them. */
export interface HoldRef {
  readonly holdId: string;
  /** The only merchant the caller acts for; null when it may act for any. */
  readonly merchantId: string | null;
}

/** A purchase with a hold is settled. */
export interface CaptureHold extends HoldRef {
  /** What is paid; null is all that was held. */
  readonly amountFen: Fen | null;
  readonly at: EpochMs;
  /** Why, where nobody asked for it. */
  readonly cause: 'hold_period_over' | null;
}

/**
 * Pays the merchant all or part of a hold and frees the rest; the hold is closed either way (domain 2.2). The card's
 * state and its PIN do not matter any more: the purchase was authorised when it was held.
 * Refused in this order: `wallet_unknown`; `wallet_closed`; `hold_not_open` (never made, captured or released); `merchant_mismatch`;
 * `amount_not_positive`; `capture_exceeds_hold`.
 * @param termsOf the terms of a version: of the one that the hold was made under.
 */
export function captureHold(
  state: WalletState,
  command: CaptureHold,
  termsOf: (programmeVersion: number) => WalletTerms,
): Decision<WalletEvent> {
  if (state.status !== 'open') return refuse(whyNotOpen(state));
  const hold = state.holds.find((open) => open.holdId === command.holdId);
  if (!hold) return reject('hold_not_open', { holdId: command.holdId });
  if (!isTheirs(hold, command)) return reject('merchant_mismatch', { holdId: hold.holdId });
  const capturedFen = command.amountFen ?? hold.amountFen;
  if (capturedFen <= 0n) return refuse(amountNotPositive(capturedFen));
  if (capturedFen > hold.amountFen) {
    const excessFen = minus(capturedFen, hold.amountFen);
    return reject('capture_exceeds_hold', { askedFen: capturedFen, heldFen: hold.amountFen, excessFen });
  }
  const { product } = termsOf(hold.programmeVersion);
  const data: WalletHoldCaptured = {
    walletId: state.walletId,
    holderId: state.holderId,
    holdId: hold.holdId,
    merchantId: hold.merchantId,
    capturedFen,
    releasedFen: minus(hold.amountFen, capturedFen),
    lots: takesForCapture(state.lots, capturedFen, command.at, product),
    balanceAfterFen: minus(state.lots.openFen, capturedFen),
    heldAfterFen: minus(heldIn(state), hold.amountFen),
    cause: command.cause,
    slipSignature: hold.slipSignature,
    bookingId: hold.bookingId,
  };
  return accept({ type: 'WalletHoldCaptured', data });
}

/** A purchase with a hold is given up. */
export interface ReleaseHold extends HoldRef {
  /** snake_case. */
  readonly reason: string;
}

/**
 * Frees what was held; nobody is paid.
 * Refused in this order: `wallet_unknown`; `wallet_closed`; `hold_not_open`; `merchant_mismatch`.
 */
export function releaseHold(state: WalletState, command: ReleaseHold): Decision<WalletEvent> {
  if (state.status !== 'open') return refuse(whyNotOpen(state));
  const hold = state.holds.find((open) => open.holdId === command.holdId);
  if (!hold) return reject('hold_not_open', { holdId: command.holdId });
  if (!isTheirs(hold, command)) return reject('merchant_mismatch', { holdId: hold.holdId });
  return accept({
    type: 'WalletHoldReleased',
    data: {
      walletId: state.walletId,
      holdId: hold.holdId,
      releasedFen: hold.amountFen,
      reason: command.reason,
      heldAfterFen: minus(heldIn(state), hold.amountFen),
    },
  });
}

function isTheirs(hold: Hold, asked: HoldRef): boolean {
  return asked.merchantId === null || asked.merchantId === hold.merchantId;
}
