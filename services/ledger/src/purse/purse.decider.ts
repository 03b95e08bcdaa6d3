/**
 * The purse of a card (domain 2.10): value that a card holds offline for one enterprise, in one key epoch. What is here
 * is what the ledger knows of it, which is late: spends arrive when terminals send them.
 *
 * A load leaves the wallet when it is authorised and enters the purse when the card has it; in between it is in transit
 * (O4). A spend is taken once, whatever order records come in (O1). Two spends that follow each other meet at a seam:
 * what the card held after the one, with the loads between, must be what it held before the other. Each seam is looked at
 * once, when the later of the two records arrives, so the order of arrival changes nothing; what does not meet is a
 * difference for finance (O3), and what is still missing between is a gap and no difference.
 *
 * The value of a purse is what its card says: what its last record left, with the loads since. What the card must have
 * spent under missing counters stands in suspense, gap by gap, for merchants that are not known yet. Spends, loads and
 * differences that are found within a gap change its suspense and not the value, so that nothing is left of it when it
 * closes. It is below zero where the card holds more than is known: a load that is pending, or a difference to come.
 *
 * Here: the state, what each fact changes, the opening. Beside it: `purse-load.rule.ts` (loads), `purse-record.rule.ts`
 * (spends), `spend-chain.ts` (counters).
 */
import type { PurseEvent, PurseLoadAuthorised, PurseLoadLot, PurseOpened, PurseRecordRefused } from '@scrip/contracts';
import { accept, type Decider, type Decision, InvariantError, type Refusal, reject } from '@scrip/decider';
import { type Fen, minus, plus, sumFen, ZERO_FEN } from '@scrip/money';
import { whyCardIsShut } from '../wallet/cards.ts';
import { refuse, type WalletState, whyNotOpen } from '../wallet/wallet.decider.ts';
import { isBorneByIssuer } from './purse-bearer.ts';
import { type Gap, isSeamSeen, NO_SPENDS, type SpendChain, withSpend } from './spend-chain.ts';

/** A load that the card has not acknowledged. */
export interface PendingLoad {
  readonly loadId: string;
  readonly loadCounter: number;
  /** Spend counter of the card when it asked: the load stands after this spend. */
  readonly spendCounter: number;
  readonly amountFen: Fen;
  /** What each lot of the wallet gave. */
  readonly lots: readonly PurseLoadLot[];
}

/** A load that arrived, at a seam that has not been looked at yet. */
export interface WaitingLoad {
  readonly spendCounter: number;
  readonly amountFen: Fen;
}

/** A gap as it was found, as long as something of it is missing. */
export interface OpenGap extends Gap {
  /** What its missing records come to as far as is known; null: found before gaps were kept in suspense. */
  readonly suspenseFen: Fen | null;
}

/** A purse that was opened. Plain data, since snapshots keep it as JSON; nothing in it grows with the purse's age. */
export interface Purse {
  readonly status: 'open';
  readonly purseId: string;
  readonly walletId: string;
  readonly holderId: string;
  readonly cardId: string;
  readonly programmeId: string;
  /** Spends that were taken. */
  readonly taken: SpendChain;
  readonly gaps: readonly OpenGap[];
  /** At most one: where a load stands can be told from the next record only if there is no other. */
  readonly pending: PendingLoad | null;
  /** By spend counter; two loads after one spend are one here. */
  readonly waiting: readonly WaitingLoad[];
  readonly lastLoadCounter: number;
  /** What the card holds by its last record and the loads since: loads that arrived and differences, less spends and suspense. */
  readonly valueFen: Fen;
  /** Spends after a report of loss, borne by the issuer: the holder is still owed them. */
  readonly borneFen: Fen;
  /** Records that were refused lately, latest first: sent again, they are not told again. */
  readonly refused: readonly string[];
}

/** What is known of a purse id: nothing, or a purse. */
export type PurseState = { readonly status: 'none' } | Purse;

/** Refused records that are remembered: a terminal's resends within a day or so. */
const REFUSED_MAX = 32;

/** How a purse's stream is folded. */
export const purseDecider: Decider<PurseState, PurseEvent> = { stream: 'purse', initial: { status: 'none' }, evolve };

function evolve(state: PurseState, event: PurseEvent): PurseState {
  if (event.type === 'PurseOpened') return opened(state, event.data);
  if (state.status === 'none') throw new InvariantError(`${event.type} comes before its purse was opened`);
  switch (event.type) {
    case 'PurseLoadAuthorised':
      return { ...state, pending: pendingOf(event.data), lastLoadCounter: event.data.loadCounter };
    case 'PurseLoadConfirmed':
      return arrived(state, pendingIn(state, event.data.loadId), event.data.gapFromCounter);
    case 'PurseLoadReversed':
      pendingIn(state, event.data.loadId);
      return { ...state, pending: null };
    case 'PurseSpent': {
      const { amountFen, gapFromCounter } = event.data;
      const taken = withSpend(state.taken, event.data);
      return {
        ...moved(state, gapFromCounter, minus(ZERO_FEN, amountFen)),
        taken,
        waiting: state.waiting.filter((load) => !isSeamSeen(taken, load.spendCounter)),
        borneFen: isBorneByIssuer(event.data) ? plus(state.borneFen, amountFen) : state.borneFen,
      };
    }
    case 'PurseDifferenceFound':
      return moved(state, event.data.gapFromCounter, event.data.differenceFen);
    case 'PurseGapFound': {
      const { fromCounter: from, toCounter: to, suspenseFen } = event.data;
      const valueFen = minus(state.valueFen, suspenseFen ?? ZERO_FEN);
      return { ...state, valueFen, gaps: [...state.gaps, { from, to, suspenseFen }] };
    }
    case 'PurseGapClosed':
      return { ...state, gaps: state.gaps.filter((gap) => gap.from !== event.data.fromCounter) };
    case 'PurseRecordRefused':
      return { ...state, refused: [markOf(event.data), ...state.refused].slice(0, REFUSED_MAX) };
    case 'PurseRecordsRepeated':
      return state;
  }
}

function opened(state: PurseState, data: PurseOpened): Purse {
  if (state.status === 'open') throw new InvariantError(`${data.purseId} was opened twice`);
  const { purseId, walletId, holderId, cardId, programmeId } = data;
  return {
    status: 'open',
    purseId,
    walletId,
    holderId,
    cardId,
    programmeId,
    taken: NO_SPENDS,
    gaps: [],
    pending: null,
    waiting: [],
    lastLoadCounter: 0,
    valueFen: ZERO_FEN,
    borneFen: ZERO_FEN,
    refused: [],
  };
}

function pendingOf({ loadId, loadCounter, spendCounter, amountFen, lots }: PurseLoadAuthorised): PendingLoad {
  return { loadId, loadCounter, spendCounter, amountFen, lots };
}

function pendingIn(purse: Purse, loadId: string): PendingLoad {
  if (purse.pending?.loadId !== loadId) throw new InvariantError(`${loadId} was closed and is not pending`);
  return purse.pending;
}

function arrived(purse: Purse, { spendCounter, amountFen }: PendingLoad, gapFromCounter: number | null): Purse {
  const loaded = { ...moved(purse, gapFromCounter, amountFen), pending: null };
  if (isSeamSeen(purse.taken, spendCounter)) return loaded;
  const others = purse.waiting.filter((load) => load.spendCounter !== spendCounter);
  const load = { spendCounter, amountFen: plus(amountFen, loadedAfter(purse, spendCounter)) };
  const waiting = [...others, load].sort((a, b) => a.spendCounter - b.spendCounter);
  return { ...loaded, waiting };
}

/** The purse with value that came or, below zero, went: in the suspense of a gap, or where that is null on the card. */
function moved(purse: Purse, gapFromCounter: number | null, changeFen: Fen): Purse {
  if (gapFromCounter === null) return { ...purse, valueFen: plus(purse.valueFen, changeFen) };
  const gaps = purse.gaps.map((gap) =>
    gap.from === gapFromCounter ? { ...gap, suspenseFen: plus(gap.suspenseFen ?? ZERO_FEN, changeFen) } : gap,
  );
  return { ...purse, gaps };
}

/** Value of the loads that arrived after a spend and before the next, as long as that seam has not been looked at. */
export function loadedAfter(purse: Purse, spendCounter: number): Fen {
  return purse.waiting.find((load) => load.spendCounter === spendCounter)?.amountFen ?? ZERO_FEN;
}

/**
 * The open gap in whose suspense the spend of this counter is, or what happened after it and before the next: its first
 * counter; null where there is none, or it was found before gaps were kept in suspense.
 */
export function gapAt({ gaps }: Purse, counter: number): number | null {
  const around = gaps.find(({ from, to }) => from - 1 <= counter && counter <= to);
  return around && around.suspenseFen !== null ? around.from : null;
}

/** What stands in suspense for the purse's open gaps, in fen: its part of `liability:suspense:purse-gap`. */
export function inSuspense({ gaps }: Purse): Fen {
  return sumFen(gaps.map(({ suspenseFen }) => suspenseFen ?? ZERO_FEN));
}

/** Names a refused record, so that it is known when it is sent again. */
export function markOf(
  record: Pick<
    PurseRecordRefused,
    'code' | 'counter' | 'amountFen' | 'balanceFen' | 'spentAt' | 'merchantId' | 'terminalId'
  >,
): string {
  const { code, counter, amountFen, balanceFen, spentAt, merchantId, terminalId } = record;
  return [code, counter, amountFen, balanceFen, spentAt, merchantId, terminalId].join(' ');
}

/** What holders can still use of this purse, and what the issuer owes for it: its part of `liability:purse`. */
export function owedFor(purse: Purse): Fen {
  return plus(purse.valueFen, purse.borneFen);
}

/**
 * Why a purse is not empty; undefined where it is. `purse_loaded` {purseId, balanceFen, inTransitFen, openGaps}: the card
 * holds something by its last record, a load is on its way, or spends are missing that are still to be paid.
 * What the issuer bears is no value on the card: it stays owed, whatever becomes of the wallet.
 */
export function whyLoaded({ purseId, valueFen: balanceFen, pending, gaps }: Purse): Refusal | undefined {
  if (balanceFen === ZERO_FEN && !pending && gaps.length === 0) return undefined;
  const inTransitFen = pending?.amountFen ?? ZERO_FEN;
  return { code: 'purse_loaded', detail: { purseId, balanceFen, inTransitFen, openGaps: gaps.length } };
}

/** A card is to hold value offline. */
export interface OpenPurse {
  readonly purseId: string;
  readonly cardId: string;
  /** The issuer's own code of the enterprise that the purse and its keys are of. */
  readonly enterpriseId: string;
  /** From 1; washing a card with new keys begins the next, with counters of its own. */
  readonly keyEpoch: number;
}

/**
 * Opens a purse: one for each card, enterprise and key epoch (domain 2.10).
 * Refused in this order: `wallet_unknown`; `card_unknown`; `card_blocked`; `card_superseded`; `card_not_active`;
 * `purse_known` {purseId}.
 */
export function openPurse(state: PurseState, wallet: WalletState, command: OpenPurse): Decision<PurseEvent> {
  if (wallet.status !== 'open') return refuse(whyNotOpen(wallet));
  const shut = whyCardIsShut(wallet.cards, command.cardId);
  if (shut) return refuse(shut);
  if (state.status === 'open') return reject('purse_known', { purseId: state.purseId });
  const { walletId, holderId, programmeId } = wallet;
  return accept({ type: 'PurseOpened', data: { ...command, walletId, holderId, programmeId } });
}

/** No purse has this id. */
export const PURSE_UNKNOWN: Refusal = { code: 'purse_unknown', detail: {} };
