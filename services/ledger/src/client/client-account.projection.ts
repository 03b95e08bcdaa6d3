/** Clients' accounts as they are read: the account, its lists with their bills and lines, and what moved what is owed. */
import { businessDate } from '@scrip/calendar';
import type { ClientCredited, ClientEvent, ClientListSubmitted, ClientRefunded } from '@scrip/contracts';
import type { Envelope, Projection, Recorded, Tx } from '@scrip/event-store';
import { type Fen, fen, minus, ZERO_FEN } from '@scrip/money';
import { afterRefund, inOrder, type Owed } from './client-owed.ts';

export const clientAccount: Projection = {
  name: 'client_account',
  revision: 4,
  events: [
    'ClientOpened',
    'ClientAgentNamed',
    'ClientRenewed',
    'ClientListSubmitted',
    'ClientListWithdrawn',
    'ClientListPaid',
    'ClientCredited',
    'ClientTerminated',
    'ClientRefunded',
  ],
  tables: `
    CREATE TABLE client_account (
      issuer_id text NOT NULL,
      client_id text COLLATE "C" NOT NULL,
      programme_id text NOT NULL,
      product_key text NOT NULL,
      agent_id text NOT NULL,
      opened_at bigint NOT NULL,             -- epoch milliseconds, as the other times: when it happened
      paid_fen bigint NOT NULL DEFAULT 0,    -- for lists, so far
      owed_fen bigint NOT NULL DEFAULT 0,    -- by the issuer
      terminated_date text,                  -- YYYY-MM-DD, as the other dates; null while the agreement runs
      term_ends_date text,                   -- last day of the term; null where the agreement has none
      due_date text,                         -- last day in time of the refund that the notice asked for
      owed_parts jsonb NOT NULL DEFAULT '[]',-- what owed_fen consists of, by the last day in time of each part
      first_due_date text,                   -- the first of those days; null where no part has one
      late_bp_per_day int NOT NULL DEFAULT 0,-- what a day late costs, by the terms of the notice
      PRIMARY KEY (issuer_id, client_id)
    );
    CREATE INDEX client_due ON client_account (issuer_id, first_due_date, client_id) WHERE first_due_date IS NOT NULL;
    CREATE TABLE client_list (
      issuer_id text NOT NULL,
      client_id text NOT NULL,
      list_id text NOT NULL,
      position bigint NOT NULL,              -- of its submission in the log
      status text NOT NULL,                  -- submitted | paid | withdrawn
      lines int NOT NULL,
      new_cards int NOT NULL,
      allowances_fen bigint NOT NULL,
      deposit_fen bigint NOT NULL,           -- for each new card
      bill_fen bigint NOT NULL,
      submitted_at bigint NOT NULL,
      closed_at bigint,                      -- when it was paid or withdrawn
      bank_reference text,                   -- of its payment
      asked_by text,                         -- a person's code; null for lists of before that was said
      due_date text,                         -- last day on which it is paid in time; null where none is agreed
      PRIMARY KEY (issuer_id, client_id, list_id)
    );
    CREATE INDEX list_of_client ON client_list (issuer_id, client_id, position);
    CREATE TABLE client_list_line (
      issuer_id text NOT NULL,
      client_id text NOT NULL,
      list_id text NOT NULL,
      line_no int NOT NULL,                  -- from 1
      wallet_id text NOT NULL,
      amount_fen bigint NOT NULL,
      new_card boolean NOT NULL,
      PRIMARY KEY (issuer_id, client_id, list_id, line_no)
    );
    CREATE TABLE client_entry (
      position bigint PRIMARY KEY,           -- in the log
      issuer_id text NOT NULL,
      client_id text NOT NULL,
      type text NOT NULL,                    -- the event's
      reference_id text NOT NULL,            -- of the credit or refund
      wallet_id text,                        -- whose card came back
      business_date text NOT NULL,
      occurred_at bigint NOT NULL,
      amount_fen bigint NOT NULL,            -- change of what is owed, without the penalty: above zero more is owed
      penalty_fen bigint NOT NULL,           -- owed besides from then on
      owed_after_fen bigint NOT NULL,
      due_date text,
      late_days int NOT NULL,
      bank_reference text
    );
    CREATE INDEX entry_of_client ON client_entry (issuer_id, client_id, position)`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    // A client has some facts a month: each is written by itself.
    for (const { envelope, event } of events as readonly Recorded<ClientEvent>[]) await write(tx, envelope, event);
  },
};

async function write(tx: Tx, envelope: Envelope, event: ClientEvent): Promise<void> {
  const { issuerId, occurredAt } = envelope;
  const { clientId } = event.data;
  const account = [issuerId, clientId];
  switch (event.type) {
    case 'ClientOpened': {
      const { programmeId, productKey, agentId, termEndsDate } = event.data;
      await tx.query(
        `INSERT INTO client_account (issuer_id, client_id, programme_id, product_key, agent_id, opened_at, term_ends_date)
         VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        [...account, programmeId, productKey, agentId, occurredAt, termEndsDate],
      );
      return;
    }
    case 'ClientRenewed':
      await tx.query('UPDATE client_account SET term_ends_date = $3 WHERE issuer_id = $1 AND client_id = $2', [
        ...account,
        event.data.termEndsDate,
      ]);
      return;
    case 'ClientAgentNamed':
      await tx.query('UPDATE client_account SET agent_id = $3 WHERE issuer_id = $1 AND client_id = $2', [
        ...account,
        event.data.agentId,
      ]);
      return;
    case 'ClientListSubmitted':
      await addList(tx, envelope, event.data);
      return;
    case 'ClientListPaid': {
      const { listId, paidFen, bankReference } = event.data;
      await closeList(tx, [...account, listId, 'paid', occurredAt, bankReference]);
      await tx.query('UPDATE client_account SET paid_fen = paid_fen + $3 WHERE issuer_id = $1 AND client_id = $2', [
        ...account,
        paidFen,
      ]);
      return;
    }
    case 'ClientListWithdrawn':
      await closeList(tx, [...account, event.data.listId, 'withdrawn', occurredAt, null]);
      return;
    case 'ClientTerminated': {
      const { terminatedDate, dueDate, lateBpPerDay } = event.data;
      await tx.query(
        `UPDATE client_account SET terminated_date = $3, due_date = $4, late_bp_per_day = $5
         WHERE issuer_id = $1 AND client_id = $2`,
        [...account, terminatedDate, dueDate, lateBpPerDay],
      );
      await changeOwed(tx, account, (owed) => owed.map(({ amountFen }) => ({ amountFen, dueDate })));
      return;
    }
    case 'ClientCredited':
      await addEntry(tx, envelope, event.type, creditOf(event.data));
      await changeOwed(tx, account, (owed) => [
        ...owed,
        { amountFen: event.data.creditedFen, dueDate: event.data.dueDate },
      ]);
      return;
    case 'ClientRefunded': {
      const { refundedFen, penaltyFen } = event.data;
      await addEntry(tx, envelope, event.type, refundOf(event.data));
      await changeOwed(tx, account, (owed) => [
        ...afterRefund(owed, refundedFen),
        { amountFen: penaltyFen, dueDate: null },
      ]);
    }
  }
}

/** A part of what is owed, as its row has it: an amount of JSON, below 2^53 by its door. */
export interface OwedPart {
  readonly amountFen: number;
  readonly dueDate: string | null;
}

/** The parts of a row. */
export function owedOf(parts: readonly OwedPart[]): readonly Owed[] {
  return parts.map(({ amountFen, dueDate }) => ({ amountFen: fen(amountFen), dueDate }));
}

async function changeOwed(
  tx: Tx,
  account: readonly string[],
  change: (owed: readonly Owed[]) => readonly Owed[],
): Promise<void> {
  const { rows } = await tx.query<{ owed_parts: readonly OwedPart[] }>(
    'SELECT owed_parts FROM client_account WHERE issuer_id = $1 AND client_id = $2',
    [...account],
  );
  const owed = inOrder(change(owedOf(rows[0]?.owed_parts ?? [])));
  const parts = owed.map(({ amountFen, dueDate }): OwedPart => ({ amountFen: Number(amountFen), dueDate }));
  await tx.query(
    'UPDATE client_account SET owed_parts = $3, first_due_date = $4 WHERE issuer_id = $1 AND client_id = $2',
    [...account, JSON.stringify(parts), owed[0]?.dueDate ?? null],
  );
}

async function addList(tx: Tx, { issuerId, position, occurredAt }: Envelope, list: ClientListSubmitted): Promise<void> {
  const { clientId, listId, lines } = list;
  await tx.query(
    `INSERT INTO client_list (issuer_id, client_id, list_id, position, status, lines, new_cards, allowances_fen,
                              deposit_fen, bill_fen, submitted_at, asked_by, due_date)
     VALUES ($1, $2, $3, $4, 'submitted', $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      issuerId,
      clientId,
      listId,
      position,
      lines.length,
      list.newCards,
      list.allowancesFen,
      list.depositFen,
      list.billFen,
      occurredAt,
      list.askedBy,
      list.dueDate,
    ],
  );
  await tx.query(
    `INSERT INTO client_list_line (issuer_id, client_id, list_id, line_no, wallet_id, amount_fen, new_card)
     SELECT $1, $2, $3, l.* FROM unnest($4::int[], $5::text[], $6::bigint[], $7::boolean[]) AS l`,
    [
      issuerId,
      clientId,
      listId,
      lines.map((_line, index) => index + 1),
      lines.map((line) => line.walletId),
      lines.map((line) => line.amountFen),
      lines.map((line) => line.newCard),
    ],
  );
}

async function closeList(tx: Tx, values: readonly unknown[]): Promise<void> {
  await tx.query(
    `UPDATE client_list SET status = $4, closed_at = $5, bank_reference = $6
     WHERE issuer_id = $1 AND client_id = $2 AND list_id = $3`,
    [...values],
  );
}

interface Entry {
  readonly clientId: string;
  readonly referenceId: string;
  readonly walletId: string | null;
  readonly amountFen: Fen;
  readonly penaltyFen: Fen;
  readonly owedAfterFen: Fen;
  readonly dueDate: string | null;
  readonly lateDays: number;
  readonly bankReference: string | null;
}

function creditOf({ clientId, creditId, walletId, creditedFen, dueDate, owedAfterFen }: ClientCredited): Entry {
  const paid = { penaltyFen: ZERO_FEN, lateDays: 0, bankReference: null };
  return { clientId, referenceId: creditId, walletId, amountFen: creditedFen, dueDate, owedAfterFen, ...paid };
}

function refundOf({
  refundId,
  refundedFen,
  refundedDate: _day,
  programmeId: _programme,
  ...rest
}: ClientRefunded): Entry {
  return { ...rest, referenceId: refundId, walletId: null, amountFen: minus(ZERO_FEN, refundedFen), dueDate: null };
}

async function addEntry(tx: Tx, envelope: Envelope, type: string, entry: Entry): Promise<void> {
  await tx.query(
    `INSERT INTO client_entry (position, issuer_id, client_id, type, reference_id, wallet_id, business_date, occurred_at,
                               amount_fen, penalty_fen, owed_after_fen, due_date, late_days, bank_reference)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      envelope.position,
      envelope.issuerId,
      entry.clientId,
      type,
      entry.referenceId,
      entry.walletId,
      businessDate(envelope.occurredAt),
      envelope.occurredAt,
      entry.amountFen,
      entry.penaltyFen,
      entry.owedAfterFen,
      entry.dueDate,
      entry.lateDays,
      entry.bankReference,
    ],
  );
  await tx.query('UPDATE client_account SET owed_fen = $3 WHERE issuer_id = $1 AND client_id = $2', [
    envelope.issuerId,
    entry.clientId,
    entry.owedAfterFen,
  ]);
}
