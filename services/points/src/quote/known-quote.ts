/** Price quotes as this service heard them from tiering. */
import { type QuoteGiven, toJson } from '@scrip/contracts';
import type { EventLog, Tx } from '@scrip/event-store';
import { fen } from '@scrip/money';
import type { KnownQuote } from './quoted-receipt.rule.ts';

interface QuoteRow {
  quote_id: string;
  programme_id: string;
  programme_version: number;
  membership_id: string | null;
  tender: string | null;
  lines: readonly LineJson[];
  expires_at: bigint;
}

interface LineJson {
  readonly sku: string;
  readonly tagFen: number;
  readonly priceClass: string;
  readonly counterKey: string;
  readonly paidFen: number;
}

/**
 * Keeps a quote that was given; it never changes, so the same one again changes nothing.
 * @param recordedAt when tiering's log took it, epoch milliseconds.
 */
export async function keepQuote(tx: Tx, issuerId: string, quote: QuoteGiven, recordedAt: number): Promise<void> {
  const { quoteId, programmeId, programmeVersion, membershipId, tender, lines, expiresAt } = quote;
  await tx.query(
    `INSERT INTO price_quote (issuer_id, quote_id, programme_id, programme_version, membership_id, tender, lines, expires_at,
       recorded_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
    [
      issuerId,
      quoteId,
      programmeId,
      programmeVersion,
      membershipId,
      tender,
      JSON.stringify(toJson(lines)),
      expiresAt,
      recordedAt,
    ],
  );
}

/** A quote of an issuer; undefined where it gave none of this id or it has not arrived here. Throws the database's errors. */
export async function quoteOf(
  pool: EventLog['pool'],
  issuerId: string,
  quoteId: string,
): Promise<KnownQuote | undefined> {
  const { rows } = await pool.query<QuoteRow>({
    name: 'price_quote',
    text: `SELECT quote_id, programme_id, programme_version, membership_id, tender, lines, expires_at
           FROM price_quote WHERE issuer_id = $1 AND quote_id = $2`,
    values: [issuerId, quoteId],
  });
  const [row] = rows;
  return (
    row && {
      quoteId: row.quote_id,
      programmeId: row.programme_id,
      programmeVersion: row.programme_version,
      membershipId: row.membership_id,
      tender: row.tender,
      lines: row.lines.map(({ sku, tagFen, priceClass, counterKey, paidFen }) => ({
        sku,
        tagFen: fen(tagFen),
        priceClass,
        counterKey,
        paidFen: fen(paidFen),
      })),
      expiresAt: Number(row.expires_at),
    }
  );
}
