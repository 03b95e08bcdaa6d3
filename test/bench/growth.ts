/**
 * Whether the ledger stays as fast when its log is long: the log is filled up to a size by the server itself, while no
 * service runs, and W1 is measured again against the same yardstick.
 */
import pg from 'pg';

/** Rows of one statement: a transaction of some seconds. */
const SEEDED_AT_ONCE = 200_000;
/** Events of each seeded wallet, as a card has them in some months. */
const EVENTS_OF_WALLET = 20;

/**
 * Copies of the last spend under other streams, ids and keys, with the rows that a statement and the journal keep of it,
 * until the log has `upTo` events; relay and projections are told that they have them. Their leaves are not theirs: a log
 * that was filled so is for measuring only.
 */
export async function fillUp(adminUrl: string, upTo: number, onProgress: (position: number) => void): Promise<void> {
  const client = new pg.Client(adminUrl);
  await client.connect();
  try {
    for (;;) {
      const { rows } = await client.query<{ position: string }>('SELECT position FROM log_head');
      const position = Number(rows[0]?.position ?? 0);
      onProgress(position);
      if (position >= upTo) break;
      const count = Math.min(SEEDED_AT_ONCE, upTo - position);
      await client.query('BEGIN');
      await client.query(EVENTS, [position, count]);
      await client.query(VERDICTS, [position, count]);
      await client.query(STATEMENT, [position, count]);
      await client.query(ENTRIES, [position, count]);
      await client.query(LINES, [position, count]);
      await client.query('UPDATE log_head SET position = $1', [position + count]);
      await client.query('UPDATE relay_checkpoint SET position = $1', [position + count]);
      await client.query('UPDATE projection_checkpoint SET position = $1', [position + count]);
      await client.query('COMMIT');
    }
    await client.query('VACUUM ANALYZE');
  } finally {
    await client.end();
  }
}

const LAST_SPEND = `last AS (SELECT max(position) AS position FROM event WHERE type = 'WalletSpent')`;
const WALLET = `'wal_seed' || lpad((($1::bigint + g) / ${EVENTS_OF_WALLET})::text, 18, '0')`;
const NUMBERS = 'generate_series(1, $2::bigint) AS g';

const EVENTS = `
  WITH ${LAST_SPEND}
  INSERT INTO event (position, epoch, stream, stream_id, version, event_id, type, schema, occurred_at, recorded_at, issuer_id,
                     actor, correlation_id, causation_id, traceparent, body, leaf)
  SELECT $1::bigint + g, epoch, stream, ${WALLET}, ($1::bigint + g) % ${EVENTS_OF_WALLET} + 1,
         'evt_' || md5(($1::bigint + g)::text), type, schema, occurred_at, recorded_at, issuer_id, actor, correlation_id,
         causation_id, traceparent, body, leaf
  FROM event JOIN last USING (position), ${NUMBERS}`;

const VERDICTS = `
  INSERT INTO verdict (key, input, first_position, last_position, recorded_at)
  SELECT sha256(('seed ' || ($1::bigint + g))::bytea), sha256('seed'::bytea), $1::bigint + g, $1::bigint + g, 0
  FROM ${NUMBERS}`;

/** The columns of a table, with the named ones replaced; every other is as in the row of the last spend. */
function copied(table: string, replaced: Readonly<Record<string, string>>, columns: readonly string[]): string {
  const values = columns.map((column) => replaced[column] ?? `t.${column}`).join(', ');
  return `WITH ${LAST_SPEND} INSERT INTO ${table} (${columns.join(', ')})
    SELECT ${values} FROM ${table} AS t JOIN last ON last.position = t.position, ${NUMBERS}`;
}

const PLACE = { position: '$1::bigint + g' };
const STATEMENT = copied('wallet_statement.wallet_statement', { ...PLACE, wallet_id: WALLET }, [
  'position',
  'wallet_id',
  'event_id',
  'type',
  'reference_id',
  'business_date',
  'occurred_at',
  'recorded_at',
  'principal_fen',
  'bonus_fen',
  'balance_after_fen',
  'due_fen',
  'merchant_id',
  'terminal_id',
  'card_id',
  'tender',
  'programme_version',
  'correlation_id',
]);
const ENTRIES = copied('journal.journal_entry', { ...PLACE, stream_id: WALLET, wallet_id: WALLET }, [
  'position',
  'issuer_id',
  'event_id',
  'type',
  'stream_id',
  'wallet_id',
  'merchant_id',
  'occurred_at',
  'recorded_at',
  'correlation_id',
]);
const LINES = copied('journal.journal_line', PLACE, [
  'position',
  'line_no',
  'issuer_id',
  'account',
  'currency',
  'amount_fen',
  'debit_after_fen',
  'credit_after_fen',
  'programme_id',
  'programme_debit_after_fen',
  'programme_credit_after_fen',
]);
