/** The invoices of all recharges, voided ones too. */
import { businessDate, toRfc3339 } from '@scrip/calendar';
import type { InvoiceEvent, InvoiceIssued, InvoiceVoided } from '@scrip/contracts';
import type { Envelope, Projection, Recorded, Tx } from '@scrip/event-store';
import { type Fen, fen } from '@scrip/money';

export const invoice: Projection = {
  name: 'invoice',
  revision: 1,
  events: ['InvoiceIssued', 'InvoiceVoided'],
  tables: `
    CREATE TABLE invoice (
      position bigint PRIMARY KEY,         -- of its issue in the log
      invoice_id text NOT NULL,
      issue_no int NOT NULL,               -- counts the invoices of the recharge, from 1
      issuer_id text NOT NULL,
      wallet_id text NOT NULL,
      holder_id text NOT NULL,
      recharge_id text NOT NULL,
      invoice_no text NOT NULL,            -- in the tax system
      amount_fen bigint NOT NULL,          -- the principal of the recharge
      tax_item text NOT NULL,
      programme_id text NOT NULL,
      business_date text NOT NULL,         -- YYYY-MM-DD of issued_at
      issued_at bigint NOT NULL,           -- epoch milliseconds
      voided_at bigint,                    -- null while it stands
      void_reason text,
      UNIQUE (invoice_id, issue_no)
    );
    CREATE INDEX invoice_of_issuer ON invoice (issuer_id, position);
    CREATE INDEX invoice_of_wallet ON invoice (wallet_id, position);
    CREATE INDEX invoice_of_number ON invoice (issuer_id, invoice_no, position)`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    const facts = events as readonly Recorded<InvoiceEvent>[];
    await addIssued(
      tx,
      facts.flatMap(({ envelope, event }) => (event.type === 'InvoiceIssued' ? [{ envelope, data: event.data }] : [])),
    );
    await strikeVoided(
      tx,
      facts.flatMap(({ envelope, event }) => (event.type === 'InvoiceVoided' ? [{ envelope, data: event.data }] : [])),
    );
  },
};

interface Placed<D> {
  readonly envelope: Envelope;
  readonly data: D;
}

async function addIssued(tx: Tx, issued: readonly Placed<InvoiceIssued>[]): Promise<void> {
  if (issued.length === 0) return;
  await tx.query(
    `INSERT INTO invoice (position, invoice_id, issue_no, issuer_id, wallet_id, holder_id, recharge_id, invoice_no,
                          amount_fen, tax_item, programme_id, business_date, issued_at)
     SELECT * FROM unnest($1::bigint[], $2::text[], $3::int[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                          $9::bigint[], $10::text[], $11::text[], $12::text[], $13::bigint[])`,
    [
      issued.map(({ envelope }) => envelope.position),
      issued.map(({ data }) => data.invoiceId),
      issued.map(({ data }) => data.issueNo),
      issued.map(({ envelope }) => envelope.issuerId),
      issued.map(({ data }) => data.walletId),
      issued.map(({ data }) => data.holderId),
      issued.map(({ data }) => data.rechargeId),
      issued.map(({ data }) => data.invoiceNo),
      issued.map(({ data }) => data.amountFen),
      issued.map(({ data }) => data.taxItem),
      issued.map(({ data }) => data.programmeId),
      issued.map(({ envelope }) => businessDate(envelope.occurredAt)),
      issued.map(({ envelope }) => envelope.occurredAt),
    ],
  );
}

async function strikeVoided(tx: Tx, voided: readonly Placed<InvoiceVoided>[]): Promise<void> {
  if (voided.length === 0) return;
  await tx.query(
    `UPDATE invoice AS i SET voided_at = v.voided_at, void_reason = v.reason
     FROM unnest($1::text[], $2::int[], $3::bigint[], $4::text[]) AS v (invoice_id, issue_no, voided_at, reason)
     WHERE i.invoice_id = v.invoice_id AND i.issue_no = v.issue_no`,
    [
      voided.map(({ data }) => data.invoiceId),
      voided.map(({ data }) => data.issueNo),
      voided.map(({ envelope }) => envelope.occurredAt),
      voided.map(({ data }) => data.reason),
    ],
  );
}

/** An invoice as it is told. */
export interface InvoiceView {
  readonly invoiceId: string;
  readonly issueNo: number;
  readonly walletId: string;
  readonly holderId: string;
  readonly rechargeId: string;
  readonly invoiceNo: string;
  readonly amountFen: Fen;
  readonly taxItem: string;
  readonly programmeId: string;
  readonly state: 'issued' | 'voided';
  readonly businessDate: string;
  /** RFC 3339. */
  readonly issuedAt: string;
  /** RFC 3339; null while it stands, as the reason is. */
  readonly voidedAt: string | null;
  readonly voidReason: string | null;
  /** Place of its issue in the log. */
  readonly position: bigint;
}

/** Which invoices are asked for; what is undefined does not narrow the answer. */
export interface InvoicesAsked {
  readonly issuerId: string;
  readonly invoiceId?: string | undefined;
  readonly walletId?: string | undefined;
  readonly rechargeId?: string | undefined;
  readonly invoiceNo?: string | undefined;
  readonly state?: 'issued' | 'voided' | undefined;
  /** First and last business day of issue, both included. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly order: 'newest' | 'oldest';
  /** Invoices beyond this position in the chosen order; undefined from the beginning. */
  readonly beyond?: bigint | undefined;
  readonly limit: number;
}

interface InvoiceRow {
  position: bigint;
  invoice_id: string;
  issue_no: number;
  wallet_id: string;
  holder_id: string;
  recharge_id: string;
  invoice_no: string;
  amount_fen: bigint;
  tax_item: string;
  programme_id: string;
  business_date: string;
  issued_at: bigint;
  voided_at: bigint | null;
  void_reason: string | null;
}

/** An issuer's invoices in the order of their issue, or its reverse. */
export async function invoices(tx: Tx, asked: InvoicesAsked): Promise<readonly InvoiceView[]> {
  const [beyond, order] = asked.order === 'newest' ? ['<', 'DESC'] : ['>', 'ASC'];
  const { rows } = await tx.query<InvoiceRow>(
    `SELECT * FROM invoice
     WHERE issuer_id = $1 AND ($2::text IS NULL OR invoice_id = $2) AND ($3::text IS NULL OR wallet_id = $3)
       AND ($4::text IS NULL OR recharge_id = $4) AND ($5::text IS NULL OR invoice_no = $5)
       AND ($6::text IS NULL OR (voided_at IS NULL) = ($6 = 'issued'))
       AND ($7::text IS NULL OR business_date >= $7) AND ($8::text IS NULL OR business_date <= $8)
       AND ($9::bigint IS NULL OR position ${beyond} $9)
     ORDER BY position ${order} LIMIT $10`,
    [
      asked.issuerId,
      asked.invoiceId,
      asked.walletId,
      asked.rechargeId,
      asked.invoiceNo,
      asked.state,
      asked.from,
      asked.to,
      asked.beyond,
      asked.limit,
    ],
  );
  return rows.map((row) => ({
    invoiceId: row.invoice_id,
    issueNo: row.issue_no,
    walletId: row.wallet_id,
    holderId: row.holder_id,
    rechargeId: row.recharge_id,
    invoiceNo: row.invoice_no,
    amountFen: fen(row.amount_fen),
    taxItem: row.tax_item,
    programmeId: row.programme_id,
    state: row.voided_at === null ? 'issued' : 'voided',
    businessDate: row.business_date,
    issuedAt: toRfc3339(Number(row.issued_at)),
    voidedAt: row.voided_at === null ? null : toRfc3339(Number(row.voided_at)),
    voidReason: row.void_reason,
    position: row.position,
  }));
}
