/** What is due by the business clock: cards that nobody collected (domain 2.9, N3), and the files of a day that is over. */
import {
  addPeriodToDate,
  type BusinessDate,
  businessDate,
  endOfBusinessDay,
  startOfBusinessDay,
} from '@scrip/calendar';
import type { DueItem, DueWork } from '@scrip/chassis';
import { type EventLog, idFrom, type Who } from '@scrip/event-store';
import { CardFiles } from './card-files.ts';
import { ReplacementCommands } from './replacement-commands.ts';

/** A card that can no longer be collected. */
export interface UncollectedCard extends DueItem {
  readonly issuerId: string;
  readonly replacementId: string;
}

export class UncollectedCards implements DueWork<UncollectedCard> {
  readonly name = 'replacement_uncollected';
  readonly #log: EventLog;
  readonly #commands: ReplacementCommands;

  constructor(log: EventLog, commands: ReplacementCommands) {
    this.#log = log;
    this.#commands = commands;
  }

  async due(now: number, limit: number): Promise<readonly UncollectedCard[]> {
    const { rows } = await this.#log.pool.query<{
      replacement_id: string;
      issuer_id: string;
      collection_ends_at: bigint;
    }>(
      `SELECT replacement_id, issuer_id, collection_ends_at FROM replacement
       WHERE status = 'received' AND voids_itself AND collection_ends_at <= $1 ORDER BY collection_ends_at LIMIT $2`,
      [now, limit],
    );
    return rows.map((row) => ({
      id: row.replacement_id,
      issuerId: row.issuer_id,
      replacementId: row.replacement_id,
      dueAt: Number(row.collection_ends_at),
    }));
  }

  /** Void from the moment its time was over, however late this runs. */
  async carryOut({ id, issuerId, replacementId, dueAt }: UncollectedCard): Promise<'done'> {
    // Refused where it was collected, declined or voided in the meantime: then there is nothing left to do.
    await this.#commands.voidUncollected({ who: asService(issuerId, id, dueAt), key: null }, replacementId);
    return 'done';
  }
}

/** A vendor's business day that is over and has no file yet. */
export interface DayToClose extends DueItem {
  readonly issuerId: string;
  readonly vendorId: string;
  readonly fileDate: BusinessDate;
}

export class CardFilesDue implements DueWork<DayToClose> {
  readonly name = 'card_file';
  readonly #log: EventLog;
  readonly #files: CardFiles;

  constructor(log: EventLog, files: CardFiles) {
    this.#log = log;
    this.#files = files;
  }

  /** What was applied for after its day's file was closed is due with the file of the next day that has none. */
  async due(now: number, limit: number): Promise<readonly DayToClose[]> {
    const { rows } = await this.#log.pool.query<WaitingRow>(
      `SELECT r.issuer_id, r.vendor_id, min(r.applied_at) AS applied_at,
              (SELECT max(f.file_date) FROM card_file AS f
               WHERE f.issuer_id = r.issuer_id AND f.vendor_id = r.vendor_id AND f.closed_at IS NOT NULL) AS last_date
       FROM (SELECT issuer_id, vendor_id, applied_at FROM replacement WHERE status = 'applied'
             UNION ALL
             SELECT issuer_id, vendor_id, coalesce(stopped_at, made_at) FROM card_batch
             WHERE vendor_id IS NOT NULL AND card_file_id IS NULL AND made_cards > 0
               AND (made_cards >= cards OR stopped_at IS NOT NULL)) AS r
       GROUP BY r.issuer_id, r.vendor_id ORDER BY 3 LIMIT $1`,
      [limit],
    );
    return rows.map(dayOf).filter(({ dueAt }) => dueAt <= now);
  }

  /** 'later' where the vendor is not known any more or the day has not begun: neither happens to what was applied for. */
  async carryOut({ id, issuerId, vendorId, fileDate, dueAt }: DayToClose): Promise<'done' | 'later'> {
    const made = await this.#files.make(asService(issuerId, id, dueAt), null, { vendorId, fileDate });
    return 'refusal' in made ? 'later' : 'done';
  }
}

interface WaitingRow {
  issuer_id: string;
  vendor_id: string;
  applied_at: bigint;
  last_date: BusinessDate | null;
}

function dayOf({ issuer_id: issuerId, vendor_id: vendorId, applied_at, last_date }: WaitingRow): DayToClose {
  const appliedDate = businessDate(Number(applied_at));
  const isFree = last_date === null || last_date < appliedDate;
  const fileDate = isFree ? appliedDate : addPeriodToDate(last_date, 'P1D');
  const dueAt = endOfBusinessDay(startOfBusinessDay(fileDate));
  return { id: `${issuerId} ${vendorId} ${fileDate}`, issuerId, vendorId, fileDate, dueAt };
}

function asService(issuerId: string, id: string, dueAt: number): Who {
  return {
    issuerId,
    actor: 'service:cards',
    occurredAt: dueAt,
    correlationId: idFrom('due', `${id} ${dueAt}`),
    causationId: null,
    traceparent: null,
  };
}
