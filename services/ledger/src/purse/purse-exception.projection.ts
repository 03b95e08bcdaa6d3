/** What finance has to look at in purses: differences, gaps, refused records, spends after a block (domain 2.10). */
import { toRfc3339 } from '@scrip/calendar';
import type { PurseEvent, PurseExceptionEvent } from '@scrip/contracts';
import { type Envelope, idFrom, type Projection, type Recorded, type Tx } from '@scrip/event-store';
import { type Fen, fen, minus, ZERO_FEN } from '@scrip/money';

/** Why an exception is one. */
export const EXCEPTION_KINDS = ['difference', 'gap', 'refused', 'spent_after_block'] as const;

/** One of the kinds. */
export type ExceptionKind = (typeof EXCEPTION_KINDS)[number];

/** Why a gap is closed that nobody had to close. */
const RECORDS_ARRIVED = 'records_arrived';

export const purseException: Projection = {
  name: 'purse_exception',
  revision: 2,
  events: [
    'PurseDifferenceFound',
    'PurseGapFound',
    'PurseGapClosed',
    'PurseRecordRefused',
    'PurseSpent',
    'PurseLoadConfirmed',
    'PurseExceptionClosed',
  ],
  tables: `
    CREATE TABLE purse_exception (
      exception_id text PRIMARY KEY,
      position bigint NOT NULL,            -- of the fact that found it
      issuer_id text NOT NULL,
      purse_id text NOT NULL,
      wallet_id text NOT NULL,
      card_id text NOT NULL,
      programme_id text NOT NULL,
      kind text NOT NULL,                  -- difference | gap | refused | spent_after_block
      code text,                           -- of a refused record
      counter int NOT NULL,                -- of the spend; of a gap the first that is missing
      to_counter int,                      -- of a gap: the last
      amount_fen bigint NOT NULL,          -- of the spend; of a gap what it explains; of a difference the difference, signed
      suspense_fen bigint NOT NULL,        -- what stands in suspense for it now, signed
      merchant_id text,
      terminal_id text,
      found_at bigint NOT NULL,            -- epoch milliseconds, as the other times: when the log took it
      closed_at bigint,                    -- null while it is open
      closed_by text,
      reason text
    );
    CREATE INDEX exception_of_issuer ON purse_exception (issuer_id, position);
    CREATE INDEX exception_open ON purse_exception (issuer_id, kind, position) WHERE closed_at IS NULL;
    CREATE INDEX exception_of_purse ON purse_exception (purse_id, position)`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    const facts = events as readonly Recorded<PurseEvent | PurseExceptionEvent>[];
    await addFound(tx, facts.flatMap(foundIn));
    await moveSuspense(tx, facts.flatMap(movedIn));
    await strikeClosed(tx, facts.flatMap(closedIn));
  },
};

interface Found {
  readonly exceptionId: string;
  readonly envelope: Envelope;
  readonly purseId: string;
  readonly walletId: string;
  readonly cardId: string;
  readonly programmeId: string;
  readonly kind: ExceptionKind;
  readonly code: string | null;
  readonly counter: number;
  readonly toCounter: number | null;
  readonly amountFen: Fen;
  readonly suspenseFen: Fen;
  readonly merchantId: string | null;
  readonly terminalId: string | null;
}

/** A gap is named by where it begins, so that its end can be told of; the others by the event that found them. */
function gapId(purseId: string, fromCounter: number): string {
  return idFrom('pex', `${purseId} gap ${fromCounter}`);
}

function foundIn({ envelope, event }: Recorded<PurseEvent | PurseExceptionEvent>): readonly Found[] {
  const exceptionId = idFrom('pex', envelope.eventId);
  const nobody = { code: null, toCounter: null, suspenseFen: ZERO_FEN, merchantId: null, terminalId: null };
  switch (event.type) {
    case 'PurseDifferenceFound': {
      const { differenceFen, expectedFen: _expected, cardFen: _card, ...rest } = event.data;
      const inSuspense = { amountFen: differenceFen, suspenseFen: differenceFen };
      return [{ exceptionId, envelope, ...nobody, ...rest, ...inSuspense, kind: 'difference' }];
    }
    case 'PurseGapFound': {
      const { fromCounter: counter, toCounter, missingFen: amountFen, purseId, ...rest } = event.data;
      const named = { exceptionId: gapId(purseId, counter), purseId, counter, toCounter };
      const suspenseFen = event.data.suspenseFen ?? ZERO_FEN;
      return [{ envelope, ...nobody, ...rest, ...named, kind: 'gap', amountFen, suspenseFen }];
    }
    case 'PurseRecordRefused':
      return [{ exceptionId, envelope, ...nobody, ...event.data, kind: 'refused' }];
    case 'PurseSpent':
      if (event.data.cardReportedAt === null) return [];
      return [{ exceptionId, envelope, ...nobody, ...event.data, kind: 'spent_after_block' }];
    default:
      return [];
  }
}

async function addFound(tx: Tx, found: readonly Found[]): Promise<void> {
  if (found.length === 0) return;
  await tx.query(
    `INSERT INTO purse_exception (exception_id, position, issuer_id, purse_id, wallet_id, card_id, programme_id, kind, code,
                                  counter, to_counter, amount_fen, suspense_fen, merchant_id, terminal_id, found_at)
     SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                          $9::text[], $10::int[], $11::int[], $12::bigint[], $13::bigint[], $14::text[], $15::text[],
                          $16::bigint[])`,
    [
      found.map((one) => one.exceptionId),
      found.map((one) => one.envelope.position),
      found.map((one) => one.envelope.issuerId),
      found.map((one) => one.purseId),
      found.map((one) => one.walletId),
      found.map((one) => one.cardId),
      found.map((one) => one.programmeId),
      found.map((one) => one.kind),
      found.map((one) => one.code),
      found.map((one) => one.counter),
      found.map((one) => one.toCounter),
      found.map((one) => one.amountFen),
      found.map((one) => one.suspenseFen),
      found.map((one) => one.merchantId),
      found.map((one) => one.terminalId),
      found.map((one) => one.envelope.recordedAt),
    ],
  );
}

interface Moved {
  readonly exceptionId: string;
  readonly changeFen: Fen;
}

/** What a fact changes in the suspense of the gap that it is in. */
function movedIn({ event }: Recorded<PurseEvent | PurseExceptionEvent>): readonly Moved[] {
  switch (event.type) {
    case 'PurseSpent':
      return inGap(event.data, minus(ZERO_FEN, event.data.amountFen));
    case 'PurseLoadConfirmed':
      return inGap(event.data, event.data.amountFen);
    case 'PurseDifferenceFound':
      return inGap(event.data, event.data.differenceFen);
    default:
      return [];
  }
}

function inGap(
  { purseId, gapFromCounter }: { readonly purseId: string; readonly gapFromCounter: number | null },
  changeFen: Fen,
): readonly Moved[] {
  return gapFromCounter === null ? [] : [{ exceptionId: gapId(purseId, gapFromCounter), changeFen }];
}

/** Also of gaps that finance has closed: their records may still come. */
async function moveSuspense(tx: Tx, moved: readonly Moved[]): Promise<void> {
  if (moved.length === 0) return;
  await tx.query(
    `UPDATE purse_exception AS x SET suspense_fen = x.suspense_fen + m.change_fen
     FROM (SELECT exception_id, sum(change_fen)::bigint AS change_fen
           FROM unnest($1::text[], $2::bigint[]) AS e (exception_id, change_fen)
           GROUP BY exception_id) AS m
     WHERE x.exception_id = m.exception_id`,
    [moved.map((one) => one.exceptionId), moved.map((one) => one.changeFen)],
  );
}

interface Closed {
  readonly exceptionId: string;
  readonly position: number;
  readonly at: number;
  readonly by: string;
  readonly reason: string;
}

function closedIn({ envelope, event }: Recorded<PurseEvent | PurseExceptionEvent>): readonly Closed[] {
  const { position, recordedAt: at, actor: by } = envelope;
  if (event.type === 'PurseGapClosed') {
    const exceptionId = gapId(event.data.purseId, event.data.fromCounter);
    return [{ exceptionId, position, at, by, reason: RECORDS_ARRIVED }];
  }
  if (event.type !== 'PurseExceptionClosed') return [];
  return [{ exceptionId: event.data.exceptionId, position, at, by, reason: event.data.reason }];
}

async function strikeClosed(tx: Tx, closed: readonly Closed[]): Promise<void> {
  if (closed.length === 0) return;
  await tx.query(
    // A gap may be closed by finance and by its records: the first stands.
    // What a gap keeps in suspense stays there: only what is found in it takes it out.
    `UPDATE purse_exception AS x SET closed_at = c.closed_at, closed_by = c.closed_by, reason = c.reason,
       suspense_fen = CASE WHEN x.kind = 'difference' THEN 0 ELSE x.suspense_fen END
     FROM (SELECT DISTINCT ON (exception_id) *
           FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::text[])
             AS e (exception_id, position, closed_at, closed_by, reason)
           ORDER BY exception_id, position) AS c
     WHERE x.exception_id = c.exception_id AND x.closed_at IS NULL`,
    [
      closed.map((one) => one.exceptionId),
      closed.map((one) => one.position),
      closed.map((one) => one.at),
      closed.map((one) => one.by),
      closed.map((one) => one.reason),
    ],
  );
}

/** An exception as it is told; what does not belong to its kind is null. */
export interface ExceptionView {
  readonly exceptionId: string;
  readonly purseId: string;
  readonly walletId: string;
  readonly cardId: string;
  readonly programmeId: string;
  readonly kind: ExceptionKind;
  readonly state: 'open' | 'closed';
  /** Why a record was refused. */
  readonly code: string | null;
  /** Of the spend; of a gap the first that is missing. */
  readonly counter: number;
  /** Of a gap: the last that is missing. */
  readonly toCounter: number | null;
  /** Of the spend; of a gap what it explains; of a difference the difference, above zero where the card holds more. */
  readonly amountFen: Fen;
  /** What stands in suspense for it now: of a difference all of it until it is closed, of a gap what its records have not told. */
  readonly suspenseFen: Fen;
  readonly merchantId: string | null;
  readonly terminalId: string | null;
  /** RFC 3339, as the other time. */
  readonly foundAt: string;
  readonly closedAt: string | null;
  readonly closedBy: string | null;
  readonly reason: string | null;
  /** Place in the log of the fact that found it. */
  readonly position: bigint;
}

/** Which exceptions are asked for; what is undefined does not narrow the answer. */
export interface ExceptionsAsked {
  readonly issuerId: string;
  readonly exceptionId?: string | undefined;
  readonly purseId?: string | undefined;
  readonly kind?: ExceptionKind | undefined;
  readonly state?: 'open' | 'closed' | undefined;
  readonly order: 'newest' | 'oldest';
  /** Exceptions beyond this one in the chosen order; undefined from the beginning. */
  readonly beyond?: bigint | undefined;
  readonly limit: number;
}

interface ExceptionRow {
  exception_id: string;
  position: bigint;
  purse_id: string;
  wallet_id: string;
  card_id: string;
  programme_id: string;
  kind: ExceptionKind;
  code: string | null;
  counter: number;
  to_counter: number | null;
  amount_fen: bigint;
  suspense_fen: bigint;
  merchant_id: string | null;
  terminal_id: string | null;
  found_at: bigint;
  closed_at: bigint | null;
  closed_by: string | null;
  reason: string | null;
}

/** An issuer's exceptions in the order they were found, or its reverse. */
export async function purseExceptions(tx: Tx, asked: ExceptionsAsked): Promise<readonly ExceptionView[]> {
  const [beyond, order] = asked.order === 'newest' ? ['<', 'DESC'] : ['>', 'ASC'];
  const { rows } = await tx.query<ExceptionRow>(
    `SELECT * FROM purse_exception
     WHERE issuer_id = $1 AND ($2::text IS NULL OR exception_id = $2) AND ($3::text IS NULL OR purse_id = $3)
       AND ($4::text IS NULL OR kind = $4) AND ($5::text IS NULL OR (closed_at IS NULL) = ($5 = 'open'))
       AND ($6::bigint IS NULL OR position ${beyond} $6)
     ORDER BY position ${order} LIMIT $7`,
    [asked.issuerId, asked.exceptionId, asked.purseId, asked.kind, asked.state, asked.beyond, asked.limit],
  );
  return rows.map((row) => ({
    exceptionId: row.exception_id,
    purseId: row.purse_id,
    walletId: row.wallet_id,
    cardId: row.card_id,
    programmeId: row.programme_id,
    kind: row.kind,
    state: row.closed_at === null ? 'open' : 'closed',
    code: row.code,
    counter: row.counter,
    toCounter: row.to_counter,
    amountFen: fen(row.amount_fen),
    suspenseFen: fen(row.suspense_fen),
    merchantId: row.merchant_id,
    terminalId: row.terminal_id,
    foundAt: toRfc3339(Number(row.found_at)),
    closedAt: row.closed_at === null ? null : toRfc3339(Number(row.closed_at)),
    closedBy: row.closed_by,
    reason: row.reason,
    position: row.position,
  }));
}

/** What leaves suspense when finance closes an exception: a difference; what a gap keeps stays, since its records may come. */
export function settledByClosing({ kind, amountFen }: Pick<ExceptionView, 'kind' | 'amountFen'>): Fen {
  return kind === 'difference' ? amountFen : ZERO_FEN;
}
