/** The rules by which value moves from a wallet to the purse on a card: authorised, then arrived or given back (O4). */
import type { EpochMs } from '@scrip/calendar';
import type { PurseEvent, WalletEvent } from '@scrip/contracts';
import { accept, type Decision, reject } from '@scrip/decider';
import { type Fen, fen, minus, plus } from '@scrip/money';
import { takesForSpend } from '../wallet/lots.ts';
import {
  availableIn,
  balanceShort,
  refuse,
  type Wallet,
  type WalletState,
  type WalletTerms,
  whyNotOpen,
  whyNotPaidWith,
} from '../wallet/wallet.decider.ts';
import { gapAt, type PendingLoad, PURSE_UNKNOWN, type Purse, type PurseState } from './purse.decider.ts';
import { highestTaken } from './spend-chain.ts';

/** A fact of a purse or of its wallet: a load is both. */
export type PurseOrWalletEvent = PurseEvent | WalletEvent;

/**
 * Loads that arrived at seams not looked at yet: those of a purse that is loaded again and again while its spends do not
 * come. Then the spends come first.
 */
export const WAITING_LOADS_MAX = 64;

/** A card asks for value. */
export interface AuthoriseLoad {
  readonly loadId: string;
  readonly amountFen: Fen;
  /** Load counter of the card, above that of its last load. */
  readonly loadCounter: number;
  /** Spend counter of the card, 0 if it never paid. */
  readonly spendCounter: number;
  readonly at: EpochMs;
}

/**
 * Takes value from the wallet's lots, in the product's order, and puts it in transit to the purse (domain 2.10).
 * Refused in this order: `purse_unknown`; `wallet_unknown`; `card_unknown`; `card_blocked`; `card_superseded`;
 * `card_not_active`; `amount_not_positive`; `load_pending` {loadId, amountFen}; `load_counter_stale` {loadCounter,
 * lastLoadCounter}; `spend_counter_behind` {spendCounter, highestCounter}; `records_overdue` {waitingLoads, limit};
 * `load_limit_exceeded` {askedFen, limitFen, excessFen}; `purse_limit_exceeded` {askedFen, balanceFen, limitFen,
 * excessFen} (what is in the purse by its last record); `balance_short`.
 */
export function authoriseLoad(
  state: PurseState,
  wallet: WalletState,
  command: AuthoriseLoad,
  terms: WalletTerms,
): Decision<PurseOrWalletEvent> {
  if (state.status === 'none') return refuse(PURSE_UNKNOWN);
  if (wallet.status !== 'open') return refuse(whyNotOpen(wallet));
  const { loadId, amountFen, loadCounter, spendCounter, at } = command;
  const refusal = whyNotPaidWith(wallet, state.cardId, amountFen);
  if (refusal) return refuse(refusal);
  const { pending, lastLoadCounter, purseId, walletId, cardId } = state;
  if (pending) return reject('load_pending', { loadId: pending.loadId, amountFen: pending.amountFen });
  if (loadCounter <= lastLoadCounter) return reject('load_counter_stale', { loadCounter, lastLoadCounter });
  const highestCounter = Math.max(highestTaken(state.taken), state.waiting.at(-1)?.spendCounter ?? 0);
  if (spendCounter < highestCounter) return reject('spend_counter_behind', { spendCounter, highestCounter });
  if (state.waiting.length >= WAITING_LOADS_MAX) {
    return reject('records_overdue', { waitingLoads: state.waiting.length, limit: WAITING_LOADS_MAX });
  }
  const tooMuch = whyTooMuch(state, amountFen, terms);
  if (tooMuch) return tooMuch;
  const availableFen = availableIn(wallet, at);
  if (availableFen < amountFen) return refuse(balanceShort(amountFen, availableFen));
  const { holderId, programmeId } = wallet;
  const { programmeVersion, product } = terms;
  const lots = takesForSpend(wallet.lots, amountFen, at, product);
  const balanceAfterFen = minus(wallet.lots.openFen, amountFen);
  return accept<PurseOrWalletEvent>(
    {
      type: 'WalletPurseLoaded',
      data: {
        walletId,
        holderId,
        purseId,
        loadId,
        cardId,
        amountFen,
        lots,
        programmeId,
        programmeVersion,
        balanceAfterFen,
      },
    },
    {
      type: 'PurseLoadAuthorised',
      data: { purseId, walletId, loadId, loadCounter, spendCounter, amountFen, lots, programmeId },
    },
  );
}

/** Why so much may not go to the card: by the most of one load, and the most that may be on it (domain 2.10). */
function whyTooMuch(
  { valueFen: balanceFen }: Purse,
  askedFen: Fen,
  { product }: WalletTerms,
): Decision<never> | undefined {
  const { loadMaxFen, balanceMaxFen } = product.purse ?? {};
  if (loadMaxFen !== undefined && askedFen > BigInt(loadMaxFen)) {
    const limitFen = fen(loadMaxFen);
    return reject('load_limit_exceeded', { askedFen, limitFen, excessFen: minus(askedFen, limitFen) });
  }
  if (balanceMaxFen === undefined) return undefined;
  const limitFen = fen(balanceMaxFen);
  const excessFen = minus(plus(balanceFen, askedFen), limitFen);
  return excessFen > 0n ? reject('purse_limit_exceeded', { askedFen, balanceFen, limitFen, excessFen }) : undefined;
}

/**
 * The card acknowledged a load: its value is in the purse.
 * Refused in this order: `purse_unknown`; `load_not_pending` {loadId} (never authorised, or closed already).
 */
export function confirmLoad(state: PurseState, loadId: string): Decision<PurseEvent> {
  if (state.status === 'none') return refuse(PURSE_UNKNOWN);
  const { pending } = state;
  if (pending?.loadId !== loadId) return reject('load_not_pending', { loadId });
  return accept(loadConfirmed(state, pending, 'acknowledged'));
}

/**
 * A load did not reach the card: its value goes back to the lots it came from, with their dates.
 * Refused in this order: `purse_unknown`; `wallet_unknown`; `load_not_pending` {loadId} (never authorised, or closed
 * already).
 * @param cause snake_case.
 */
export function reverseLoad(
  state: PurseState,
  wallet: WalletState,
  { loadId, cause }: { readonly loadId: string; readonly cause: string },
): Decision<PurseOrWalletEvent> {
  if (state.status === 'none') return refuse(PURSE_UNKNOWN);
  if (wallet.status !== 'open') return refuse(whyNotOpen(wallet));
  const { pending } = state;
  if (pending?.loadId !== loadId) return reject('load_not_pending', { loadId });
  return accept(...loadReversed(state, wallet, pending, cause));
}

/** The fact that a pending load arrived. */
export function loadConfirmed(purse: Purse, load: PendingLoad, cause: 'acknowledged' | 'next_record'): PurseEvent {
  const { purseId, walletId, programmeId } = purse;
  const { loadId, loadCounter, spendCounter, amountFen } = load;
  const gapFromCounter = gapAt(purse, spendCounter);
  return {
    type: 'PurseLoadConfirmed',
    data: { purseId, walletId, loadId, loadCounter, amountFen, cause, gapFromCounter, programmeId },
  };
}

/** The facts that a pending load did not arrive: one of the wallet, one of the purse. */
export function loadReversed(
  purse: Purse,
  wallet: Wallet,
  load: PendingLoad,
  cause: string,
): readonly PurseOrWalletEvent[] {
  const { purseId, walletId, programmeId } = purse;
  const { holderId } = wallet;
  const { loadId, loadCounter, amountFen, lots } = load;
  const balanceAfterFen = plus(wallet.lots.openFen, amountFen);
  return [
    {
      type: 'WalletPurseLoadReversed',
      data: { walletId, holderId, purseId, loadId, amountFen, lots, cause, programmeId, balanceAfterFen },
    },
    { type: 'PurseLoadReversed', data: { purseId, walletId, loadId, loadCounter, amountFen, cause, programmeId } },
  ];
}
