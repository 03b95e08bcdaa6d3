/**
 * The journal: every fact of the ledger that moves money, its lines, and what each account comes to. Each line carries
 * its account's totals after it, so that any account at any position is one step into an index, however long the log.
 * A hot merchant costs a row or two a batch, not a lock.
 */
import { businessDate } from '@scrip/calendar';
import type { Envelope, Projection, Recorded, Tx } from '@scrip/event-store';
import { addTotals, type Line, type LineTotals } from './journal-totals.ts';
import { type LedgerEvent, postings, STREAMS_WITH_LINES } from './ledger-postings.ts';

export const journal: Projection = {
  name: 'journal',
  revision: 6,
  events: 'all',
  tables: `
    CREATE TABLE journal_entry (
      position bigint PRIMARY KEY,         -- of the fact in the log
      issuer_id text NOT NULL,
      event_id text NOT NULL,
      type text NOT NULL,                  -- the event's
      stream_id text NOT NULL,
      wallet_id text,                      -- that the fact names, or whose stream it is in
      merchant_id text,                    -- that the fact names
      occurred_at bigint NOT NULL,         -- epoch milliseconds
      recorded_at bigint NOT NULL,
      correlation_id text NOT NULL         -- the sale it belongs to
    );
    CREATE INDEX entry_of_issuer ON journal_entry (issuer_id, position);
    CREATE INDEX entry_of_stream ON journal_entry (stream_id, position);
    -- Facts about a wallet in another stream than its own; those of its own are found by stream.
    CREATE INDEX entry_of_wallet ON journal_entry (wallet_id, position) WHERE wallet_id <> stream_id;
    CREATE INDEX entry_of_merchant ON journal_entry (issuer_id, merchant_id, position) WHERE merchant_id IS NOT NULL;
    -- What is not among the most is found by its type; of the rest there is some wherever one looks.
    CREATE INDEX entry_of_type ON journal_entry (issuer_id, type, position)
      WHERE type NOT IN ('WalletSpent', 'WalletRecharged');
    -- Time runs along with the log but for what comes late: a range of blocks says enough and costs nothing.
    CREATE INDEX entry_occurred ON journal_entry USING brin (occurred_at) WITH (pages_per_range = 16, autosummarize = on);
    -- Facts that the log took more than a minute after they happened, and those dated ahead: few, but for an import.
    CREATE INDEX entry_late ON journal_entry (issuer_id, position) WHERE recorded_at - occurred_at > 60000;
    CREATE INDEX entry_ahead ON journal_entry (issuer_id, occurred_at) WHERE occurred_at > recorded_at;
    CREATE TABLE journal_line (
      position bigint NOT NULL,            -- of its entry
      line_no int NOT NULL,                -- within the entry, from 1
      issuer_id text NOT NULL,
      account text COLLATE "C" NOT NULL,   -- of the chart in chart.ts
      currency text NOT NULL,
      amount_fen bigint NOT NULL,          -- debit above zero, credit below
      debit_after_fen bigint NOT NULL,     -- the account's debits up to and with this line
      credit_after_fen bigint NOT NULL,    -- its credits, not negative
      programme_id text,                   -- whose money it is; null where the fact belongs to none
      programme_debit_after_fen bigint,    -- the same two for the account within the programme
      programme_credit_after_fen bigint,
      PRIMARY KEY (position, line_no)
    );
    CREATE INDEX line_of_account ON journal_line (issuer_id, account, position, line_no);
    CREATE INDEX line_of_programme ON journal_line (issuer_id, programme_id, account, position, line_no)
      WHERE programme_id IS NOT NULL;
    CREATE TABLE journal_account (
      issuer_id text NOT NULL,
      programme_id text NOT NULL,          -- '' for all together, with what belongs to none
      account text COLLATE "C" NOT NULL,
      currency text NOT NULL,
      debit_fen bigint NOT NULL,           -- sum of its debits
      credit_fen bigint NOT NULL,          -- sum of its credits, not negative
      PRIMARY KEY (issuer_id, programme_id, account, currency)
    );
    CREATE TABLE journal_period (
      issuer_id text NOT NULL,
      account text COLLATE "C" NOT NULL,
      currency text NOT NULL,
      span text COLLATE "C" NOT NULL,      -- 'month' or 'day' of business time
      period text COLLATE "C" NOT NULL,    -- YYYY-MM or YYYY-MM-DD: when it happened
      programme_id text NOT NULL,          -- '' for what belongs to none
      debit_fen bigint NOT NULL,
      credit_fen bigint NOT NULL,
      PRIMARY KEY (issuer_id, account, currency, span, period, programme_id)
    );
    CREATE TABLE journal_wallet (
      wallet_id text PRIMARY KEY,
      programme_id text NOT NULL           -- of its opening: for facts that do not name one
    )`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    const facts = events.filter(isOfLedger);
    await keepWallets(tx, facts);
    const entries = facts
      .map(({ envelope, event }) => ({ envelope, event, lines: postings(event) }))
      .filter(({ lines }) => lines.length > 0);
    if (entries.length === 0) return;
    const programmes = await programmesOf(tx, entries);
    const lines = entries.flatMap(({ envelope, event, lines: posted }) =>
      posted.map((posting, index): Line => {
        const { position, issuerId, occurredAt } = envelope;
        const programmeId = posting.programmeId ?? programmeIn(event, programmes);
        return { position, lineNo: index + 1, issuerId, businessDay: businessDate(occurredAt), posting, programmeId };
      }),
    );
    await addEntries(tx, entries);
    await addLines(tx, lines, await addTotals(tx, lines));
  },
};

function isOfLedger(fact: Recorded): fact is Recorded<LedgerEvent> {
  return STREAMS_WITH_LINES.has(fact.envelope.stream);
}

interface Entry {
  readonly envelope: Envelope;
  readonly event: LedgerEvent;
}

/** What an event names of these; null where it names none. */
function namedIn({ data }: LedgerEvent, field: 'walletId' | 'merchantId' | 'programmeId'): string | null {
  const named: unknown = Reflect.get(data, field);
  return typeof named === 'string' ? named : null;
}

async function keepWallets(tx: Tx, facts: readonly Recorded<LedgerEvent>[]): Promise<void> {
  const opened = facts.flatMap(({ event }) => (event.type === 'WalletOpened' ? [event.data] : []));
  if (opened.length === 0) return;
  await tx.query('INSERT INTO journal_wallet (wallet_id, programme_id) SELECT * FROM unnest($1::text[], $2::text[])', [
    opened.map(({ walletId }) => walletId),
    opened.map(({ programmeId }) => programmeId),
  ]);
}

/** The programmes of the wallets whose facts do not name one. */
async function programmesOf(tx: Tx, entries: readonly Entry[]): Promise<ReadonlyMap<string, string>> {
  const silent = new Set<string>();
  for (const { event } of entries) {
    const walletId = namedIn(event, 'walletId');
    if (walletId !== null && namedIn(event, 'programmeId') === null) silent.add(walletId);
  }
  if (silent.size === 0) return new Map();
  const { rows } = await tx.query<{ wallet_id: string; programme_id: string }>(
    'SELECT wallet_id, programme_id FROM journal_wallet WHERE wallet_id = ANY ($1::text[])',
    [[...silent]],
  );
  return new Map(rows.map((row) => [row.wallet_id, row.programme_id]));
}

function programmeIn(event: LedgerEvent, programmes: ReadonlyMap<string, string>): string | null {
  return namedIn(event, 'programmeId') ?? programmes.get(namedIn(event, 'walletId') ?? '') ?? null;
}

async function addEntries(tx: Tx, entries: readonly Entry[]): Promise<void> {
  await tx.query(
    `INSERT INTO journal_entry (position, issuer_id, event_id, type, stream_id, wallet_id, merchant_id, occurred_at,
                                recorded_at, correlation_id)
     SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                          $8::bigint[], $9::bigint[], $10::text[])`,
    [
      entries.map(({ envelope }) => envelope.position),
      entries.map(({ envelope }) => envelope.issuerId),
      entries.map(({ envelope }) => envelope.eventId),
      entries.map(({ envelope }) => envelope.type),
      entries.map(({ envelope }) => envelope.streamId),
      entries.map(({ event }) => namedIn(event, 'walletId')),
      entries.map(({ event }) => namedIn(event, 'merchantId')),
      entries.map(({ envelope }) => envelope.occurredAt),
      entries.map(({ envelope }) => envelope.recordedAt),
      entries.map(({ envelope }) => envelope.correlationId),
    ],
  );
}

async function addLines(tx: Tx, lines: readonly Line[], totals: readonly LineTotals[]): Promise<void> {
  await tx.query(
    `INSERT INTO journal_line (position, line_no, issuer_id, account, currency, amount_fen, debit_after_fen,
                               credit_after_fen, programme_id, programme_debit_after_fen, programme_credit_after_fen)
     SELECT * FROM unnest($1::bigint[], $2::int[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[],
                          $8::bigint[], $9::text[], $10::bigint[], $11::bigint[])`,
    [
      lines.map((line) => line.position),
      lines.map((line) => line.lineNo),
      lines.map((line) => line.issuerId),
      lines.map(({ posting }) => posting.account),
      lines.map(({ posting }) => posting.currency),
      lines.map(({ posting }) => posting.amountFen),
      totals.map(({ all }) => all.debitFen),
      totals.map(({ all }) => all.creditFen),
      lines.map((line) => line.programmeId),
      totals.map(({ programme }) => programme?.debitFen ?? null),
      totals.map(({ programme }) => programme?.creditFen ?? null),
    ],
  );
}
