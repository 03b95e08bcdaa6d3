/** The card-making file of one vendor and one business day: filled at the end of the day, then closed (domain 2.9, N2). */
import { type BusinessDate, businessDate, type EpochMs } from '@scrip/calendar';
import type { BatchEvent, CardFileEvent, CardFileLine, ReplacementEvent } from '@scrip/contracts';
import { accept, type Decider, type Decision, InvariantError, type Refusal, reject } from '@scrip/decider';
import { type BatchState, fileBatch } from '../batch/batch.decider.ts';
import type { CardState } from '../card/card.decider.ts';
import type { VendorState } from '../vendor/vendor.decider.ts';
import { endWithCard, type ReplacementState } from './replacement.decider.ts';
import { orderReplacement } from './replacement-making.rule.ts';

/** Which file it is. */
export interface CardFileName {
  readonly cardFileId: string;
  readonly vendorId: string;
  readonly fileDate: BusinessDate;
}

/** A file; its lines are in its events. Plain data, since snapshots keep it as JSON. */
export type CardFileState =
  | { readonly status: 'none' }
  | {
      readonly status: 'open';
      readonly lineCount: number;
      /** Of these, cards of batches. */
      readonly batchLines: number;
    }
  | { readonly status: 'closed'; readonly lineCount: number; readonly linesSha256: string };

export const cardFileDecider: Decider<CardFileState, CardFileEvent> = {
  stream: 'card-file',
  initial: { status: 'none' },
  evolve(state, event) {
    switch (event.type) {
      case 'CardFileExtended': {
        if (state.status === 'closed') throw new InvariantError(`${event.data.cardFileId} grows after it was closed`);
        return { ...opened(state), lineCount: linesIn(state) + event.data.lines.length };
      }
      case 'CardFileBatchAdded': {
        if (state.status === 'closed') throw new InvariantError(`${event.data.cardFileId} grows after it was closed`);
        const { cards } = event.data;
        const { lineCount, batchLines } = opened(state);
        return { status: 'open', lineCount: lineCount + cards, batchLines: batchLines + cards };
      }
      case 'CardFileClosed': {
        const { lineCount, linesSha256 } = event.data;
        return { status: 'closed', lineCount, linesSha256 };
      }
    }
  },
};

/** Lines of one file that name people: a megabyte or two; what is above waits for the next day's. */
export const FILE_LINES_MAX = 20_000;

/** What a part of a file records, in its own stream and in each replacement's. */
export interface FilePart {
  /** Null where none of them is to be made. */
  readonly file: CardFileEvent | null;
  readonly orders: readonly ReplacementEvent[];
  /** Of cards that were void before they were in a file. */
  readonly ended: readonly ReplacementEvent[];
}

/**
 * Puts those of the replacements into the file that are in no file yet; none of them is no new fact. One whose card is void
 * is not made: it ends instead, and no name goes to the vendor. Refusals in the order tried:
 * - `vendor_unknown` {vendorId}
 * - `day_not_begun` {fileDate, today}
 * - `card_file_closed` {cardFileId}: the day's file is complete; they wait for the next day's.
 */
export function extendCardFile(
  state: CardFileState,
  terms: {
    readonly vendor: VendorState;
    readonly replacements: readonly ReplacementState[];
    /** The new card of each, in their order. */
    readonly cards: readonly CardState[];
    readonly at: EpochMs;
  },
  name: CardFileName,
): Decision<FilePart> {
  const { cardFileId, vendorId, fileDate } = name;
  const refusal = whyNotOpen(state, terms, name);
  if (refusal) return { kind: 'refused', refusal };
  if (terms.vendor.status === 'none') return reject('vendor_unknown', { vendorId });
  const { cardFen: vendorCardFen } = terms.vendor.terms;
  const lines: CardFileLine[] = [];
  const orders: ReplacementEvent[] = [];
  const voided: ReplacementEvent[] = [];
  for (const [index, replacement] of terms.replacements.entries()) {
    const line = linesIn(state) + lines.length + 1;
    if (line - opened(state).batchLines > FILE_LINES_MAX) break;
    if (replacement.status === 'none' || replacement.applied.vendorId !== vendorId) continue;
    if (replacement.status === 'applied' && terms.cards[index]?.kind === 'void') {
      const ended = endWithCard(replacement);
      if (ended.kind === 'accepted') voided.push(...ended.events);
      continue;
    }
    const ordered = orderReplacement(replacement, { cardFileId, fileDate, line, vendorCardFen });
    if (ordered.kind === 'refused') continue;
    const { replacementId, newCardId, cardNumber, newSequence, productKey, holderId, branchNo } = replacement.applied;
    const ids = { replacementId, cardId: newCardId, cardNumber, sequence: newSequence };
    lines.push({ line, ...ids, productKey, holderId, branchNo });
    orders.push(...ordered.events);
  }
  if (lines.length === 0 && voided.length === 0) return accept();
  const file: CardFileEvent | null = lines.length > 0 ? { type: 'CardFileExtended', data: { ...name, lines } } : null;
  return accept({ file, orders, ended: voided });
}

/**
 * Closes the file with the fingerprint of its lines; one that is closed stays as it is. A day without applications has an
 * empty file, which says that nothing is to be made. Refusals in the order tried:
 * - `vendor_unknown` {vendorId}
 * - `day_not_begun` {fileDate, today}
 */
export function closeCardFile(
  state: CardFileState,
  terms: { readonly vendor: VendorState; readonly linesSha256: string; readonly at: EpochMs },
  name: CardFileName,
): Decision<CardFileEvent> {
  const { vendorId, fileDate } = name;
  if (terms.vendor.status === 'none') return reject('vendor_unknown', { vendorId });
  const today = businessDate(terms.at);
  if (fileDate > today) return reject('day_not_begun', { fileDate, today });
  if (state.status === 'closed') return accept();
  const { linesSha256 } = terms;
  return accept({ type: 'CardFileClosed', data: { ...name, lineCount: linesIn(state), linesSha256 } });
}

/** What a batch's place in a file records, in the streams of both. */
export interface FiledBatch {
  readonly file: CardFileEvent;
  readonly batch: BatchEvent;
}

/**
 * Puts a batch of blank cards into the file, a line for each card; one that is in a file is no new fact. Refused as
 * `extendCardFile`.
 */
export function addBatch(
  state: CardFileState,
  terms: { readonly vendor: VendorState; readonly batch: BatchState; readonly at: EpochMs },
  name: CardFileName,
): Decision<FiledBatch> {
  const refusal = whyNotOpen(state, terms, name);
  if (refusal) return { kind: 'refused', refusal };
  const { batch, vendor } = terms;
  if (vendor.status === 'none') return reject('vendor_unknown', { vendorId: name.vendorId });
  const filed = fileBatch(batch, { ...name, vendorCardFen: vendor.terms.cardFen });
  const [event] = filed.kind === 'accepted' ? filed.events : [];
  if (batch.status === 'none' || event?.type !== 'CardBatchFiled') return accept();
  const { batchId, productKey, faceFen, madeCards: cards } = batch;
  const data = { ...name, batchId, productKey, faceFen, firstLine: linesIn(state) + 1, cards };
  return accept({ file: { type: 'CardFileBatchAdded', data }, batch: event });
}

function whyNotOpen(
  state: CardFileState,
  { vendor, at }: { readonly vendor: VendorState; readonly at: EpochMs },
  { cardFileId, vendorId, fileDate }: CardFileName,
): Refusal | undefined {
  if (vendor.status === 'none') return { code: 'vendor_unknown', detail: { vendorId } };
  const today = businessDate(at);
  if (fileDate > today) return { code: 'day_not_begun', detail: { fileDate, today } };
  return state.status === 'closed' ? { code: 'card_file_closed', detail: { cardFileId } } : undefined;
}

function opened(state: CardFileState): Extract<CardFileState, { status: 'open' }> {
  return state.status === 'open' ? state : { status: 'open', lineCount: 0, batchLines: 0 };
}

function linesIn(state: CardFileState): number {
  return state.status === 'none' ? 0 : state.lineCount;
}
