/**
 * The wallet (a card account, domain 1): what it remembers, and the rules by which value is loaded, spent, held and
 * given back. Rules are pure: the state, a command and the terms in force go in, facts or a named refusal come out.
 *
 * Limits follow the order of the log. `at` of a command is when it happened in the world: it dates lots and tells which
 * of them can still be used; it never decides whether a block or another spend came first.
 *
 * Here: the state, what each fact changes, recharge and spend. Beside it: `wallet-card.rule.ts` (open, activate, block),
 * `wallet-hold.rule.ts` (hold, capture, release), `wallet-return.rule.ts` (return), `wallet-expiry.rule.ts` (notices and
 * breakage), `lots.ts` and `cards.ts` (the parts of the state).
 */
import type { EpochMs } from '@scrip/calendar';
import type { WalletEvent, WalletHeld, WalletOpened, WalletSpent } from '@scrip/contracts';
import { accept, type Decider, type Decision, InvariantError, type Refusal, reject } from '@scrip/decider';
import { type Fen, fen, least, minus, sumFen, ZERO_FEN } from '@scrip/money';
import {
  expiryNotices,
  lotExpiry,
  type PricedItem,
  pricesInWallet,
  rechargeBonus,
  rechargeGifts,
  type StoredValueProduct,
  stepsAround,
  type TaggedItem,
} from '@scrip/programme';
import { NO_CARDS, type WalletCards, whyCardIsShut, withCard } from './cards.ts';
import { giveBack, type Lots, load, NO_LOTS, noticed, take, takesForSpend, totalValue, usableValue } from './lots.ts';

/** Value reserved for a merchant. */
export interface Hold {
  readonly holdId: string;
  readonly cardId: string;
  readonly merchantId: string;
  readonly amountFen: Fen;
  /** Version of the programme it was made under; its capture is decided under the same. */
  readonly programmeVersion: number;
  /** When it is captured by itself; null if never. */
  readonly captureAt: EpochMs | null;
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
}

/** What is known of a wallet id: nothing, or a wallet. */
export type WalletState = { readonly status: 'none' } | Wallet;

/** Open holds of one wallet: reservations are for hours or days, and a state must stay small. */
export const OPEN_HOLDS_MAX = 100;

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
  if (state.status === 'none') throw new InvariantError(`${event.type} comes before its wallet was opened`);
  switch (event.type) {
    case 'WalletCardActivated':
      return withCardState(state, event.data, 'active');
    case 'WalletCardBlocked':
      return withCardState(state, event.data, 'blocked', event.data.reportedAt);
    case 'WalletRecharged':
    case 'WalletOpeningBalanceLoaded':
      return { ...state, lots: load(state.lots, event.data) };
    case 'WalletSpent':
    case 'WalletPurseLoaded':
      return { ...state, lots: take(state.lots, event.data.lots) };
    case 'WalletHeld':
      return { ...state, holds: [...state.holds, heldBy(event.data)] };
    case 'WalletHoldCaptured':
      return { ...withoutHold(state, event.data.holdId), lots: take(state.lots, event.data.lots) };
    case 'WalletHoldReleased':
      return withoutHold(state, event.data.holdId);
    case 'WalletExpiryNoticed':
      return { ...state, lots: noticed(state.lots, event.data) };
    case 'WalletBreakageTaken':
      return { ...state, lots: take(state.lots, [event.data]) };
    case 'WalletReturned':
    case 'WalletPurseLoadReversed':
    case 'WalletSpendAssumedByIssuer':
      return { ...state, lots: giveBack(state.lots, event.data.lots) };
  }
}

function opened(state: WalletState, data: WalletOpened): Wallet {
  if (state.status === 'open') throw new InvariantError(`${data.walletId} was opened twice`);
  const { walletId, holderId, programmeId, productKey, cardId, cardSequence } = data;
  const cards = withCard(NO_CARDS, { cardId, sequence: cardSequence, state: 'issued' });
  return { status: 'open', walletId, holderId, programmeId, productKey, cards, lots: NO_LOTS, holds: [] };
}

function withCardState(wallet: Wallet, card: CardRef, state: 'active' | 'blocked', blockedFrom?: EpochMs): Wallet {
  const known = { cardId: card.cardId, sequence: card.cardSequence, state };
  return { ...wallet, cards: withCard(wallet.cards, blockedFrom === undefined ? known : { ...known, blockedFrom }) };
}

function heldBy({ holdId, cardId, merchantId, amountFen, programmeVersion, captureAt }: WalletHeld): Hold {
  return { holdId, cardId, merchantId, amountFen, programmeVersion, captureAt };
}

function withoutHold(wallet: Wallet, holdId: string): Wallet {
  const holds = wallet.holds.filter((hold) => hold.holdId !== holdId);
  if (holds.length === wallet.holds.length) throw new InvariantError(`${holdId} was closed and is not open`);
  return { ...wallet, holds };
}

/** A card by its id and its sequence under its number. */
export interface CardRef {
  readonly cardId: string;
  readonly cardSequence: number;
}

/** Money was paid in. */
export interface Recharge {
  readonly rechargeId: string;
  readonly lotId: string;
  readonly principalFen: Fen;
  /** How it was paid, such as 'cash'. */
  readonly tender: string;
  readonly at: EpochMs;
}

/**
 * Puts what was paid, and the product's bonus on it, into a new lot with its own expiry (domain 2.2, A1). No card is
 * needed: the card is made only after the payment.
 * Refused in this order: `wallet_unknown`; `amount_not_positive`; `recharge_below_minimum`; `recharge_not_a_step` (the
 * product takes the amounts of its steps only); `balance_limit_exceeded` (the cap counts principal and bonus that can be
 * used at that moment).
 */
export function recharge(state: WalletState, command: Recharge, terms: WalletTerms): Decision<WalletEvent> {
  if (state.status === 'none') return refuse(WALLET_UNKNOWN);
  const { product, programmeVersion } = terms;
  const { principalFen, at, ...paid } = command;
  if (principalFen <= 0n) return refuse(amountNotPositive(principalFen));
  const minimumFen = fen(product.recharge.minFen);
  if (principalFen < minimumFen) {
    const missingFen = minus(minimumFen, principalFen);
    return reject('recharge_below_minimum', { askedFen: principalFen, minimumFen, missingFen });
  }
  const bonusFen = rechargeBonus(principalFen, product);
  if (bonusFen === null) {
    return reject('recharge_not_a_step', { askedFen: principalFen, ...stepsAround(principalFen, product) });
  }
  const limit = product.recharge.balanceCapFen;
  if (limit !== undefined) {
    const limitFen = fen(limit);
    const balanceFen = usableValue(state.lots, at);
    const excessFen = minus(sumFen([balanceFen, principalFen, bonusFen]), limitFen);
    if (excessFen > 0n) {
      return reject('balance_limit_exceeded', { askedFen: principalFen, bonusFen, balanceFen, limitFen, excessFen });
    }
  }
  const gifts = rechargeGifts(principalFen, product);
  const expiresAt = lotExpiry(at, product);
  const notices = expiresAt === null ? [] : expiryNotices(expiresAt, product);
  return accept({
    type: 'WalletRecharged',
    data: {
      walletId: state.walletId,
      holderId: state.holderId,
      ...paid,
      principalFen,
      bonusFen,
      expiresAt,
      gifts: gifts.length > 0 ? gifts : null,
      programmeId: state.programmeId,
      programmeVersion,
      balanceAfterFen: sumFen([totalValue(state.lots), principalFen, bonusFen]),
      expiryNotices: notices.length > 0 ? notices : null,
      breakage: product.lots.validity !== 'none' && product.lots.validity.onExpiry === 'breakage',
    },
  });
}

/** What a till asks for: an amount, or items by their tags, from which the product takes its own discount (domain 2.2, A2). */
export type Asked = { readonly amountFen: Fen } | { readonly items: readonly TaggedItem[] };

/** What is to be paid, and for which items where the till named them. */
export function priced(
  asked: Asked,
  product: StoredValueProduct,
): { readonly amountFen: Fen; readonly items: readonly PricedItem[] | null } {
  if ('amountFen' in asked) return { amountFen: asked.amountFen, items: null };
  const items = pricesInWallet(asked.items, product);
  return { amountFen: sumFen(items.map((item) => item.payFen)), items };
}

/** A card was used to pay. */
export interface Spend {
  readonly spendId: string;
  readonly cardId: string;
  readonly merchantId: string;
  readonly terminalId: string | null;
  readonly asked: Asked;
  /** Whether the till can take the rest in another tender. */
  readonly splitTender: boolean;
  readonly at: EpochMs;
}

/**
 * Pays a merchant from the usable lots. Short: where the product and the till both allow another tender, what is there
 * is charged and the rest named as due; otherwise nothing changes (domain 2.2, A4).
 * Refused in this order: `wallet_unknown`; `card_unknown`; `card_blocked`; `card_superseded`; `card_not_active`;
 * `amount_not_positive`; `balance_short` with asked, available and missing (also when nothing at all could be charged).
 */
export function spend(state: WalletState, command: Spend, terms: WalletTerms): Decision<WalletEvent> {
  if (state.status === 'none') return refuse(WALLET_UNKNOWN);
  const { asked, at, splitTender, ...paid } = command;
  const { amountFen, items } = priced(asked, terms.product);
  const refusal = whyNotPaidWith(state, command.cardId, amountFen);
  if (refusal) return refuse(refusal);
  const availableFen = availableIn(state, at);
  const mayCharge = splitTender && terms.product.spend.shortfall === 'otherTender' && availableFen > 0n;
  if (availableFen < amountFen && !mayCharge) return refuse(balanceShort(amountFen, availableFen));
  const chargedFen = least(amountFen, availableFen);
  const data: WalletSpent = {
    walletId: state.walletId,
    holderId: state.holderId,
    ...paid,
    askedFen: amountFen,
    chargedFen,
    dueFen: minus(amountFen, chargedFen),
    lots: takesForSpend(state.lots, chargedFen, at, terms.product),
    programmeId: state.programmeId,
    programmeVersion: terms.programmeVersion,
    balanceAfterFen: minus(totalValue(state.lots), chargedFen),
    items,
  };
  return accept({ type: 'WalletSpent', data });
}

/**
 * Why this card cannot pay this amount, whatever the balance, in the order tried: `card_unknown`; `card_blocked`;
 * `card_superseded`; `card_not_active`; `amount_not_positive`.
 */
export function whyNotPaidWith(wallet: Wallet, cardId: string, amountFen: Fen): Refusal | undefined {
  return whyCardIsShut(wallet.cards, cardId) ?? (amountFen > 0n ? undefined : amountNotPositive(amountFen));
}

/** No wallet has this id. */
export const WALLET_UNKNOWN: Refusal = { code: 'wallet_unknown', detail: {} };

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
