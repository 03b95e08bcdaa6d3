/** Makes the card-making file of a vendor's business day, however often it is asked and by however many at once (N2). */
import { createHash } from 'node:crypto';
import { type BusinessDate, endOfBusinessDay, startOfBusinessDay } from '@scrip/calendar';
import type { CardFileBatchAdded, CardFileEvent, CardFileLine } from '@scrip/contracts';
import { InvariantError, type Refusal } from '@scrip/decider';
import { type CommandKey, type EventLog, idFrom, on, type Placed, type Who } from '@scrip/event-store';
import { type BatchState, batchDecider } from '../batch/batch.decider.ts';
import { type CardState, cardDecider } from '../card/card.decider.ts';
import { type VendorState, vendorDecider, vendorStream } from '../vendor/vendor.decider.ts';
import {
  addBatch,
  type CardFileName,
  type CardFileState,
  cardFileDecider,
  closeCardFile,
  extendCardFile,
  FILE_LINES_MAX,
} from './card-file.decider.ts';
import { type ReplacementState, replacementDecider } from './replacement.decider.ts';

/** Applications that are put into a file with one command: all of them or none. */
const PART_LINES = 200;
/** Events of a file: its parts, those that found nobody any more, and the close. */
const FILE_EVENTS_MAX = FILE_LINES_MAX;

/** A file that is complete. */
export interface ClosedFile extends CardFileName {
  readonly lineCount: number;
  /** Of the lines without names. */
  readonly linesSha256: string;
}

/** A part of a file, in its order: lines that name people, or a batch of blank cards. */
export type FilePartOf =
  | { readonly lines: readonly CardFileLine[]; readonly batch?: never }
  | { readonly batch: CardFileBatchAdded; readonly lines?: never };

/** Which file of which issuer. */
export interface FileOf {
  readonly issuerId: string;
  readonly vendorId: string;
  readonly fileDate: BusinessDate;
}

/** An application that is in no file. */
interface ToMake {
  replacement_id: string;
  new_card_id: string;
  position: bigint;
}

/** The id of the file of a vendor's day: there is one. */
export function cardFileId({ issuerId, vendorId, fileDate }: FileOf): string {
  return idFrom('cmf', `${issuerId}\n${vendorId}\n${fileDate}`);
}

export class CardFiles {
  readonly #log: EventLog;

  constructor(log: EventLog) {
    this.#log = log;
  }

  /**
   * Puts what was applied for, and batches whose cards have their numbers, up to the end of the business day into its file, part by part, and closes it; goes on where
   * another process stopped. A file that is closed is told again. Refused as `extendCardFile` and `closeCardFile`.
   */
  async make(
    who: Who,
    key: CommandKey | null,
    day: Omit<FileOf, 'issuerId'>,
  ): Promise<ClosedFile | { refusal: Refusal }> {
    const of: FileOf = { issuerId: who.issuerId, ...day };
    const known = await this.closed(of);
    if (known) return known;
    await this.#fill(who, of);
    await this.#addBatches(who, of);
    const name = nameOf(of);
    const { state: vendor } = await this.#log.state(vendorDecider, vendorStream(of.issuerId, of.vendorId));
    const verdict = await this.#log.execute({
      who,
      key,
      decider: cardFileDecider,
      streamId: name.cardFileId,
      gather: async (version) => sha256Of(await this.#partsUpTo(name.cardFileId, version)),
      decide: (state, linesSha256) => closeCardFile(state, { vendor, linesSha256, at: who.occurredAt }, name),
    });
    if (verdict.kind === 'refused') return { refusal: verdict.refusal };
    const closed = await this.closed(of);
    if (!closed) throw new InvariantError(`${name.cardFileId} was closed and is not`);
    return closed;
  }

  /** The file as the log has it now; undefined where it is not complete. */
  async closed(of: FileOf): Promise<ClosedFile | undefined> {
    const name = nameOf(of);
    const { state } = await this.#log.state(cardFileDecider, name.cardFileId);
    if (state.status !== 'closed') return undefined;
    const { lineCount, linesSha256 } = state;
    return { ...name, lineCount, linesSha256 };
  }

  /** The parts of a file in their order. */
  parts(fileId: string): Promise<readonly FilePartOf[]> {
    return this.#partsUpTo(fileId, Number.MAX_SAFE_INTEGER);
  }

  async #fill(who: Who, of: FileOf): Promise<void> {
    let after = 0n;
    for (;;) {
      const page = await this.#toMake(of, after);
      const last = page.at(-1);
      if (!last) return;
      after = last.position;
      if (!(await this.#extend(who, of, page))) return;
    }
  }

  /** False where nothing more can be put in: the file is closed or may not be made. */
  async #extend(who: Who, of: FileOf, page: readonly ToMake[]): Promise<boolean> {
    const name = nameOf(of);
    const verdict = await this.#log.executeAcross({
      who,
      // Asking twice does it once: what is in a file is not put into one again.
      key: null,
      streams: [
        on(cardFileDecider, name.cardFileId),
        on(vendorDecider, vendorStream(of.issuerId, of.vendorId)),
        ...page.map(({ replacement_id: id }) => on(replacementDecider, id)),
        ...page.map(({ new_card_id: id }) => on(cardDecider, id)),
      ],
      decide: ([file, vendor, ...ofPage]) => {
        const terms = {
          vendor: vendor as VendorState,
          replacements: ofPage.slice(0, page.length) as readonly ReplacementState[],
          cards: ofPage.slice(page.length) as readonly CardState[],
          at: who.occurredAt,
        };
        const decision = extendCardFile(file as CardFileState, terms, name);
        if (decision.kind === 'refused') return decision;
        const placed = decision.events.flatMap((part): Placed[] => [
          ...(part.file ? [{ streamId: name.cardFileId, event: part.file }] : []),
          ...[...part.orders, ...part.ended].map((event) => ({ streamId: event.data.replacementId, event })),
        ]);
        return { kind: 'accepted', events: placed };
      },
    });
    return verdict.kind === 'accepted';
  }

  /** Each batch with one command: a line of the log however many cards it has. */
  async #addBatches(who: Who, of: FileOf): Promise<void> {
    const name = nameOf(of);
    const { rows } = await this.#log.pool.query<{ batch_id: string }>(
      `SELECT batch_id FROM card_batch
       WHERE issuer_id = $1 AND vendor_id = $2 AND card_file_id IS NULL AND made_cards > 0
         AND (made_cards >= cards OR stopped_at IS NOT NULL) AND coalesce(stopped_at, made_at) < $3
       ORDER BY position`,
      [of.issuerId, of.vendorId, endOfBusinessDay(startOfBusinessDay(of.fileDate))],
    );
    for (const { batch_id: batchId } of rows) {
      await this.#log.executeAcross({
        who,
        // Asking twice does it once, as for applications.
        key: null,
        streams: [
          on(cardFileDecider, name.cardFileId),
          on(vendorDecider, vendorStream(of.issuerId, of.vendorId)),
          on(batchDecider, batchId),
        ],
        decide: ([file, vendor, batch]) => {
          const terms = { vendor: vendor as VendorState, batch: batch as BatchState, at: who.occurredAt };
          const decision = addBatch(file as CardFileState, terms, name);
          if (decision.kind === 'refused') return decision;
          const placed = decision.events.flatMap((added): Placed[] => [
            { streamId: name.cardFileId, event: added.file },
            { streamId: batchId, event: added.batch },
          ]);
          return { kind: 'accepted', events: placed };
        },
      });
    }
  }

  /** In the order in which they were applied for. */
  async #toMake(of: FileOf, after: bigint): Promise<readonly ToMake[]> {
    const { rows } = await this.#log.pool.query<ToMake>(
      `SELECT replacement_id, new_card_id, position FROM replacement
       WHERE issuer_id = $1 AND vendor_id = $2 AND status = 'applied' AND position > $3 AND applied_at < $4
       ORDER BY position LIMIT $5`,
      [of.issuerId, of.vendorId, after, endOfBusinessDay(startOfBusinessDay(of.fileDate)), PART_LINES],
    );
    return rows;
  }

  async #partsUpTo(fileId: string, version: number): Promise<readonly FilePartOf[]> {
    const stored = await this.#log.readStream(fileId, { limit: Math.min(version, FILE_EVENTS_MAX) });
    return stored.flatMap(({ event }): FilePartOf[] => {
      const { type, data } = event as CardFileEvent;
      if (type === 'CardFileExtended') return [{ lines: data.lines }];
      return type === 'CardFileBatchAdded' ? [{ batch: data }] : [];
    });
  }
}

/**
 * Fingerprint of the lines without names: hex of SHA-256 over one text a line, the fields parted by commas; a batch is one
 * text, since the log says which numbers its cards have.
 */
function sha256Of(parts: readonly FilePartOf[]): string {
  const hash = createHash('sha256');
  for (const { lines = [], batch } of parts) {
    for (const { line, replacementId, cardNumber, sequence, productKey, branchNo } of lines) {
      hash.update(`${[line, cardNumber, sequence, productKey, branchNo, replacementId].join(',')}\n`);
    }
    if (batch)
      hash.update(`${[batch.firstLine, batch.batchId, batch.cards, batch.productKey, batch.faceFen].join(',')}\n`);
  }
  return hash.digest('hex');
}

function nameOf(of: FileOf): CardFileName {
  const { vendorId, fileDate } = of;
  return { cardFileId: cardFileId(of), vendorId, fileDate };
}
