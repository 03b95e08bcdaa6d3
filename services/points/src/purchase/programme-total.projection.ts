/** What a programme's receipts come to: counted as they are recorded, so that asking costs one row. */
import type { EventLog, Projection, Recorded, Tx } from '@scrip/event-store';

/** What the receipts of a programme come to; amounts in fen. */
export interface ProgrammeTotals {
  /** All receipts, of members or not. */
  readonly receipts: number;
  /** Tag prices of their lines. */
  readonly tagFen: bigint;
  readonly paidFen: bigint;
  readonly earnedPoints: bigint;
  readonly lotteryEntries: number;
}

type Sums = { -readonly [K in keyof ProgrammeTotals]: ProgrammeTotals[K] } & {
  readonly issuerId: string;
  readonly programmeId: string;
};

export const programmeTotalProjection: Projection = {
  name: 'programme_total',
  revision: 1,
  events: ['ReceiptRecorded', 'PointsEarned', 'LotteryEntryGranted'],
  tables: `
    CREATE TABLE programme_total (
      issuer_id text NOT NULL,
      programme_id text NOT NULL,
      receipts int NOT NULL,
      tag_fen bigint NOT NULL,           -- tag prices of all lines
      paid_fen bigint NOT NULL,
      earned_points bigint NOT NULL,
      lottery_entries int NOT NULL,
      PRIMARY KEY (issuer_id, programme_id)
    )`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    const sums = [...sumsOf(events).values()];
    await tx.query(
      `INSERT INTO programme_total AS t (issuer_id, programme_id, receipts, tag_fen, paid_fen, earned_points,
         lottery_entries)
       SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::bigint[], $5::bigint[], $6::bigint[], $7::int[])
       ON CONFLICT (issuer_id, programme_id) DO UPDATE SET
         receipts = t.receipts + excluded.receipts,
         tag_fen = t.tag_fen + excluded.tag_fen,
         paid_fen = t.paid_fen + excluded.paid_fen,
         earned_points = t.earned_points + excluded.earned_points,
         lottery_entries = t.lottery_entries + excluded.lottery_entries`,
      [
        sums.map((sum) => sum.issuerId),
        sums.map((sum) => sum.programmeId),
        sums.map((sum) => sum.receipts),
        sums.map((sum) => sum.tagFen),
        sums.map((sum) => sum.paidFen),
        sums.map((sum) => sum.earnedPoints),
        sums.map((sum) => sum.lotteryEntries),
      ],
    );
  },
};

const NOTHING: ProgrammeTotals = { receipts: 0, tagFen: 0n, paidFen: 0n, earnedPoints: 0n, lotteryEntries: 0 };

function sumsOf(events: readonly Recorded[]): Map<string, Sums> {
  const sums = new Map<string, Sums>();
  const of = (issuerId: string, programmeId: string): Sums => {
    const id = `${issuerId}\n${programmeId}`;
    const sum = sums.get(id) ?? { issuerId, programmeId, ...NOTHING };
    sums.set(id, sum);
    return sum;
  };
  for (const { envelope, event } of events) {
    if (event.type === 'ReceiptRecorded') {
      const sum = of(envelope.issuerId, event.data.programmeId);
      sum.receipts += 1;
      sum.paidFen += event.data.paidFen;
      for (const line of event.data.lines) sum.tagFen += line.tagFen;
    }
    if (event.type === 'PointsEarned') {
      of(envelope.issuerId, event.data.programmeId).earnedPoints += event.data.earnedPoints;
    }
    if (event.type === 'LotteryEntryGranted') of(envelope.issuerId, event.data.programmeId).lotteryEntries += 1;
  }
  return sums;
}

interface TotalRow {
  receipts: number;
  tag_fen: bigint;
  paid_fen: bigint;
  earned_points: bigint;
  lottery_entries: number;
}

/** The totals of an issuer's programme; all 0 where it has no receipts. Throws the database's errors. */
export async function programmeTotals(
  pool: EventLog['pool'],
  issuerId: string,
  programmeId: string,
): Promise<ProgrammeTotals> {
  const { rows } = await pool.query<TotalRow>(
    `SELECT receipts, tag_fen, paid_fen, earned_points, lottery_entries FROM programme_total
     WHERE issuer_id = $1 AND programme_id = $2`,
    [issuerId, programmeId],
  );
  const [row] = rows;
  if (!row) return NOTHING;
  return {
    receipts: row.receipts,
    tagFen: row.tag_fen,
    paidFen: row.paid_fen,
    earnedPoints: row.earned_points,
    lotteryEntries: row.lottery_entries,
  };
}
