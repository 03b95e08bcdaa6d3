/** The rules of the till: value is paid in, and a merchant is paid from it. */
import { type EpochMs, toRfc3339 } from '@scrip/calendar';
import type { WalletEvent, WalletSpent } from '@scrip/contracts';
import { accept, type Decision, type Refusal, reject } from '@scrip/decider';
import { type Fen, fen, least, minus, sumFen } from '@scrip/money';
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
import { takesForSpend, usableValue } from './lots.ts';
import {
  amountNotPositive,
  availableIn,
  balanceShort,
  frozen,
  refuse,
  type Wallet,
  type WalletState,
  type WalletTerms,
  whyNotOpen,
  whyNotPaidWith,
} from './wallet.decider.ts';
import { authorisedBy, type BroughtAuthorisation } from './wallet-authorisation.rule.ts';

/** Money was paid in. */
export interface Recharge {
  readonly rechargeId: string;
  readonly lotId: string;
  readonly principalFen: Fen;
  /** How it was paid, such as 'cash'. */
  readonly tender: string;
  /** Client whose payment it is a part of; left out where there is none. */
  readonly clientId?: string;
  readonly at: EpochMs;
}

/**
 * Puts what was paid, and the product's bonus on it, into a new lot with its own expiry (domain 2.2, A1). No card is
 * needed: the card is made only after the payment.
 * Refused in this order: `wallet_unknown`; `wallet_closed`; `recharge_cancelled` (by its key, before it arrived); `wallet_frozen`
 * (a dormant one is loaded by its client nevertheless, and stays dormant for its holder); `amount_not_positive`; `recharge_below_minimum`; `recharge_not_a_step` (the
 * product takes the amounts of its steps only); `balance_limit_exceeded` (the cap counts principal and bonus that can be
 * used at that moment).
 */
export function recharge(state: WalletState, command: Recharge, terms: WalletTerms): Decision<WalletEvent> {
  if (state.status !== 'open') return refuse(whyNotOpen(state));
  const { product, programmeVersion } = terms;
  const { principalFen, at, ...paid } = command;
  if (state.cancelled.includes(command.rechargeId))
    return reject('recharge_cancelled', { rechargeId: command.rechargeId });
  const { frozenFor } = state;
  const loadsDormant = frozenFor === 'dormant' && command.clientId !== undefined;
  if (frozenFor !== null && !loadsDormant) return refuse(frozen(frozenFor));
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
      clientId: command.clientId ?? null,
      programmeId: state.programmeId,
      programmeVersion,
      balanceAfterFen: sumFen([state.lots.openFen, principalFen, bonusFen]),
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

/** Papers of a purchase, by the merchant's own numbers; left out or null: none. */
export interface Slip {
  /** The signed slip. */
  readonly slipSignature?: string | null | undefined;
  readonly bookingId?: string | null | undefined;
}

/** A card was used to pay. */
export interface Spend extends Slip {
  readonly spendId: string;
  readonly cardId: string;
  readonly merchantId: string;
  readonly terminalId: string | null;
  /** Who signed, by the code of the issuer; null if nobody did. */
  readonly signatoryId: string | null;
  readonly asked: Asked;
  /** Whether the till can take the rest in another tender. */
  readonly splitTender: boolean;
  /** Of the PIN, where the product asks for one; left out: none. */
  readonly authorisation?: BroughtAuthorisation | undefined;
  readonly at: EpochMs;
}

/**
 * Pays a merchant from the usable lots. Short: where the product and the till both allow another tender, what is there
 * is charged and the rest named as due; otherwise nothing changes (domain 2.2, A4).
 * Refused in this order: `wallet_unknown`; `wallet_closed`; `spend_cancelled` (by its key, before it arrived); `wallet_frozen`;
 * the states of its card; `amount_not_positive`; `signature_required`, `signatory_unknown`, `signatory_lapsed` (domain 2.3,
 * R2, R4); `pin_required`, `authorisation_invalid`, `authorisation_expired`, `authorisation_amount_mismatch` (domain 2.2);
 * `balance_short` with asked, available and missing (also when nothing at all could be charged).
 */
export function spend(state: WalletState, command: Spend, terms: WalletTerms): Decision<WalletEvent> {
  if (state.status !== 'open') return refuse(whyNotOpen(state));
  const { asked, at, splitTender, authorisation = { kind: 'none' }, ...paid } = command;
  const { slipSignature = null, bookingId = null } = command;
  const { amountFen, items } = priced(asked, terms.product);
  if (state.cancelled.includes(command.spendId)) return reject('spend_cancelled', { spendId: command.spendId });
  const refusal =
    whyNotPaidWith(state, command.cardId, amountFen) ?? whyNotSigned(state, command.signatoryId, at, terms.product);
  if (refusal) return refuse(refusal);
  const { walletId } = state;
  const toAuthorise = { walletId, cardId: command.cardId, purpose: 'spend', amountFen } as const;
  const authorised = authorisedBy(toAuthorise, authorisation, terms.product);
  if (authorised.refusal) return refuse(authorised.refusal);
  const availableFen = availableIn(state, at);
  const mayCharge = splitTender && terms.product.spend.shortfall === 'otherTender' && availableFen > 0n;
  if (availableFen < amountFen && !mayCharge) return refuse(balanceShort(amountFen, availableFen));
  const chargedFen = least(amountFen, availableFen);
  const data: WalletSpent = {
    walletId,
    holderId: state.holderId,
    ...paid,
    slipSignature,
    bookingId,
    authorisationId: authorised.authorisationId,
    askedFen: amountFen,
    chargedFen,
    dueFen: minus(amountFen, chargedFen),
    lots: takesForSpend(state.lots, chargedFen, at, terms.product),
    programmeId: state.programmeId,
    programmeVersion: terms.programmeVersion,
    balanceAfterFen: minus(state.lots.openFen, chargedFen),
    items,
  };
  return accept({ type: 'WalletSpent', data });
}

/** Why a spend is not validly signed; undefined where the product asks for no signature. */
export function whyNotSigned(
  wallet: Wallet,
  signatoryId: string | null,
  at: EpochMs,
  product: StoredValueProduct,
): Refusal | undefined {
  if (product.spend.signatories === undefined) return undefined;
  if (signatoryId === null) return { code: 'signature_required', detail: {} };
  const signatory = wallet.signatories.find((one) => one.signatoryId === signatoryId);
  const { lapsesAt = null, removedUntil = 0 } = signatory ?? {};
  if (!signatory || at < removedUntil) return { code: 'signatory_unknown', detail: { signatoryId } };
  if (lapsesAt === null || at < lapsesAt) return undefined;
  return { code: 'signatory_lapsed', detail: { signatoryId, lapsedAt: toRfc3339(lapsesAt) } };
}
