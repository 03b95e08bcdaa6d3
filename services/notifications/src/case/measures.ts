/** Measures of a time: who came back to buy, complaints per receipt, what members spend and how that grew (domain 2.12). */
import { type BusinessDate, daysBetween, daysEarlier } from '@scrip/calendar';
import type { EventLog } from '@scrip/event-store';
import { type Fen, fen } from '@scrip/money';

/** Days of a measure, both included. */
export interface Span {
  readonly from: BusinessDate;
  readonly to: BusinessDate;
}

/** The same number of days directly before. */
export function spanBefore({ from, to }: Span): Span {
  const days = daysBetween(from, to) + 1;
  return { from: daysEarlier(from, days), to: daysEarlier(from, 1) };
}

/** A part of a whole in basis points, rounded half up; null where there is no whole. 130 of 200: 6,500. */
export function shareBp(part: bigint, whole: bigint): number | null {
  if (whole <= 0n) return null;
  return Number((part * 20_000n + whole) / (2n * whole));
}

/** How much more one amount is than another, in basis points of the other, rounded half away from zero; null where that was nothing. */
export function growthBp(now: bigint, before: bigint): number | null {
  if (before <= 0n) return null;
  const more = now - before;
  const size = shareBp(more < 0n ? -more : more, before) ?? 0;
  return more < 0n ? -size : size;
}

/** An amount for each of a number, in fen rounded half up; null where there is none. */
export function eachFen(amountFen: Fen, count: bigint): Fen | null {
  return count <= 0n ? null : fen((amountFen * 2n + count) / (2n * count));
}

/** What was bought in a time by holders of a programme. */
export interface Bought {
  readonly receipts: bigint;
  readonly buyers: bigint;
  /** Of the buyers, those who had bought on an earlier day than their last one in the time. */
  readonly returningBuyers: bigint;
  readonly spendingFen: Fen;
}

/** Whose purchases. */
export interface BuyersAsked {
  readonly issuerId: string;
  readonly programmeId: string;
  /** Only holders who have this grade now. */
  readonly gradeKey: string | undefined;
}

/**
 * Purchases of holders in a time, as points told of them. What was given back is taken off the day of the return; a receipt of
 * which nothing is left is no purchase.
 */
export async function boughtIn(
  pool: EventLog['pool'],
  { issuerId, programmeId, gradeKey }: BuyersAsked,
  { from, to }: Span,
): Promise<Bought> {
  const { rows } = await pool.query<{
    receipts: bigint;
    buyers: bigint;
    returning_buyers: bigint;
    spending_fen: bigint;
  }>(
    `SELECT coalesce(sum(b.receipts), 0)::bigint AS receipts, count(*) FILTER (WHERE b.receipts > 0) AS buyers,
            count(*) FILTER (WHERE f.first_date < b.last_date) AS returning_buyers,
            coalesce(sum(b.paid_fen), 0)::bigint AS spending_fen
     FROM (SELECT holder_id, count(*) FILTER (WHERE is_purchase) AS receipts, sum(paid_fen) AS paid_fen,
                  max(business_date) FILTER (WHERE is_purchase) AS last_date
           FROM known_spending
           WHERE issuer_id = $1 AND programme_id = $2 AND business_date BETWEEN $3 AND $4
             AND ($5::text IS NULL OR EXISTS (SELECT FROM programme_holder h WHERE h.issuer_id = $1
                  AND h.programme_id = $2 AND h.holder_id = known_spending.holder_id AND h.grade = $5))
           GROUP BY holder_id) AS b
     CROSS JOIN LATERAL (SELECT min(p.business_date) AS first_date FROM known_purchase p
                         WHERE p.issuer_id = $1 AND p.programme_id = $2 AND p.holder_id = b.holder_id
                           AND NOT p.is_returned) AS f`,
    [issuerId, programmeId, from, to, gradeKey ?? null],
  );
  const [row] = rows;
  return {
    receipts: row?.receipts ?? 0n,
    buyers: row?.buyers ?? 0n,
    returningBuyers: row?.returning_buyers ?? 0n,
    spendingFen: fen(row?.spending_fen ?? 0n),
  };
}
