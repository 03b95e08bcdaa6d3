/** What came of holders who wanted to leave: how many went, what keeping the others cost (domain 2.12). */
import type { BusinessDate } from '@scrip/calendar';
import type { EventLog } from '@scrip/event-store';
import { type Fen, fen, sumFen } from '@scrip/money';
import { eachFen, shareBp } from '../case/measures.ts';

/** Holders who wanted to leave for one reason. */
export interface LeavingReason {
  readonly reason: string;
  readonly asked: bigint;
  readonly kept: bigint;
  readonly left: bigint;
  readonly costFen: Fen;
}

/** A time of retention. */
export interface RetentionReport {
  /** In the programme by the last day. */
  readonly holders: bigint;
  readonly asked: bigint;
  /** Not decided yet. */
  readonly open: bigint;
  readonly kept: bigint;
  readonly left: bigint;
  readonly costFen: Fen;
  /** Of the holders, those who left, in basis points; null where there are none. */
  readonly churnBp: number | null;
  /** What each one cost who stayed; null where nobody did. */
  readonly costPerKeptFen: Fen | null;
  readonly reasons: readonly LeavingReason[];
}

/** The report of its parts: 200 holders, 6 ask to leave, 2 are kept at a cost of 1,800: churn 2.0%, 900 each. */
export function reportOf(holders: bigint, open: bigint, reasons: readonly LeavingReason[]): RetentionReport {
  const sum = (of: (one: LeavingReason) => bigint): bigint => reasons.reduce((total, one) => total + of(one), 0n);
  const kept = sum((one) => one.kept);
  const left = sum((one) => one.left);
  const costFen = sumFen(reasons.map((one) => one.costFen));
  return {
    holders,
    asked: sum((one) => one.asked),
    open,
    kept,
    left,
    costFen,
    churnBp: shareBp(left, holders),
    costPerKeptFen: eachFen(costFen, kept),
    reasons,
  };
}

/** Of holders who asked to leave a programme in a time (epoch milliseconds, the end not included), whatever was decided since. */
export async function retentionReport(
  pool: EventLog['pool'],
  asked: {
    readonly issuerId: string;
    readonly programmeId: string;
    readonly from: number;
    readonly to: number;
    readonly lastDate: BusinessDate;
  },
): Promise<RetentionReport> {
  const { issuerId, programmeId, from, to, lastDate } = asked;
  const { rows: reasons } = await pool.query<{
    reason: string;
    asked: bigint;
    kept: bigint;
    left: bigint;
    open: bigint;
    cost_fen: bigint;
  }>(
    `SELECT coalesce(reason, 'unknown') AS reason, count(*) AS asked, count(*) FILTER (WHERE outcome = 'kept') AS kept,
            count(*) FILTER (WHERE outcome = 'left') AS left, count(*) FILTER (WHERE closed_at IS NULL) AS open,
            coalesce(sum(cost_fen), 0)::bigint AS cost_fen
     FROM case_file
     WHERE issuer_id = $1 AND programme_id = $2 AND kind = 'retention' AND opened_at >= $3 AND opened_at < $4
     GROUP BY 1 ORDER BY 1`,
    [issuerId, programmeId, from, to],
  );
  const { rows: counted } = await pool.query<{ holders: bigint }>(
    'SELECT count(*) AS holders FROM programme_holder WHERE issuer_id = $1 AND programme_id = $2 AND since_date <= $3',
    [issuerId, programmeId, lastDate],
  );
  const open = reasons.reduce((sum, row) => sum + row.open, 0n);
  return reportOf(
    counted[0]?.holders ?? 0n,
    open,
    reasons.map((row) => ({
      reason: row.reason,
      asked: row.asked,
      kept: row.kept,
      left: row.left,
      costFen: fen(row.cost_fen),
    })),
  );
}
