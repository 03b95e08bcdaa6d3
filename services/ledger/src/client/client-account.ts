/** What is asked of the tables of `client-account.projection.ts`, and what they answer. */
import { type BusinessDate, toRfc3339 } from '@scrip/calendar';
import type { Tx } from '@scrip/event-store';
import { type Fen, fen } from '@scrip/money';
import { type OwedPart, owedOf } from './client-account.projection.ts';
import { type LateOwed, lateOn } from './client-owed.ts';

/** A client's account as it is told. */
export interface ClientView {
  readonly clientId: string;
  readonly programmeId: string;
  readonly productKey: string;
  readonly agentId: string;
  /** RFC 3339. */
  readonly openedAt: string;
  /** For lists, so far. */
  readonly paidFen: Fen;
  /** By the issuer. */
  readonly owedFen: Fen;
  /** Null while the agreement runs. */
  readonly terminatedDate: string | null;
  /** Last day in time of the refund that the notice asked for. */
  readonly dueDate: string | null;
  /** Last day of the term; null where the agreement has none. */
  readonly termEndsDate: string | null;
  /** What of it is late as of the day that was asked for, and what that costs; null while nothing is. */
  readonly late: LateOwed | null;
}

interface ClientRow {
  client_id: string;
  programme_id: string;
  product_key: string;
  agent_id: string;
  opened_at: bigint;
  paid_fen: bigint;
  owed_fen: bigint;
  terminated_date: string | null;
  due_date: string | null;
  term_ends_date: string | null;
  owed_parts: readonly OwedPart[];
  late_bp_per_day: number;
}

/** Which clients are asked for; what is undefined does not narrow the answer. */
export interface ClientsAsked {
  readonly issuerId: string;
  readonly programmeId: string | undefined;
  /** Whether their agreement still runs. */
  readonly status: 'open' | 'terminated' | undefined;
  /** Those with an id above it. */
  readonly after: string;
  /** The business day as of which it is told what is late. */
  readonly today: BusinessDate;
  readonly limit: number;
}

/** An issuer's clients in the order of their ids. */
export async function clientsOf(tx: Tx, asked: ClientsAsked): Promise<readonly ClientView[]> {
  const { rows } = await tx.query<ClientRow>(
    `SELECT * FROM client_account
     WHERE issuer_id = $1 AND client_id > $2 AND ($3::text IS NULL OR programme_id = $3)
       AND ($4::text IS NULL OR (terminated_date IS NULL) = ($4 = 'open'))
     ORDER BY client_id LIMIT $5`,
    [asked.issuerId, asked.after, asked.programmeId, asked.status, asked.limit],
  );
  return rows.map((row) => clientOf(row, asked.today));
}

/** Clients whose refund is late on a day, the longest first; beyond one of them, at most `limit`. */
export async function lateClients(
  tx: Tx,
  asked: {
    readonly issuerId: string;
    readonly today: BusinessDate;
    readonly beyond: { readonly dueDate: BusinessDate; readonly clientId: string };
    readonly limit: number;
  },
): Promise<readonly ClientView[]> {
  const { rows } = await tx.query<ClientRow>(
    `SELECT * FROM client_account
     WHERE issuer_id = $1 AND first_due_date < $2 AND (first_due_date, client_id) > ($3, $4)
     ORDER BY first_due_date, client_id LIMIT $5`,
    [asked.issuerId, asked.today, asked.beyond.dueDate, asked.beyond.clientId, asked.limit],
  );
  return rows.map((row) => clientOf(row, asked.today));
}

/** A client of an issuer, with what is late on a day; undefined where there is none of this id. */
export async function clientView(
  tx: Tx,
  asked: { readonly issuerId: string; readonly clientId: string; readonly today: BusinessDate },
): Promise<ClientView | undefined> {
  const { rows } = await tx.query<ClientRow>('SELECT * FROM client_account WHERE issuer_id = $1 AND client_id = $2', [
    asked.issuerId,
    asked.clientId,
  ]);
  return rows[0] && clientOf(rows[0], asked.today);
}

function clientOf(row: ClientRow, today: BusinessDate): ClientView {
  return {
    clientId: row.client_id,
    programmeId: row.programme_id,
    productKey: row.product_key,
    agentId: row.agent_id,
    openedAt: toRfc3339(Number(row.opened_at)),
    paidFen: fen(row.paid_fen),
    owedFen: fen(row.owed_fen),
    terminatedDate: row.terminated_date,
    dueDate: row.due_date,
    termEndsDate: row.term_ends_date,
    late: lateOn(owedOf(row.owed_parts), today, row.late_bp_per_day),
  };
}

/** A list as it is told. */
export interface ListView {
  readonly listId: string;
  readonly status: string;
  /** How many. */
  readonly lines: number;
  readonly newCards: number;
  readonly allowancesFen: Fen;
  /** For each new card. */
  readonly depositFen: Fen;
  readonly billFen: Fen;
  /** RFC 3339, as the other time. */
  readonly submittedAt: string;
  /** When it was paid or withdrawn. */
  readonly closedAt: string | null;
  readonly bankReference: string | null;
  /** A person's code; null for lists of before that was said. */
  readonly askedBy: string | null;
  /** Last day on which it is paid in time; null where none is agreed. */
  readonly dueDate: string | null;
}

interface ListRow {
  list_id: string;
  position: bigint;
  status: string;
  lines: number;
  new_cards: number;
  allowances_fen: bigint;
  deposit_fen: bigint;
  bill_fen: bigint;
  submitted_at: bigint;
  closed_at: bigint | null;
  bank_reference: string | null;
  asked_by: string | null;
  due_date: string | null;
}

/** What a client's parts are asked for by; what is undefined does not narrow the answer. */
export interface OfClientAsked {
  readonly issuerId: string;
  readonly clientId: string;
  readonly order: 'newest' | 'oldest';
  /** Beyond this position in the chosen order; undefined from the beginning. */
  readonly beyond: bigint | undefined;
  readonly limit: number;
}

/** A client's lists in the order they were submitted, or its reverse, each with the position of that. */
export async function listsOf(
  tx: Tx,
  asked: OfClientAsked & {
    readonly status: string | undefined;
    /** Only those that were not paid before this day and should have been; undefined does not narrow the answer. */
    readonly lateOn: BusinessDate | undefined;
  },
): Promise<readonly { readonly position: bigint; readonly list: ListView }[]> {
  const [beyond, order] = asked.order === 'newest' ? ['<', 'DESC'] : ['>', 'ASC'];
  const { rows } = await tx.query<ListRow>(
    `SELECT * FROM client_list
     WHERE issuer_id = $1 AND client_id = $2 AND ($3::bigint IS NULL OR position ${beyond} $3)
       AND ($4::text IS NULL OR status = $4) AND ($5::text IS NULL OR (status = 'submitted' AND due_date < $5))
     ORDER BY position ${order} LIMIT $6`,
    [asked.issuerId, asked.clientId, asked.beyond, asked.status, asked.lateOn, asked.limit],
  );
  return rows.map((row) => ({ position: row.position, list: listOf(row) }));
}

/** A list of a client; undefined where there is none of this id. */
export async function listView(
  tx: Tx,
  asked: { readonly issuerId: string; readonly clientId: string; readonly listId: string },
): Promise<ListView | undefined> {
  const { rows } = await tx.query<ListRow>(
    'SELECT * FROM client_list WHERE issuer_id = $1 AND client_id = $2 AND list_id = $3',
    [asked.issuerId, asked.clientId, asked.listId],
  );
  return rows[0] && listOf(rows[0]);
}

function listOf(row: ListRow): ListView {
  return {
    listId: row.list_id,
    status: row.status,
    lines: row.lines,
    newCards: row.new_cards,
    allowancesFen: fen(row.allowances_fen),
    depositFen: fen(row.deposit_fen),
    billFen: fen(row.bill_fen),
    submittedAt: toRfc3339(Number(row.submitted_at)),
    closedAt: row.closed_at === null ? null : toRfc3339(Number(row.closed_at)),
    bankReference: row.bank_reference,
    askedBy: row.asked_by,
    dueDate: row.due_date,
  };
}

/** One line of a list as it is told. */
export interface ListLineView {
  /** From 1. */
  readonly lineNo: number;
  readonly walletId: string;
  readonly amountFen: Fen;
  readonly newCard: boolean;
}

/** Lines of a list above a number, in their order. */
export async function listLines(
  tx: Tx,
  asked: { issuerId: string; clientId: string; listId: string; after: number; limit: number },
): Promise<readonly ListLineView[]> {
  const { rows } = await tx.query<{ line_no: number; wallet_id: string; amount_fen: bigint; new_card: boolean }>(
    `SELECT line_no, wallet_id, amount_fen, new_card FROM client_list_line
     WHERE issuer_id = $1 AND client_id = $2 AND list_id = $3 AND line_no > $4 ORDER BY line_no LIMIT $5`,
    [asked.issuerId, asked.clientId, asked.listId, asked.after, asked.limit],
  );
  return rows.map((row) => ({
    lineNo: row.line_no,
    walletId: row.wallet_id,
    amountFen: fen(row.amount_fen),
    newCard: row.new_card,
  }));
}

/** One change of what a client is owed, as it is told. */
export interface EntryView {
  /** Place in the log. */
  readonly position: bigint;
  readonly type: string;
  readonly referenceId: string;
  readonly walletId: string | null;
  readonly businessDate: string;
  /** RFC 3339. */
  readonly occurredAt: string;
  /** Without the penalty: above zero more is owed. */
  readonly amountFen: Fen;
  readonly penaltyFen: Fen;
  readonly owedAfterFen: Fen;
  readonly dueDate: string | null;
  readonly lateDays: number;
  readonly bankReference: string | null;
}

interface EntryRow {
  position: bigint;
  type: string;
  reference_id: string;
  wallet_id: string | null;
  business_date: string;
  occurred_at: bigint;
  amount_fen: bigint;
  penalty_fen: bigint;
  owed_after_fen: bigint;
  due_date: string | null;
  late_days: number;
  bank_reference: string | null;
}

/** What moved what a client is owed, in the order of the log or its reverse. */
export async function clientEntries(tx: Tx, asked: OfClientAsked): Promise<readonly EntryView[]> {
  const [beyond, order] = asked.order === 'newest' ? ['<', 'DESC'] : ['>', 'ASC'];
  const { rows } = await tx.query<EntryRow>(
    `SELECT * FROM client_entry
     WHERE issuer_id = $1 AND client_id = $2 AND ($3::bigint IS NULL OR position ${beyond} $3)
     ORDER BY position ${order} LIMIT $4`,
    [asked.issuerId, asked.clientId, asked.beyond, asked.limit],
  );
  return rows.map((row) => ({
    position: row.position,
    type: row.type,
    referenceId: row.reference_id,
    walletId: row.wallet_id,
    businessDate: row.business_date,
    occurredAt: toRfc3339(Number(row.occurred_at)),
    amountFen: fen(row.amount_fen),
    penaltyFen: fen(row.penalty_fen),
    owedAfterFen: fen(row.owed_after_fen),
    dueDate: row.due_date,
    lateDays: row.late_days,
    bankReference: row.bank_reference,
  }));
}
