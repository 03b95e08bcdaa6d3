/**
 * Whose birthday a day is (domain 2.1, 2.12): found by keyed hashes of month and day, so that no profile is opened. Who is
 * told gets ids, and there is a fact for each page of the list; the days themselves never leave the vault.
 */
import { type BusinessDate, isBirthday, monthDay } from '@scrip/calendar';
import type { DueItem, DueWork } from '@scrip/chassis';
import { type EventLog, newId } from '@scrip/event-store';
import { currentCorrelationId, currentTraceparent } from '@scrip/telemetry';
import type { DayKind } from './profile.ts';
import { READING_HOLDERS_MAX, type RecordBirthdays, readingDecider, recordBirthdays } from './reading.decider.ts';
import type { Reading } from './readings.ts';
import type { Vault } from './vault.ts';

/** 29 February of some year. */
const LEAP_DAY = '2000-02-29';

/** Which birthdays are asked for. */
export interface BirthdaysAsked {
  readonly on: BusinessDate;
  /** Of the holder, of a relative, or an anniversary. */
  readonly kind: DayKind;
  /** Holders after this id. */
  readonly after: string;
  /** At most READING_HOLDERS_MAX. */
  readonly limit: number;
}

type BirthdaysLog = Pick<EventLog, 'pool' | 'clock' | 'execute'>;

/** Tells whose birthday a day is. */
export class Birthdays {
  readonly #log: BirthdaysLog;
  readonly #vault: Vault;

  constructor(log: BirthdaysLog, vault: Vault) {
    this.#log = log;
    this.#vault = vault;
  }

  /**
   * The issuer's holders whose birthday the day is, in the order of their ids, after the one fact that they were told; of
   * none there is no fact. One more than `limit` where there are more, which is for the page and not to be told. Born
   * on 29 February: in a year without one the birthday is 28 February (M13). Of a merged holder the day of the one it
   * became counts; its own counts where that one gave none.
   */
  async on({ on, kind, after, limit }: BirthdaysAsked, reading: Reading): Promise<readonly string[]> {
    if (limit > READING_HOLDERS_MAX) throw new RangeError(`at most ${READING_HOLDERS_MAX} holders at once`);
    const { issuerId } = reading;
    const days = [monthDay(on), ...(monthDay(on) !== '02-29' && isBirthday(LEAP_DAY, on) ? ['02-29'] : [])];
    const hashes = await Promise.all(days.map((day) => this.#vault.hashOf(issuerId, kind, day)));
    const { rows } = await this.#log.pool.query<{ holder_id: string }>(
      `SELECT DISTINCT s.holder_id FROM vault_search AS s
       WHERE s.issuer_id = $1 AND s.kind = $5 AND s.hash = ANY ($2) AND s.holder_id > $3
         AND (s.via_holder_id IS NULL OR s.kind <> 'birthday' OR NOT EXISTS (
           SELECT FROM vault_search AS own
           WHERE own.holder_id = s.holder_id AND own.kind = 'birthday' AND own.via_holder_id IS NULL))
       ORDER BY s.holder_id LIMIT $4`,
      [issuerId, hashes, after, limit + 1, kind],
    );
    await this.#record({ onDate: on, dayKind: kind, holders: Math.min(rows.length, limit) }, reading);
    return rows.map((row) => row.holder_id);
  }

  /** When this throws, nothing may be told. */
  async #record(told: Omit<RecordBirthdays, 'readingId' | 'purpose'>, reading: Reading): Promise<void> {
    const { onDate, dayKind, holders } = told;
    if (holders === 0) return;
    const { issuerId, actor, reason, purpose = 'service' } = reading;
    const readingId = newId('rdg');
    const readAt = this.#log.clock.now();
    const correlationId = currentCorrelationId();
    await this.#log.execute({
      who: {
        issuerId,
        actor,
        occurredAt: readAt,
        correlationId: correlationId ?? readingId,
        causationId: null,
        traceparent: currentTraceparent(),
      },
      key: null,
      decider: readingDecider,
      streamId: readingId,
      decide: () => recordBirthdays({ readingId, purpose, ...told }),
      writes: async (tx) => {
        await tx.query(
          `INSERT INTO vault_birthday_read (reading_id, issuer_id, on_date, holders, actor, reason, purpose, correlation_id,
                                            read_at, day_kind)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
          [readingId, issuerId, onDate, holders, actor, reason, purpose, correlationId, readAt, dayKind],
        );
      },
    });
  }
}

interface MissingBirthday extends DueItem {
  readonly issuerId: string;
}

/** Makes the hashes of profiles that were sealed before there were hashes of birthdays. */
export class BirthdaysMissing implements DueWork<MissingBirthday> {
  readonly name = 'birthdays_missing';
  readonly #log: Pick<EventLog, 'pool'>;
  readonly #vault: Vault;
  #done = false;

  constructor(log: Pick<EventLog, 'pool'>, vault: Vault) {
    this.#log = log;
    this.#vault = vault;
  }

  async due(now: number, limit: number): Promise<readonly MissingBirthday[]> {
    // New profiles bring theirs: once none is missing, none will be.
    if (this.#done) return [];
    const { rows } = await this.#log.pool.query<{ holder_id: string; issuer_id: string; stored_at: bigint }>(
      `SELECT holder_id, issuer_id, stored_at FROM holder_vault
       WHERE NOT birthday_kept AND erased_at IS NULL ORDER BY stored_at LIMIT $1`,
      [limit],
    );
    this.#done = rows.length === 0;
    return rows.map(({ holder_id: id, issuer_id: issuerId, stored_at: storedAt }) => ({
      id,
      issuerId,
      dueAt: Math.min(now, Number(storedAt)),
    }));
  }

  async carryOut({ id, issuerId }: MissingBirthday): Promise<'done'> {
    await this.#vault.keepBirthday({ issuerId, holderId: id });
    return 'done';
  }
}
