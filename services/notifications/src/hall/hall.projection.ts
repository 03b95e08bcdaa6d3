/** Tickets of service halls as they are looked back on: who waited how long, who was called late, who got the gift. */
import type { HallEvent } from '@scrip/contracts';
import type { Projection, Recorded, Tx } from '@scrip/event-store';

export const hallProjection: Projection = {
  name: 'hall',
  revision: 1,
  events: [
    'HallTicketTaken',
    'HallTicketCalled',
    'HallTicketDropped',
    'HallGiftGiven',
    'HallWindowOpened',
    'HallWindowClosed',
  ],
  tables: `
    CREATE TABLE hall_ticket (
      ticket_id text PRIMARY KEY,
      position bigint NOT NULL,          -- of its taking in the log: the order of lists
      issuer_id text NOT NULL,
      queue_key text NOT NULL,           -- the shop
      business_date text NOT NULL,       -- YYYY-MM-DD
      ticket_no int NOT NULL,            -- from 1 each day
      holder_id text,
      state text NOT NULL,               -- waiting | called | dropped
      ahead_tickets int NOT NULL,
      promised_minutes int NOT NULL,
      promised_at bigint NOT NULL,       -- epoch milliseconds, as the other times
      taken_at bigint NOT NULL,
      called_at bigint,
      window_no int,
      is_late boolean NOT NULL,
      is_gift_due boolean NOT NULL,
      gift_given_at bigint
    );
    CREATE INDEX hall_ticket_of_issuer ON hall_ticket (issuer_id, position);
    CREATE INDEX hall_ticket_of_day ON hall_ticket (issuer_id, queue_key, business_date, ticket_no)`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    // People make them: a few a minute, each written by itself.
    for (const recorded of events as readonly Recorded<HallEvent>[]) await applyOne(tx, recorded);
  },
};

async function applyOne(tx: Tx, { envelope, event }: Recorded<HallEvent>): Promise<void> {
  const at = envelope.occurredAt;
  switch (event.type) {
    case 'HallTicketTaken': {
      const { ticketId, queueKey, businessDate, ticketNo, holderId, aheadTickets, promisedMinutes, promisedAt } =
        event.data;
      await tx.query(
        `INSERT INTO hall_ticket (ticket_id, position, issuer_id, queue_key, business_date, ticket_no, holder_id, state,
                                  ahead_tickets, promised_minutes, promised_at, taken_at, is_late, is_gift_due)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', $8, $9, $10, $11, false, false)`,
        [
          ticketId,
          envelope.position,
          envelope.issuerId,
          queueKey,
          businessDate,
          ticketNo,
          holderId,
          aheadTickets,
          promisedMinutes,
          promisedAt,
          at,
        ],
      );
      return;
    }
    case 'HallTicketCalled': {
      const { ticketId, windowNo, isLate, isGiftDue } = event.data;
      await tx.query(
        `UPDATE hall_ticket SET state = 'called', called_at = $2, window_no = $3, is_late = $4, is_gift_due = $5
         WHERE ticket_id = $1`,
        [ticketId, at, windowNo, isLate, isGiftDue],
      );
      return;
    }
    case 'HallTicketDropped':
      await tx.query(`UPDATE hall_ticket SET state = 'dropped' WHERE ticket_id = $1`, [event.data.ticketId]);
      return;
    case 'HallGiftGiven':
      await tx.query('UPDATE hall_ticket SET gift_given_at = $2 WHERE ticket_id = $1', [event.data.ticketId, at]);
      return;
    case 'HallWindowOpened':
    case 'HallWindowClosed':
      // The windows of the moment are asked of the log: they are few and change all day.
      return;
  }
}
