/** Whether a receipt charges what its quote said. */
import type { ReceiptLine, ReceiptTender } from '@scrip/contracts';
import type { Refusal } from '@scrip/decider';
import { minus } from '@scrip/money';
import { type Programme, productOf } from '@scrip/programme';

/** A price that a till was told, as far as a receipt is held against it. */
export interface KnownQuote {
  readonly quoteId: string;
  readonly programmeId: string;
  readonly programmeVersion: number;
  readonly membershipId: string | null;
  /** Key of the stored-value product it was asked for; null where that was not said. */
  readonly tender: string | null;
  readonly lines: readonly Omit<ReceiptLine, 'lineNo'>[];
  /** The last moment at which a till may charge by it, epoch milliseconds. */
  readonly expiresAt: number;
}

/** What a receipt says that its quote said too. */
export interface QuotedReceipt {
  readonly quoteId: string;
  readonly programmeId: string;
  readonly membershipId: string | null;
  readonly lines: readonly Omit<ReceiptLine, 'lineNo'>[];
  readonly tenders: readonly ReceiptTender[];
  /** When it was bought, epoch milliseconds. */
  readonly boughtAt: number;
}

/** Compared line by line, in this order; the price comes last, because it follows from the others. */
const COMPARED = ['sku', 'counterKey', 'priceClass', 'tagFen', 'paidFen'] as const;

/**
 * Holds a receipt against the quote that it names (domain 1 and 2.1: a price can be explained from the tag to the slip).
 * Null where it charges what was quoted. Refusals in the order tried:
 * - `quote_unknown` {quoteId}: the issuer gave no such quote, or it has not arrived here yet.
 * - `quote_expired` {quoteId, expiredAt, boughtAt, lateMs}: bought after its last moment; times are epoch milliseconds.
 * - `quote_differs` {quoteId, field, quoted, charged} for `programmeId`, `membershipId`, `lines` (how many) and `tender`
 *   (a payment that gives no discount, for which it was not asked; domain 2.3, R3); of the first line that differs
 *   {quoteId, lineNo, sku, field, quoted, charged}, for an amount with {differenceFen}.
 */
export function heldAgainst(
  quote: KnownQuote | undefined,
  receipt: QuotedReceipt,
  programme: Programme,
): Refusal | null {
  const { quoteId, boughtAt } = receipt;
  if (!quote) return { code: 'quote_unknown', detail: { quoteId } };
  const { expiresAt: expiredAt } = quote;
  if (boughtAt > expiredAt) {
    return { code: 'quote_expired', detail: { quoteId, expiredAt, boughtAt, lateMs: boughtAt - expiredAt } };
  }
  const differs = (detail: object): Refusal => ({ code: 'quote_differs', detail: { quoteId, ...detail } });
  for (const field of ['programmeId', 'membershipId'] as const) {
    if (quote[field] !== receipt[field]) return differs({ field, quoted: quote[field], charged: receipt[field] });
  }
  if (quote.lines.length !== receipt.lines.length) {
    return differs({ field: 'lines', quoted: quote.lines.length, charged: receipt.lines.length });
  }
  const barring = receipt.tenders.find(
    ({ kind }) => kind !== quote.tender && productOf(programme, kind)?.spend.otherDiscounts === false,
  );
  if (barring) return differs({ field: 'tender', quoted: quote.tender, charged: barring.kind });
  for (const [index, quoted] of quote.lines.entries()) {
    const charged = receipt.lines[index];
    const field = charged && COMPARED.find((name) => charged[name] !== quoted[name]);
    if (!charged || !field) continue;
    const place = { lineNo: index + 1, sku: charged.sku, field, quoted: quoted[field], charged: charged[field] };
    if (field !== 'tagFen' && field !== 'paidFen') return differs(place);
    return differs({ ...place, differenceFen: minus(charged[field], quoted[field]) });
  }
  return null;
}
