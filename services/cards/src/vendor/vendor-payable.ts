/** What is asked of the tables of `vendor.projection.ts`, and what they answer. */
import { toRfc3339 } from '@scrip/calendar';
import type { Tx } from '@scrip/event-store';
import { type Fen, fen, sumFen } from '@scrip/money';

/** A vendor as it is told. */
export interface VendorView {
  readonly vendorId: string;
  readonly termsVersion: number;
  readonly keyKind: string;
  readonly keyFingerprint: string;
  /** For a card, where the programme says nothing else. */
  readonly cardFen: Fen;
  /** For a registered letter. */
  readonly postFen: Fen;
  readonly productKeys: readonly string[];
  /** RFC 3339. */
  readonly changedAt: string;
}

interface VendorRow {
  vendor_id: string;
  terms_version: number;
  key_kind: string;
  key_fingerprint: string;
  card_fen: bigint;
  post_fen: bigint;
  product_keys: readonly string[];
  changed_at: bigint;
}

/** An issuer's vendors with a key above `after`, in the order of their keys, at most `limit`. */
export async function vendorsOf(
  tx: Tx,
  asked: { readonly issuerId: string; readonly after: string; readonly limit: number },
): Promise<readonly VendorView[]> {
  const { rows } = await tx.query<VendorRow>(
    'SELECT * FROM vendor WHERE issuer_id = $1 AND vendor_id > $2 ORDER BY vendor_id LIMIT $3',
    [asked.issuerId, asked.after, asked.limit],
  );
  return rows.map(vendorOf);
}

/** A vendor of an issuer; undefined where there is none of this key. */
export async function vendorView(tx: Tx, issuerId: string, vendorId: string): Promise<VendorView | undefined> {
  const { rows } = await tx.query<VendorRow>('SELECT * FROM vendor WHERE issuer_id = $1 AND vendor_id = $2', [
    issuerId,
    vendorId,
  ]);
  return rows[0] && vendorOf(rows[0]);
}

/** What a vendor is owed for: a blank card that was received, a card made for its holder, a letter. */
export const PAYABLE_KINDS = ['blank_card', 'card', 'letter'] as const;
/** One of them. */
export type PayableKind = (typeof PAYABLE_KINDS)[number];

/** Pieces of one kind at one price. */
export interface PayableLine {
  readonly kind: PayableKind;
  readonly unitFen: Fen;
  readonly count: number;
  /** Exact: so many times the price. */
  readonly amountFen: Fen;
}

/** What a vendor is owed for a period. */
export interface Payable {
  /** Blank cards first, then cards of holders, then letters, the lower price first. */
  readonly lines: readonly PayableLine[];
  readonly totalFen: Fen;
}

/** What happened from one business day to another, both included, at the prices of their facts (domain 2.9). */
export async function payableOf(
  tx: Tx,
  asked: { readonly issuerId: string; readonly vendorId: string; readonly from: string; readonly to: string },
): Promise<Payable> {
  const { rows } = await tx.query<{ kind: PayableKind; unit_fen: bigint; count: bigint }>(
    `SELECT kind, unit_fen, sum(pieces) AS count FROM vendor_payable
     WHERE issuer_id = $1 AND vendor_id = $2 AND business_date BETWEEN $3 AND $4
     GROUP BY kind, unit_fen ORDER BY kind, unit_fen`,
    [asked.issuerId, asked.vendorId, asked.from, asked.to],
  );
  const lines = rows.map(({ kind, unit_fen, count }) => ({
    kind,
    unitFen: fen(unit_fen),
    count: Number(count),
    amountFen: fen(unit_fen * count),
  }));
  return { lines, totalFen: sumFen(lines.map(({ amountFen }) => amountFen)) };
}

function vendorOf(row: VendorRow): VendorView {
  return {
    vendorId: row.vendor_id,
    termsVersion: row.terms_version,
    keyKind: row.key_kind,
    keyFingerprint: row.key_fingerprint,
    cardFen: fen(row.card_fen),
    postFen: fen(row.post_fen),
    productKeys: row.product_keys,
    changedAt: toRfc3339(Number(row.changed_at)),
  };
}
