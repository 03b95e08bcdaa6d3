/** The rules of the desk: fees, extension of a lot, freezing, and who may sign. */
import { type EpochMs, expiryAfter, lastUsableInstant, toRfc3339 } from '@scrip/calendar';
import type { WalletEvent } from '@scrip/contracts';
import { accept, type Decision, reject } from '@scrip/decider';
import { type Fen, fen, minus, ZERO_FEN } from '@scrip/money';
import { expiryNotices } from '@scrip/programme';
import { cardOf } from './cards.ts';
import { giveBack, leftIn, takesForSpend } from './lots.ts';
import {
  availableIn,
  balanceShort,
  frozen,
  refuse,
  type Wallet,
  type WalletState,
  type WalletTerms,
  whyNotOpen,
} from './wallet.decider.ts';
import type { Breakage } from './wallet-expiry.rule.ts';

/** A fee is to be paid. */
export interface ChargeFee {
  readonly feeId: string;
  /** How it is paid; null: from the wallet. */
  readonly tender: string | null;
  readonly at: EpochMs;
}

/**
 * Charges the programme's fee of a replaced card (domain 2.2: 10, from the balance or in another tender). Free: nothing.
 * Refused in this order: `wallet_unknown`; `wallet_closed`; `wallet_frozen`; `card_unknown` {cardId} (not of this wallet);
 * `balance_short` {askedFen, availableFen, missingFen}.
 */
export function chargeReplacement(
  state: WalletState,
  command: ChargeFee & { readonly cardId: string },
  terms: WalletTerms,
): Decision<WalletEvent> {
  if (state.status !== 'open') return refuse(whyNotOpen(state));
  if (state.frozenFor !== null) return refuse(frozen(state.frozenFor));
  if (!cardOf(state.cards, command.cardId)) return reject('card_unknown', { cardId: command.cardId });
  const amountFen = fen(terms.product.fees?.cardReplacementFen ?? 0);
  return feeOf(state, command, { kind: 'card_replacement', referenceId: command.cardId, amountFen }, terms);
}

/** A lot is to be usable longer. */
export interface ExtendLot extends ChargeFee {
  readonly lotId: string;
}

/**
 * Extends a lot that has value left, expired or not, by the product's term from now on, and charges its fee (domain 3: a
 * lapsed card with value left can be extended). What the issuer took of it as breakage is in it again, if not more than
 * that term has passed since its last usable day; later it is the issuer's for good, and only what is left is extended.
 * Refused in this order: `wallet_unknown`; `wallet_closed`; `wallet_frozen`; `lot_unknown` (not of this wallet, or empty
 * without breakage); `lot_does_not_expire`; `extension_not_allowed`; `reactivation_period_over` {lapsedAt, endedAt}
 * (nothing is left but breakage); `extension_not_longer` {expiresAt}; `balance_short`.
 * @param broken what the history up to this very state has of the lot's breakage.
 */
export function extendLot(
  state: WalletState,
  command: ExtendLot,
  terms: WalletTerms,
  broken?: Breakage,
): Decision<WalletEvent> {
  if (state.status !== 'open') return refuse(whyNotOpen(state));
  if (state.frozenFor !== null) return refuse(frozen(state.frozenFor));
  const { lotId, at } = command;
  const lot = state.lots.open.find((open) => open.lotId === lotId);
  if (!lot && !broken) return reject('lot_unknown', { lotId });
  const fromExpiresAt = lot ? lot.expiresAt : (broken?.expiredAt ?? null);
  if (fromExpiresAt === null) return reject('lot_does_not_expire', { lotId });
  const { validity } = terms.product.lots;
  const extension = validity === 'none' ? undefined : validity.extension;
  if (!extension) return reject('extension_not_allowed', { product: terms.product.key });
  const endedAt = broken && expiryAfter(lastUsableInstant(broken.expiredAt), extension.term);
  const isOver = endedAt !== undefined && at >= endedAt;
  if (broken && isOver && !lot) {
    const dates = { lapsedAt: toRfc3339(broken.expiredAt), endedAt: toRfc3339(endedAt) };
    return reject('reactivation_period_over', dates);
  }
  const given = isOver ? undefined : broken;
  const expiresAt = expiryAfter(at, extension.term);
  if (expiresAt <= fromExpiresAt) return reject('extension_not_longer', { expiresAt: toRfc3339(fromExpiresAt) });
  const back = given ? [{ lotId, principalFen: given.principalFen, bonusFen: given.bonusFen }] : [];
  const wallet = { ...state, lots: giveBack(state.lots, back) };
  const fee = { kind: 'lot_extension', referenceId: lotId, amountFen: fen(extension.feeFen) };
  const charged = feeOf(state, command, fee, terms, wallet.lots.openFen);
  if (charged.kind === 'refused') return charged;
  const notices = expiryNotices(expiresAt, terms.product).filter((notice) => notice > at);
  const { walletId, holderId, programmeId } = state;
  const { programmeVersion } = terms;
  const decided = { programmeId, programmeVersion };
  const extended = wallet.lots.open.find((open) => open.lotId === lotId);
  const reactivated: readonly WalletEvent[] = given
    ? [
        {
          type: 'WalletLotReactivated',
          data: { walletId, holderId, lotId, ...given, ...decided, balanceAfterFen: wallet.lots.openFen },
        },
      ]
    : [];
  return accept<WalletEvent>(
    ...reactivated,
    {
      type: 'WalletLotExtended',
      data: {
        walletId,
        holderId,
        lotId,
        fromExpiresAt,
        expiresAt,
        expiryNotices: notices.length > 0 ? notices : null,
        leftFen: extended ? leftIn(extended) : ZERO_FEN,
        ...decided,
      },
    },
    ...charged.events,
  );
}

function feeOf(
  wallet: Wallet,
  { feeId, tender, at }: ChargeFee,
  fee: { readonly kind: string; readonly referenceId: string; readonly amountFen: Fen },
  terms: WalletTerms,
  balanceFen: Fen = wallet.lots.openFen,
): Decision<WalletEvent> {
  const { amountFen } = fee;
  if (amountFen === 0n) return accept();
  const availableFen = availableIn(wallet, at);
  if (tender === null && availableFen < amountFen) return refuse(balanceShort(amountFen, availableFen));
  const lots = tender === null ? takesForSpend(wallet.lots, amountFen, at, terms.product) : [];
  const { walletId, holderId, programmeId } = wallet;
  return accept({
    type: 'WalletFeeCharged',
    data: {
      walletId,
      holderId,
      feeId,
      ...fee,
      tender,
      lots,
      programmeId,
      programmeVersion: terms.programmeVersion,
      balanceAfterFen: tender === null ? minus(balanceFen, amountFen) : balanceFen,
    },
  });
}

/** What a wallet can be frozen for. */
export const FREEZE_CAUSES = ['deceased', 'dormant', 'court_order', 'suspected_fraud'] as const;

/** A wallet is frozen or unfrozen. */
export interface Freeze {
  /** File number of the paper behind it; null if there is none. */
  readonly reference: string | null;
}

/** Freezes a wallet: nothing can be paid into or out of it. Refused in this order: `wallet_unknown`; `wallet_frozen`. */
export function freeze(
  state: WalletState,
  { cause, reference }: Freeze & { readonly cause: (typeof FREEZE_CAUSES)[number] },
): Decision<WalletEvent> {
  if (state.status !== 'open') return refuse(whyNotOpen(state));
  if (state.frozenFor !== null) return refuse(frozen(state.frozenFor));
  const { walletId, holderId } = state;
  return accept({ type: 'WalletFrozen', data: { walletId, holderId, cause, reference } });
}

/** Lets a wallet be used again. Refused in this order: `wallet_unknown`; `wallet_not_frozen`. */
export function unfreeze(state: WalletState, { reference }: Freeze): Decision<WalletEvent> {
  if (state.status !== 'open') return refuse(whyNotOpen(state));
  const { walletId, holderId, frozenFor: cause } = state;
  if (cause === null) return reject('wallet_not_frozen');
  return accept({ type: 'WalletUnfrozen', data: { walletId, holderId, cause, reference } });
}

/** Signatories of one wallet: those of a company's dining card are a handful. */
const SIGNATORIES_MAX = 50;

/** Somebody may sign from now on. */
export interface NameSignatory {
  readonly signatoryId: string;
  readonly by: 'writing' | 'phone';
  readonly at: EpochMs;
}

/**
 * Names a signatory: in writing for good, by phone until it is confirmed in writing or the product's period is over,
 * through its last day (domain 2.3, R4). Another call gains no time: the period is that of the first. A call after a
 * removal by phone takes the removal back. Named in writing already: nothing new.
 * Refused in this order: `wallet_unknown`; `wallet_closed`; `signatories_not_kept` (the product asks for none);
 * `signatory_lapsed` {signatoryId, lapsedAt} (by phone, and the period of the first call is over); `signatories_exceeded`.
 */
export function nameSignatory(state: WalletState, command: NameSignatory, terms: WalletTerms): Decision<WalletEvent> {
  if (state.status !== 'open') return refuse(whyNotOpen(state));
  const { signatories: kept } = terms.product.spend;
  if (kept === undefined) return reject('signatories_not_kept', { product: terms.product.key });
  const { signatoryId, by, at } = command;
  const known = state.signatories.find((one) => one.signatoryId === signatoryId);
  const isRemoved = known?.removedUntil !== undefined && at < known.removedUntil;
  if (known?.lapsesAt === null && !isRemoved) return accept();
  if (by === 'phone' && known && known.lapsesAt !== null && at >= known.lapsesAt) {
    return reject('signatory_lapsed', { signatoryId, lapsedAt: toRfc3339(known.lapsesAt) });
  }
  if (!known && state.signatories.length >= SIGNATORIES_MAX) {
    return reject('signatories_exceeded', { signatories: state.signatories.length, limit: SIGNATORIES_MAX });
  }
  const { walletId, holderId, programmeId } = state;
  const byPhone = known ? known.lapsesAt : expiryAfter(at, kept.phonePeriod);
  const lapsesAt = by === 'phone' ? byPhone : null;
  const { programmeVersion } = terms;
  return accept({
    type: 'WalletSignatoryNamed',
    data: { walletId, holderId, signatoryId, by, lapsesAt, programmeId, programmeVersion },
  });
}

/** Somebody may not sign any more. */
export type RemoveSignatory = NameSignatory;

/**
 * Removes a signatory: in writing for good, by phone until it is confirmed in writing or the product's period is over,
 * after whose last day the person may sign again (domain 2.3, R4). Another call gains no time.
 * Refused in this order: `wallet_unknown`; `wallet_closed`; `signatory_unknown`; `removal_lapsed` {signatoryId, lapsedAt}
 * (by phone, and the period of the first call is over).
 */
export function removeSignatory(
  state: WalletState,
  { signatoryId, by, at }: RemoveSignatory,
  terms: WalletTerms,
): Decision<WalletEvent> {
  if (state.status !== 'open') return refuse(whyNotOpen(state));
  const known = state.signatories.find((one) => one.signatoryId === signatoryId);
  if (!known) return reject('signatory_unknown', { signatoryId });
  const { walletId, holderId } = state;
  const { signatories: kept } = terms.product.spend;
  if (by === 'writing' || !kept) {
    return accept({ type: 'WalletSignatoryRemoved', data: { walletId, holderId, signatoryId, by, lapsesAt: null } });
  }
  const lapsesAt = known.removedUntil ?? expiryAfter(at, kept.phonePeriod);
  if (at >= lapsesAt) return reject('removal_lapsed', { signatoryId, lapsedAt: toRfc3339(lapsesAt) });
  return accept({ type: 'WalletSignatoryRemoved', data: { walletId, holderId, signatoryId, by, lapsesAt } });
}
