/**
 * The wallet (a card account, domain 1): what it remembers, and what each fact changes. Rules are pure: the state, a command and the terms in force go in, facts or a named refusal come out.
 *
 * Limits follow the order of the log. `at` of a command is when it happened in the world: it dates lots and tells which
 * of them can still be used; it never decides whether a block or another spend came first.
 *
 * Here: the state, what each fact changes, and what every rule asks first. Beside it the rules: `wallet-till.rule.ts`
 * (recharge, spend), `wallet-card.rule.ts` (open, activate, block), `wallet-hold.rule.ts`, `wallet-return.rule.ts`,
 * `wallet-cancel.rule.ts`, `wallet-expiry.rule.ts`, `wallet-dormancy.rule.ts`, `wallet-refund.rule.ts`, `wallet-transfer.rule.ts`,
 * `wallet-service.rule.ts`, `wallet-dispute.rule.ts`, `wallet-client.rule.ts`; `lots.ts` and `cards.ts` are parts of the
 * state.
 */
import { type EpochMs } from '@scrip/calendar';
import type {
  TransferredLot,
  WalletAdjusted,
  WalletDisputeOpened,
  WalletEvent,
  WalletHeld,
  WalletHolderMerged,
  WalletLotReactivated,
  WalletOpened,
  WalletOpeningBalanceLoaded,
  WalletRechargeVoided,
  WalletSignatoryNamed,
  WalletSignatoryRemoved,
} from '@scrip/contracts';
import { type Decider, type Decision, InvariantError, type Refusal } from '@scrip/decider';
import { type Fen, minus, sumFen, ZERO_FEN } from '@scrip/money';
import { type StoredValueProduct } from '@scrip/programme';
import {
  type CardStanding,
  NO_CARDS,
  standingOf,
  type WalletCard,
  type WalletCards,
  whyCardIsShut,
  withCard,
} from './cards.ts';
import {
  extended,
  giveBack,
  type LoadedLot,
  type Lots,
  load,
  moveOut,
  NO_LOTS,
  noticed,
  plainLot,
  take,
  usableValue,
} from './lots.ts';
import { type ClosedWallet, ofClient, type WalletClient, withDeposit } from './wallet-client.ts';

/** Value reserved for a merchant. */
export interface Hold {
  readonly holdId: string;
  readonly cardId: string;
  readonly merchantId: string;
  readonly amountFen: Fen;
  /** Version of the programme it was made under; its capture is decided under the same. */
  readonly programmeVersion: number;
  /** Papers of the purchase, by the merchant's own numbers; null: none was named. */
  readonly slipSignature: string | null;
  readonly bookingId: string | null;
}

/** A wallet that was opened. Plain data, since snapshots keep it as JSON; nothing in it grows with the wallet's age. */
export interface Wallet {
  readonly status: 'open';
  readonly walletId: string;
  readonly holderId: string;
  readonly programmeId: string;
  /** Stored-value product of the programme whose terms apply. */
  readonly productKey: string;
  readonly cards: WalletCards;
  readonly lots: Lots;
  /** Open ones, oldest first; a closed hold is forgotten. */
  readonly holds: readonly Hold[];
  /** The client whose card this is; absent where there is none. */
  readonly client?: WalletClient;
  /** What it is frozen for; null when it can be used. */
  readonly frozenFor: string | null;
  /** Those who may sign spends, where the product asks for it. */
  readonly signatories: readonly Signatory[];
  /** Undecided ones, oldest first. */
  readonly disputes: readonly Dispute[];
  /** Purses on its cards that value has ever gone to: one for each card, enterprise and key epoch. */
  readonly purses: readonly string[];
  /** Ids of spends, recharges and holds that were cancelled before they arrived, latest first. */
  readonly cancelled: readonly string[];
}

/** Somebody who may sign spends. */
export interface Signatory {
  readonly signatoryId: string;
  /** First moment it is not valid any more; null if it does not lapse. */
  readonly lapsesAt: EpochMs | null;
  /** Removed by phone, until then if it is not confirmed in writing; left out while it is not. */
  readonly removedUntil?: EpochMs;
}

/** A spend that is disputed and provisionally credited. */
export interface Dispute {
  readonly disputeId: string;
  readonly spendId: string;
  readonly merchantId: string;
  readonly amountFen: Fen;
  /** The provisional credit. */
  readonly lotIds: readonly string[];
}

/** What is known of a wallet id: nothing, a wallet, or that it was closed. */
export type WalletState = { readonly status: 'none' } | Wallet | ClosedWallet;

/** Open holds of one wallet: reservations are for hours or days, and a state must stay small. */
export const OPEN_HOLDS_MAX = 100;

/**
 * Cancelled commands that are remembered, so that cancelling one twice is nothing new: a till asks again within minutes,
 * and has one or two lost answers at a time. What had not arrived is barred for good under its own key.
 */
const CANCELLED_MAX = 50;

/** The part of a programme version that rules decide under. */
export interface WalletTerms {
  readonly programmeVersion: number;
  readonly product: StoredValueProduct;
}

/** Value reserved by open holds. */
export function heldIn(wallet: Wallet): Fen {
  return sumFen(wallet.holds.map((hold) => hold.amountFen));
}

/** What a spend or a hold may take at a moment: usable value less what is held, never below zero. */
export function availableIn(wallet: Wallet, at: EpochMs): Fen {
  const freeFen = minus(usableValue(wallet.lots, at), heldIn(wallet));
  return freeFen > 0n ? freeFen : ZERO_FEN;
}

/** Nothing is known of the wallet yet. */
const NO_WALLET: WalletState = { status: 'none' };

/** How a wallet's stream is folded. */
export const walletDecider: Decider<WalletState, WalletEvent> = { stream: 'wallet', initial: NO_WALLET, evolve };

function evolve(state: WalletState, event: WalletEvent): WalletState {
  if (event.type === 'WalletOpened') return opened(state, event.data);
  if (event.type === 'WalletHolderMerged') return merged(state, event.data);
  if (state.status !== 'open') throw new InvariantError(`${event.type} comes to a wallet that is not open`);
  switch (event.type) {
    case 'WalletCardActivated':
      return withCardState(state, event.data, 'active');
    case 'WalletCardBlocked':
      return withCardState(state, event.data, 'blocked', {
        blockedFrom: event.data.reportedAt,
        before: standingOf(state.cards, event.data.cardId),
      });
    case 'WalletCardUnblocked':
      return withCardState(state, event.data, event.data.state as CardStanding, { liftedFrom: event.data.reportedAt });
    case 'WalletCardSuspended':
      return withCardState(state, event.data, 'suspended');
    case 'WalletCardResumed':
      return withCardState(state, event.data, 'active');
    case 'WalletCardVoided':
      return withCardState(state, event.data, 'void');
    case 'WalletHolderRegistered':
      return { ...state, holderId: event.data.holderId };
    case 'WalletRecharged':
      return {
        ...state,
        ...ofClient(state.client, event.data),
        lots: load(state.lots, event.data),
      };
    case 'WalletDepositTaken':
      return { ...state, client: withDeposit(state.client, event.data) };
    case 'WalletClosed':
      return { status: 'closed', walletId: state.walletId, holderId: state.holderId };
    case 'WalletOpeningBalanceLoaded':
      return { ...state, lots: load(state.lots, broughtIn(event.data)) };
    case 'WalletSpent':
      return { ...state, lots: take(state.lots, event.data.lots) };
    case 'WalletPurseLoaded':
      return { ...withPurse(state, event.data.purseId), lots: take(state.lots, event.data.lots) };
    case 'WalletHeld':
      return { ...state, holds: [...state.holds, heldBy(event.data)] };
    case 'WalletHoldCaptured':
      return { ...withoutHold(state, event.data.holdId), lots: take(state.lots, event.data.lots) };
    case 'WalletHoldReleased':
      return withoutHold(state, event.data.holdId);
    case 'WalletHoldBarred':
      return withCancelled(state, event.data.holdId);
    case 'WalletHoldIncreased':
      return withHoldOf(state, event.data.holdId, event.data.amountAfterFen);
    case 'WalletTransferReceived':
      return { ...state, lots: event.data.parts.reduce<Lots>(received, state.lots) };
    case 'WalletTransferSent':
      return { ...state, lots: moveOut(state.lots, event.data) };
    case 'WalletFeeCharged':
      return { ...state, lots: take(state.lots, event.data.lots) };
    case 'WalletRefunded':
      return { ...state, lots: take(state.lots, [event.data]) };
    case 'WalletLotExtended':
      return { ...state, lots: extended(state.lots, event.data) };
    case 'WalletAdjusted':
      return { ...state, lots: adjusted(state.lots, event.data) };
    case 'WalletSpendVoided':
      return withCancelled({ ...state, lots: giveBack(state.lots, event.data.lots) }, event.data.spendId);
    case 'WalletRechargeVoided':
      return withCancelled({ ...state, lots: withoutRecharge(state.lots, event.data) }, event.data.rechargeId);
    case 'WalletFrozen':
      return { ...state, frozenFor: event.data.cause };
    case 'WalletUnfrozen':
      return { ...state, frozenFor: null };
    case 'WalletSignatoryNamed':
      return withSignatory(state, event.data);
    case 'WalletSignatoryRemoved':
      return withoutSignatory(state, event.data);
    case 'WalletDisputeOpened':
      return withDispute(state, event.data);
    case 'WalletDisputeResolved': {
      const disputes = state.disputes.filter((one) => one.disputeId !== event.data.disputeId);
      return { ...state, disputes, lots: take(state.lots, event.data.lots) };
    }
    case 'WalletExpiryNoticed':
      return { ...state, lots: noticed(state.lots, event.data) };
    case 'WalletBreakageTaken':
      return { ...state, lots: take(state.lots, [event.data]) };
    case 'WalletLotReactivated':
      return { ...state, lots: reactivated(state.lots, event.data) };
    case 'WalletReturned':
    case 'WalletPurseLoadReversed':
    case 'WalletSpendAssumedByIssuer':
      return { ...state, lots: giveBack(state.lots, event.data.lots) };
    case 'WalletDormancyNoticed':
      return state;
  }
}

function opened(state: WalletState, data: WalletOpened): Wallet {
  if (state.status !== 'none') throw new InvariantError(`${data.walletId} was opened twice`);
  const { walletId, holderId, programmeId, productKey, cardId, cardSequence } = data;
  const cards = withCard(NO_CARDS, { cardId, sequence: cardSequence, state: 'issued' });
  return {
    status: 'open',
    walletId,
    holderId,
    programmeId,
    productKey,
    cards,
    lots: NO_LOTS,
    holds: [],
    frozenFor: null,
    signatories: [],
    disputes: [],
    purses: [],
    cancelled: [],
  };
}

/** Also the wallet of a returned card is somebody's. */
function merged(state: WalletState, { walletId, holderId }: WalletHolderMerged): WalletState {
  if (state.status === 'none') throw new InvariantError(`the holder of ${walletId} was merged before it was opened`);
  return { ...state, holderId };
}

function withCardState(
  wallet: Wallet,
  { cardId, cardSequence }: CardRef,
  state: CardStanding,
  more: Partial<WalletCard> = {},
): Wallet {
  return { ...wallet, cards: withCard(wallet.cards, { cardId, sequence: cardSequence, state, ...more }) };
}

function heldBy(data: WalletHeld): Hold {
  const { holdId, cardId, merchantId, amountFen, programmeVersion, slipSignature, bookingId } = data;
  return { holdId, cardId, merchantId, amountFen, programmeVersion, slipSignature, bookingId };
}

function withoutHold(wallet: Wallet, holdId: string): Wallet {
  const holds = wallet.holds.filter((hold) => hold.holdId !== holdId);
  if (holds.length === wallet.holds.length) throw new InvariantError(`${holdId} was closed and is not open`);
  return { ...wallet, holds };
}

function withHoldOf(wallet: Wallet, holdId: string, amountFen: Fen): Wallet {
  return { ...wallet, holds: wallet.holds.map((hold) => (hold.holdId === holdId ? { ...hold, amountFen } : hold)) };
}

function withPurse(wallet: Wallet, purseId: string): Wallet {
  return wallet.purses.includes(purseId) ? wallet : { ...wallet, purses: [...wallet.purses, purseId] };
}

function withCancelled(wallet: Wallet, id: string): Wallet {
  return { ...wallet, cancelled: [id, ...wallet.cancelled].slice(0, CANCELLED_MAX) };
}

function withoutRecharge(lots: Lots, voided: WalletRechargeVoided): Lots {
  const { lotId, principalFen, bonusFen } = voided;
  return lotId === null ? lots : take(lots, [{ lotId, principalFen, bonusFen }]);
}

function adjusted(lots: Lots, { lotId, principalFen, bonusFen, programmeVersion, lots: takes }: WalletAdjusted): Lots {
  return lotId === null ? take(lots, takes) : load(lots, plainLot(lotId, principalFen, bonusFen, programmeVersion));
}

function withSignatory(wallet: Wallet, { signatoryId, lapsesAt }: WalletSignatoryNamed): Wallet {
  const others = wallet.signatories.filter((one) => one.signatoryId !== signatoryId);
  return { ...wallet, signatories: [...others, { signatoryId, lapsesAt }] };
}

function withoutSignatory(wallet: Wallet, { signatoryId, lapsesAt: removedUntil }: WalletSignatoryRemoved): Wallet {
  const others = wallet.signatories.filter((one) => one.signatoryId !== signatoryId);
  const known = wallet.signatories.find((one) => one.signatoryId === signatoryId);
  const kept = known && removedUntil !== null ? [{ ...known, removedUntil }] : [];
  return { ...wallet, signatories: [...others, ...kept] };
}

function withDispute(wallet: Wallet, data: WalletDisputeOpened): Wallet {
  const { disputeId, spendId, merchantId, amountFen } = data;
  const credited = creditedBy(data);
  const lots = credited.reduce<Lots>(load, wallet.lots);
  const lotIds = credited.map((lot) => lot.lotId);
  return { ...wallet, lots, disputes: [...wallet.disputes, { disputeId, spendId, merchantId, amountFen, lotIds }] };
}

/** The lots of a provisional credit. */
export function creditedBy({ lotId, amountFen, programmeVersion, parts }: WalletDisputeOpened): readonly LoadedLot[] {
  return parts ?? [plainLot(lotId, amountFen, ZERO_FEN, programmeVersion)];
}

/** An older fact does not say whether the lot it came from was paid for: then it cannot be refunded by law. */
function received(lots: Lots, part: TransferredLot): Lots {
  return load(lots, { ...part, recharged: part.recharged ?? false });
}

/** Only what is to become the issuer's can be reactivated, so that much is known of a lot that is forgotten. */
function reactivated(lots: Lots, { lotId, principalFen, bonusFen, programmeVersion }: WalletLotReactivated): Lots {
  return giveBack(lots, [{ lotId, principalFen, bonusFen }], { breakage: true, programmeVersion });
}

function broughtIn({ paidFen, givenFen, ...lot }: WalletOpeningBalanceLoaded): LoadedLot {
  return { ...lot, loadedPrincipalFen: paidFen, loadedBonusFen: givenFen };
}

/** A card by its id and its version among the cards of the wallet. */
export interface CardRef {
  readonly cardId: string;
  readonly cardSequence: number;
}

/**
 * Why this card cannot pay this amount, whatever the balance, in the order tried: `wallet_frozen`; `card_unknown`; `card_blocked`;
 * `card_void`; `card_superseded`; `card_suspended`; `card_not_active`; `amount_not_positive`.
 */
export function whyNotPaidWith(wallet: Wallet, cardId: string, amountFen: Fen): Refusal | undefined {
  if (wallet.frozenFor !== null) return frozen(wallet.frozenFor);
  return whyCardIsShut(wallet.cards, cardId) ?? (amountFen > 0n ? undefined : amountNotPositive(amountFen));
}

/** Why nothing can be done with a wallet that is not open: `wallet_unknown` (no wallet has this id) or `wallet_closed`. */
export function whyNotOpen({ status }: Exclude<WalletState, Wallet>): Refusal {
  return { code: status === 'closed' ? 'wallet_closed' : 'wallet_unknown', detail: {} };
}

/** Nothing can be paid into or out of it. */
export function frozen(cause: string): Refusal {
  return { code: 'wallet_frozen', detail: { cause } };
}

/** An amount of nothing, or less. */
export function amountNotPositive(askedFen: Fen): Refusal {
  return { code: 'amount_not_positive', detail: { askedFen } };
}

/** Less is available than was asked. */
export function balanceShort(askedFen: Fen, availableFen: Fen): Refusal {
  return { code: 'balance_short', detail: { askedFen, availableFen, missingFen: minus(askedFen, availableFen) } };
}

/** A refusal that was found elsewhere, as a decision. */
export function refuse(refusal: Refusal): Decision<never> {
  return { kind: 'refused', refusal };
}
