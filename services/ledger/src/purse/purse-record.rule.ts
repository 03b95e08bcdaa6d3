/** The rule by which records of offline spends are taken: late, twice, out of order (domain 2.10, O1 to O4). */
import type { EpochMs } from '@scrip/calendar';
import type { RepeatedRecord } from '@scrip/contracts';
import { accept, type Decision } from '@scrip/decider';
import { type Fen, minus, plus, sumFen, ZERO_FEN } from '@scrip/money';
import { cardOf } from '../wallet/cards.ts';
import { refuse, type Wallet, type WalletState, whyNotOpen } from '../wallet/wallet.decider.ts';
import {
  gapAt,
  loadedAfter,
  markOf,
  PURSE_UNKNOWN,
  type Purse,
  type PurseState,
  purseDecider,
} from './purse.decider.ts';
import { bearerOf, type OfflineLoss } from './purse-bearer.ts';
import { loadConfirmed, loadReversed, type PurseOrWalletEvent } from './purse-load.rule.ts';
import { heldBefore, highestTaken, isTaken, lastStretch, missing, neighbours, STRETCHES_MAX } from './spend-chain.ts';

/** What a card's record of a spend says. */
export interface RecordContents {
  /** Spend counter of the card within the key epoch, from 1. */
  readonly counter: number;
  readonly amountFen: Fen;
  /** What the purse held after it. */
  readonly balanceFen: Fen;
  /** By the terminal's clock. */
  readonly spentAt: EpochMs;
  readonly merchantId: string;
  readonly terminalId: string;
}

/** A record as a terminal sent it. */
export interface SpendRecord extends RecordContents {
  /** Place in the upload, from 1. */
  readonly line: number;
  /** Whether cards found its MAC good. */
  readonly macValid: boolean;
  /** Since when the terminal knew that the card is blocked; null, or left out, while it did not. */
  readonly terminalKnewAt?: EpochMs | null | undefined;
}

/** Why a record is not taken. */
type RefusedFor = 'mac_invalid' | 'counter_conflict' | 'gaps_exceeded';

/**
 * Takes each record once, by its counter, in whatever order they come, and finds what does not fit:
 * - a record that was taken, or refused, before is named as a repeated one and changes nothing (O1);
 * - one that is refused is kept as an exception, the account unchanged (O2), in the order tried: `mac_invalid`,
 *   `counter_conflict` (the counter was taken with other contents), `gaps_exceeded` (more gaps than STRETCHES_MAX allows
 *   would be open: it can be sent again when others are closed);
 * - counters that are missing are a gap until they arrive; what a gap explains is no difference: it leaves the purse for
 *   suspense, and what is then found within the gap, in whatever order, changes that suspense and comes to all of it;
 * - a load that is pending at a seam arrived if what the card held is nearer to that than to the contrary (O4);
 * - what then remains at a seam is a difference, for finance (O3);
 * - a spend after the card was reported lost is paid to the merchant and borne by the issuer; or, where the product says
 *   so, by the holder as long as the terminal could not know. Either way finance is told.
 * Refused as a whole, in this order: `purse_unknown`; `wallet_unknown`.
 * @param contentsOf what was taken under a counter, as far as it is known; a repeated record is compared with it.
 */
export function takeRecords(
  state: PurseState,
  wallet: WalletState,
  records: readonly SpendRecord[],
  contentsOf: (counter: number) => RecordContents | undefined,
  offlineLoss: OfflineLoss = 'fromReport',
): Decision<PurseOrWalletEvent> {
  if (state.status === 'none') return refuse(PURSE_UNKNOWN);
  if (wallet.status !== 'open') return refuse(whyNotOpen(wallet));
  const taking = new Taking(state, wallet, contentsOf, offlineLoss);
  for (const record of records) taking.take(record);
  return accept(...taking.facts());
}

/** What becomes of records, one after the other. */
class Taking {
  readonly #wallet: Wallet;
  readonly #contentsOf: (counter: number) => RecordContents | undefined;
  readonly #offlineLoss: OfflineLoss;
  readonly #takenNow = new Map<number, RecordContents>();
  readonly #events: PurseOrWalletEvent[] = [];
  readonly #repeated: RepeatedRecord[] = [];
  #purse: Purse;

  constructor(
    purse: Purse,
    wallet: Wallet,
    contentsOf: (counter: number) => RecordContents | undefined,
    offlineLoss: OfflineLoss,
  ) {
    this.#offlineLoss = offlineLoss;
    this.#purse = purse;
    this.#wallet = wallet;
    this.#contentsOf = contentsOf;
  }

  facts(): readonly PurseOrWalletEvent[] {
    if (this.#repeated.length === 0) return this.#events;
    const { purseId, walletId, programmeId } = this.#purse;
    const repeated = this.#repeated;
    return [...this.#events, { type: 'PurseRecordsRepeated', data: { purseId, walletId, repeated, programmeId } }];
  }

  take(record: SpendRecord): void {
    const { line, counter } = record;
    const why = this.#whyRefused(record);
    if (why) this.#refuse(record, why);
    else if (isTaken(this.#purse.taken, counter)) this.#repeated.push({ line, counter, code: null });
    else this.#accept(record);
  }

  #whyRefused(record: SpendRecord): RefusedFor | undefined {
    const { taken } = this.#purse;
    const { counter } = record;
    if (!record.macValid) return 'mac_invalid';
    if (isTaken(taken, counter)) {
      const before = this.#takenNow.get(counter) ?? this.#contentsOf(counter);
      return before && !isSame(before, record) ? 'counter_conflict' : undefined;
    }
    const { left, right } = neighbours(taken, counter);
    const stretches = taken.length + 1 - (left ? 1 : 0) - (right ? 1 : 0);
    return stretches > STRETCHES_MAX ? 'gaps_exceeded' : undefined;
  }

  #accept(record: SpendRecord): void {
    const { counter } = record;
    // Both seams are looked at with the loads as they stood before this spend closes them.
    const before = this.#purse;
    const { left, right } = neighbours(before.taken, counter);
    this.#add(spent(before, this.#wallet, record, this.#offlineLoss));
    this.#takenNow.set(counter, record);
    this.#findGap(before, record);
    if (left) this.#lookAtSeam(before, counter, left.afterFen, heldBefore(record));
    if (right) this.#lookAtSeam(before, counter + 1, record.balanceFen, right.beforeFen);
    this.#closeGaps();
  }

  #add(event: PurseOrWalletEvent): void {
    this.#events.push(event);
    if (isOfPurse(event)) this.#purse = purseDecider.evolve(this.#purse, event) as Purse;
  }

  #refuse(record: SpendRecord, code: RefusedFor): void {
    const { purseId, walletId, cardId, programmeId } = this.#purse;
    const { macValid: _mac, terminalKnewAt: _knew, ...contents } = record;
    const data = { purseId, walletId, cardId, ...contents, code, programmeId };
    if (this.#purse.refused.includes(markOf(data))) {
      this.#repeated.push({ line: record.line, counter: record.counter, code });
    } else this.#add({ type: 'PurseRecordRefused', data });
  }

  #findGap(before: Purse, record: SpendRecord): void {
    const { purseId, walletId, cardId, programmeId, taken, waiting } = before;
    const fromCounter = highestTaken(taken) + 1;
    const toCounter = record.counter - 1;
    if (toCounter < fromCounter) return;
    const between = waiting.filter((load) => load.spendCounter >= fromCounter - 1 && load.spendCounter <= toCounter);
    const loadedFen = sumFen(between.map((load) => load.amountFen));
    const missingFen = minus(plus(lastStretch(taken).afterFen, loadedFen), heldBefore(record));
    this.#add({
      type: 'PurseGapFound',
      data: { purseId, walletId, cardId, fromCounter, toCounter, missingFen, suspenseFen: missingFen, programmeId },
    });
  }

  #closeGaps(): void {
    const open = missing(this.#purse.taken);
    for (const { from, to } of this.#purse.gaps) {
      if (open.some((gap) => gap.from <= to && from <= gap.to)) continue;
      const { purseId, walletId, programmeId } = this.#purse;
      this.#add({
        type: 'PurseGapClosed',
        data: { purseId, walletId, fromCounter: from, toCounter: to, programmeId },
      });
    }
  }

  /** @param counter the later of the two spends that meet. */
  #lookAtSeam(before: Purse, counter: number, afterFen: Fen, cardFen: Fen): void {
    let expectedFen = plus(afterFen, loadedAfter(before, counter - 1));
    const { pending, purseId, walletId, cardId, programmeId } = this.#purse;
    if (pending?.spendCounter === counter - 1) {
      const withLoadFen = plus(expectedFen, pending.amountFen);
      if (distance(cardFen, withLoadFen) < distance(cardFen, expectedFen)) {
        this.#add(loadConfirmed(this.#purse, pending, 'next_record'));
        expectedFen = withLoadFen;
      } else {
        for (const event of loadReversed(this.#purse, this.#wallet, pending, 'next_record')) this.#add(event);
      }
    }
    const differenceFen = minus(cardFen, expectedFen);
    if (differenceFen === ZERO_FEN) return;
    const gapFromCounter = gapAt(this.#purse, counter - 1);
    this.#add({
      type: 'PurseDifferenceFound',
      data: { purseId, walletId, cardId, counter, expectedFen, cardFen, differenceFen, gapFromCounter, programmeId },
    });
  }
}

function spent(purse: Purse, wallet: Wallet, record: SpendRecord, offlineLoss: OfflineLoss): PurseOrWalletEvent {
  const { purseId, walletId, cardId, programmeId } = purse;
  const { macValid: _mac, terminalKnewAt = null, ...contents } = record;
  const reportedAt = cardOf(wallet.cards, cardId)?.blockedFrom;
  const cardReportedAt = reportedAt !== undefined && record.spentAt >= reportedAt ? reportedAt : null;
  const bearer = cardReportedAt === null ? null : bearerOf(offlineLoss, record.spentAt, terminalKnewAt);
  const gapFromCounter = gapAt(purse, record.counter);
  return {
    type: 'PurseSpent',
    data: { purseId, walletId, cardId, ...contents, cardReportedAt, bearer, gapFromCounter, programmeId },
  };
}

function isOfPurse(event: PurseOrWalletEvent): event is Exclude<PurseOrWalletEvent, { type: `Wallet${string}` }> {
  return !event.type.startsWith('Wallet');
}

function isSame(a: RecordContents, b: RecordContents): boolean {
  return (
    a.amountFen === b.amountFen &&
    a.balanceFen === b.balanceFen &&
    a.spentAt === b.spentAt &&
    a.merchantId === b.merchantId &&
    a.terminalId === b.terminalId
  );
}

function distance(a: Fen, b: Fen): Fen {
  return a > b ? minus(a, b) : minus(b, a);
}
