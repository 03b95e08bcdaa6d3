/** Who read what in the vault, and why: recorded before anything is told. */
import { type EventLog, newId } from '@scrip/event-store';
import { currentCorrelationId, currentTraceparent } from '@scrip/telemetry';
import { type Purpose, readingDecider, recordReading, type Told } from './reading.decider.ts';

/** Who wants to know, and what for. */
export interface Reading {
  readonly issuerId: string;
  /** Subject of the token. */
  readonly actor: string;
  /** In the reader's words; kept in the vault, in no event, since words may say who somebody is. */
  readonly reason: string;
  /** 'service' where it is left out. */
  readonly purpose?: Purpose | undefined;
}

/** A reading as the desk's supervisors list it. */
export interface ReadingEntry {
  /** Place in the list; a string of digits. */
  readonly readId: string;
  /** The event; null before there were such events. */
  readonly readingId: string | null;
  readonly told: Told;
  readonly purpose: Purpose | null;
  readonly actor: string;
  /** As it was given; empty when the holder was erased. */
  readonly reason: string;
  readonly correlationId: string | null;
  /** Epoch milliseconds. */
  readonly readAt: number;
}

/** Records readings, and lists those of a holder. */
export class Readings {
  readonly #log: Pick<EventLog, 'pool' | 'clock' | 'execute'>;

  constructor(log: Pick<EventLog, 'pool' | 'clock' | 'execute'>) {
    this.#log = log;
  }

  /**
   * Records that holders are read about, at most READING_HOLDERS_MAX; of none it records nothing. When this throws,
   * nothing may be told.
   */
  async record(holderIds: readonly string[], told: Told, reading: Reading): Promise<void> {
    if (holderIds.length === 0) return;
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
      decide: () => recordReading({ readingId, told, purpose, holderIds }),
      writes: async (tx) => {
        await tx.query(
          `INSERT INTO vault_read (issuer_id, holder_id, told, actor, reason, correlation_id, read_at, reading_id, purpose)
           SELECT $1, h.id, $3, $4, $5, $6, $7, $8, $9 FROM unnest($2::text[]) AS h (id)`,
          [issuerId, holderIds, told, actor, reason, correlationId, readAt, readingId, purpose],
        );
      },
    });
  }

  /** Readings of a holder of the issuer, the newest first, below `before`. */
  async of(
    issuerId: string,
    holderId: string,
    { before, limit }: { readonly before?: string | undefined; readonly limit: number },
  ): Promise<readonly ReadingEntry[]> {
    const { rows } = await this.#log.pool.query<{
      read_id: bigint;
      reading_id: string | null;
      told: Told;
      purpose: Purpose | null;
      actor: string;
      reason: string;
      correlation_id: string | null;
      read_at: bigint;
    }>(
      `SELECT read_id, reading_id, told, purpose, actor, reason, correlation_id, read_at FROM vault_read
       WHERE issuer_id = $1 AND holder_id = $2 AND ($3::bigint IS NULL OR read_id < $3)
       ORDER BY read_id DESC LIMIT $4`,
      [issuerId, holderId, before ?? null, limit],
    );
    return rows.map((row) => ({
      readId: String(row.read_id),
      readingId: row.reading_id,
      told: row.told,
      purpose: row.purpose,
      actor: row.actor,
      reason: row.reason,
      correlationId: row.correlation_id,
      readAt: Number(row.read_at),
    }));
  }
}
