/** Queries of tickets of the service hall, and what a time of them comes to. */
import { toRfc3339 } from '@scrip/calendar';
import type { EventLog } from '@scrip/event-store';

/** Where a ticket can stand. */
export const TICKET_STATES = ['waiting', 'called', 'dropped'] as const;

/** A ticket as it is told; times are RFC 3339. */
export interface TicketView {
  readonly ticketId: string;
  readonly queueKey: string;
  readonly businessDate: string;
  readonly ticketNo: number;
  readonly holderId: string | null;
  readonly state: (typeof TICKET_STATES)[number];
  readonly aheadTickets: number;
  readonly promisedMinutes: number;
  readonly promisedAt: string;
  readonly takenAt: string;
  readonly calledAt: string | null;
  readonly windowNo: number | null;
  readonly isLate: boolean;
  readonly isGiftDue: boolean;
  readonly giftGivenAt: string | null;
}

interface TicketRow {
  position: bigint;
  ticket_id: string;
  queue_key: string;
  business_date: string;
  ticket_no: number;
  holder_id: string | null;
  state: TicketView['state'];
  ahead_tickets: number;
  promised_minutes: number;
  promised_at: bigint;
  taken_at: bigint;
  called_at: bigint | null;
  window_no: number | null;
  is_late: boolean;
  is_gift_due: boolean;
  gift_given_at: bigint | null;
}

/** Which tickets; what is left out does not narrow the answer. */
export interface TicketsAsked {
  readonly issuerId: string;
  readonly queueKey?: string | undefined;
  readonly businessDate?: string | undefined;
  readonly holderId?: string | undefined;
  readonly state?: TicketView['state'] | undefined;
  readonly isLate?: boolean | undefined;
  /** True: a gift is due and was not given. */
  readonly owesGift?: boolean | undefined;
  /** Tickets before this position of the log. */
  readonly before: bigint | undefined;
  readonly limit: number;
}

/** An issuer's tickets, the latest first. */
export async function ticketsOf(
  pool: EventLog['pool'],
  asked: TicketsAsked,
): Promise<readonly { readonly position: bigint; readonly view: TicketView }[]> {
  const { rows } = await pool.query<TicketRow>(
    `SELECT * FROM hall_ticket
     WHERE issuer_id = $1 AND ($2::bigint IS NULL OR position < $2) AND ($4::text IS NULL OR queue_key = $4)
       AND ($5::text IS NULL OR business_date = $5) AND ($6::text IS NULL OR holder_id = $6)
       AND ($7::text IS NULL OR state = $7) AND ($8::boolean IS NULL OR is_late = $8)
       AND ($9::boolean IS NULL OR (is_gift_due AND gift_given_at IS NULL) = $9)
     ORDER BY position DESC LIMIT $3`,
    [
      asked.issuerId,
      asked.before ?? null,
      asked.limit,
      asked.queueKey ?? null,
      asked.businessDate ?? null,
      asked.holderId ?? null,
      asked.state ?? null,
      asked.isLate ?? null,
      asked.owesGift ?? null,
    ],
  );
  return rows.map((row) => ({ position: row.position, view: viewOf(row) }));
}

const timeOf = (at: bigint | null): string | null => (at === null ? null : toRfc3339(Number(at)));

function viewOf(row: TicketRow): TicketView {
  return {
    ticketId: row.ticket_id,
    queueKey: row.queue_key,
    businessDate: row.business_date,
    ticketNo: row.ticket_no,
    holderId: row.holder_id,
    state: row.state,
    aheadTickets: row.ahead_tickets,
    promisedMinutes: row.promised_minutes,
    promisedAt: toRfc3339(Number(row.promised_at)),
    takenAt: toRfc3339(Number(row.taken_at)),
    calledAt: timeOf(row.called_at),
    windowNo: row.window_no,
    isLate: row.is_late,
    isGiftDue: row.is_gift_due,
    giftGivenAt: timeOf(row.gift_given_at),
  };
}
