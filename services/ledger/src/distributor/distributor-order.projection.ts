/** Distributors and their orders as they are read: the terms that hold, the fees that are kept, and what became of each order. */
import { businessDate } from '@scrip/calendar';
import type {
  AgencyOrderPlaced,
  AgencyTermsAgreed,
  DistributorEvent,
  DistributorOrderDelivered,
  DistributorOrderEvent,
  SalesTarget,
  WholesaleOrderPlaced,
  WholesaleTermsAgreed,
} from '@scrip/contracts';
import type { Envelope, Projection, Recorded, Tx } from '@scrip/event-store';
import type { Fen } from '@scrip/money';
import type { LateTerms } from './order-lateness.ts';

export const distributorOrder: Projection = {
  name: 'distributor_order',
  revision: 4,
  events: [
    'WholesaleTermsAgreed',
    'AgencyTermsAgreed',
    'AgencyFeeRecorded',
    'AgencyFeesReleased',
    'AgencyInvoiceTaken',
    'DistributorContactNamed',
    'DistributorAgreementEnded',
    'WholesaleOrderPlaced',
    'AgencyOrderPlaced',
    'DistributorOrderPaid',
    'DistributorOrderDelivered',
    'DistributorOrderRefunded',
    'DistributorOrderFaultFound',
    'DistributorOrderRegionBreached',
    'DistributorOrderSettled',
  ],
  tables: `
    CREATE TABLE distributor (
      issuer_id text NOT NULL,
      distributor_id text COLLATE "C" NOT NULL,
      wholesale jsonb,                       -- the terms that hold for new orders; null where none were agreed
      agency jsonb,
      fees_fen bigint NOT NULL DEFAULT 0,    -- recorded so far
      retained_fen bigint NOT NULL DEFAULT 0,-- kept of them until the term is over
      invoiced_fen bigint NOT NULL DEFAULT 0,-- sum of the invoices for them
      contacts jsonb NOT NULL DEFAULT '[]',  -- who was named to act for it, oldest first
      ended_dates jsonb NOT NULL DEFAULT '{}', -- last days of agreements that were ended, by kind
      PRIMARY KEY (issuer_id, distributor_id)
    );
    CREATE TABLE agency_invoice (
      issuer_id text NOT NULL,
      distributor_id text NOT NULL,
      invoice_number text COLLATE "C" NOT NULL,
      invoice_date text NOT NULL,            -- YYYY-MM-DD
      amount_fen bigint NOT NULL,
      PRIMARY KEY (issuer_id, distributor_id, invoice_number)
    );
    CREATE TABLE distributor_order (
      issuer_id text NOT NULL,
      distributor_id text NOT NULL,
      order_id text NOT NULL,
      position bigint NOT NULL,              -- of its placing in the log
      kind text NOT NULL,                    -- wholesale | agency
      status text NOT NULL,                  -- placed | paid | settled
      cards int NOT NULL,
      card_fen bigint NOT NULL,              -- face value or market price of each
      due_fen bigint NOT NULL,
      terms_version int NOT NULL,
      region text,
      placed_at bigint NOT NULL,             -- epoch milliseconds, as the other times: when it happened
      paid_at bigint,
      delivery_due_at bigint,
      refund_due_at bigint,
      settled_at bigint,
      delivered_cards int NOT NULL DEFAULT 0,
      refunded_cards int NOT NULL DEFAULT 0,
      faulty_cards int NOT NULL DEFAULT 0,
      breached_cards int NOT NULL DEFAULT 0, -- found to be sold outside the region
      refunded_fen bigint NOT NULL DEFAULT 0,
      penalty_fen bigint NOT NULL DEFAULT 0, -- penalties and interest so far
      owed_fen bigint NOT NULL DEFAULT 0,    -- of them, what is not paid
      claimed_fen bigint NOT NULL DEFAULT 0, -- for faulty cards
      late_terms jsonb NOT NULL,             -- what being late costs, as agreed for it
      PRIMARY KEY (issuer_id, distributor_id, order_id)
    );
    CREATE TABLE distributor_delivery (
      issuer_id text NOT NULL,
      distributor_id text NOT NULL,
      kind text NOT NULL,                    -- of the order: wholesale | agency
      business_date text NOT NULL,           -- YYYY-MM-DD
      cards int NOT NULL,
      value_fen bigint NOT NULL,
      PRIMARY KEY (issuer_id, distributor_id, kind, business_date)
    );
    CREATE INDEX order_of_issuer ON distributor_order (issuer_id, position);
    CREATE INDEX order_of_distributor ON distributor_order (issuer_id, distributor_id, position);
    CREATE INDEX order_running ON distributor_order (issuer_id, delivery_due_at, position) WHERE status = 'paid'`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    // Orders are a few a day: each fact is written by itself.
    for (const { envelope, event } of events as readonly Recorded<DistributorEvent | DistributorOrderEvent>[]) {
      await write(tx, envelope, event);
    }
  },
};

async function write(tx: Tx, envelope: Envelope, event: DistributorEvent | DistributorOrderEvent): Promise<void> {
  const { issuerId, occurredAt } = envelope;
  switch (event.type) {
    case 'WholesaleTermsAgreed':
      await setTerms(tx, issuerId, 'wholesale', event.data);
      return;
    case 'AgencyTermsAgreed':
      await setTerms(tx, issuerId, 'agency', event.data);
      return;
    case 'AgencyFeeRecorded': {
      const { distributorId, feeFen, retainedFen } = event.data;
      await tx.query(
        `UPDATE distributor SET fees_fen = fees_fen + $3, retained_fen = retained_fen + $4
         WHERE issuer_id = $1 AND distributor_id = $2`,
        [issuerId, distributorId, feeFen, retainedFen],
      );
      return;
    }
    case 'AgencyFeesReleased':
      await tx.query(
        'UPDATE distributor SET retained_fen = retained_fen - $3 WHERE issuer_id = $1 AND distributor_id = $2',
        [issuerId, event.data.distributorId, event.data.releasedFen],
      );
      return;
    case 'AgencyInvoiceTaken': {
      const { distributorId, invoiceNumber, invoiceDate, amountFen } = event.data;
      // The log of old has repeats of numbers that the decider had forgotten; the first one counts.
      const { rowCount } = await tx.query(
        'INSERT INTO agency_invoice VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING',
        [issuerId, distributorId, invoiceNumber, invoiceDate, amountFen],
      );
      if (rowCount === 0) return;
      await tx.query(
        'UPDATE distributor SET invoiced_fen = invoiced_fen + $3 WHERE issuer_id = $1 AND distributor_id = $2',
        [issuerId, distributorId, amountFen],
      );
      return;
    }
    case 'WholesaleOrderPlaced':
      await addOrder(tx, envelope, {
        cardFen: event.data.faceFen,
        placed: event.data,
        late: { kind: 'wholesale', lateBpPerDay: event.data.lateBpPerDay },
      });
      return;
    case 'AgencyOrderPlaced': {
      const { loanRateBp, lateTimes, yearDays } = event.data;
      await addOrder(tx, envelope, {
        cardFen: event.data.marketFen,
        placed: event.data,
        late: { kind: 'agency', loanRateBp, lateTimes, yearDays },
      });
      return;
    }
    case 'DistributorOrderPaid': {
      const { deliveryDueAt, refundDueAt } = event.data;
      await setOrder(
        tx,
        issuerId,
        event.data,
        "status = 'paid', paid_at = $4, delivery_due_at = $5, refund_due_at = $6",
        [occurredAt, deliveryDueAt, refundDueAt],
      );
      return;
    }
    case 'DistributorOrderDelivered': {
      const { cards, penaltyFen, owedAfterFen } = event.data;
      const change = 'delivered_cards = delivered_cards + $4, penalty_fen = penalty_fen + $5, owed_fen = $6';
      await setOrder(tx, issuerId, event.data, change, [cards, penaltyFen, owedAfterFen]);
      await addDelivery(tx, envelope, event.data);
      return;
    }
    case 'DistributorOrderRefunded': {
      const { cards, refundedFen, interestFen, owedAfterFen } = event.data;
      const change = `refunded_cards = refunded_cards + $4, refunded_fen = refunded_fen + $5,
                      penalty_fen = penalty_fen + $6, owed_fen = $7`;
      await setOrder(tx, issuerId, event.data, change, [cards, refundedFen, interestFen, owedAfterFen]);
      return;
    }
    case 'DistributorOrderFaultFound': {
      const { cards, claimFen } = event.data;
      const change = 'faulty_cards = faulty_cards + $4, claimed_fen = claimed_fen + $5';
      await setOrder(tx, issuerId, event.data, change, [cards, claimFen]);
      return;
    }
    case 'DistributorOrderRegionBreached': {
      const { cards, claimFen } = event.data;
      const change = 'breached_cards = breached_cards + $4, claimed_fen = claimed_fen + $5';
      await setOrder(tx, issuerId, event.data, change, [cards, claimFen]);
      return;
    }
    case 'DistributorContactNamed': {
      const { distributorId, ...contact } = event.data;
      await tx.query(
        'UPDATE distributor SET contacts = contacts || $3::jsonb WHERE issuer_id = $1 AND distributor_id = $2',
        [issuerId, distributorId, JSON.stringify([contact])],
      );
      return;
    }
    case 'DistributorAgreementEnded': {
      const { distributorId, kind, lastDate } = event.data;
      await tx.query(
        'UPDATE distributor SET ended_dates = ended_dates || $3::jsonb WHERE issuer_id = $1 AND distributor_id = $2',
        [issuerId, distributorId, JSON.stringify({ [kind]: lastDate })],
      );
      return;
    }
    case 'DistributorOrderSettled':
      await setOrder(tx, issuerId, event.data, "status = 'settled', settled_at = $4, owed_fen = 0", [occurredAt]);
      return;
    case 'DistributorOrderTaken':
    case 'DistributorOrderClosed':
  }
}

async function setTerms(
  tx: Tx,
  issuerId: string,
  kind: 'wholesale' | 'agency',
  { distributorId, ...terms }: WholesaleTermsAgreed | AgencyTermsAgreed,
): Promise<void> {
  await tx.query(
    `INSERT INTO distributor (issuer_id, distributor_id, ${kind}) VALUES ($1, $2, $3)
     ON CONFLICT (issuer_id, distributor_id) DO UPDATE SET ${kind} = excluded.${kind}`,
    [issuerId, distributorId, JSON.stringify({ ...terms, targets: terms.targets?.map(plain) ?? null })],
  );
}

/** With its amount as JSON has it. */
function plain({ fromDate, toDate, targetFen }: SalesTarget): object {
  return { fromDate, toDate, targetFen: Number(targetFen) };
}

async function addDelivery(
  tx: Tx,
  { issuerId, occurredAt }: Envelope,
  { distributorId, orderId, cards, valueFen }: DistributorOrderDelivered,
): Promise<void> {
  await tx.query(
    `INSERT INTO distributor_delivery AS d (issuer_id, distributor_id, kind, business_date, cards, value_fen)
     SELECT issuer_id, distributor_id, kind, $4, $5, $6 FROM distributor_order
     WHERE issuer_id = $1 AND distributor_id = $2 AND order_id = $3
     ON CONFLICT (issuer_id, distributor_id, kind, business_date)
       DO UPDATE SET cards = d.cards + excluded.cards, value_fen = d.value_fen + excluded.value_fen`,
    [issuerId, distributorId, orderId, businessDate(occurredAt), cards, valueFen],
  );
}

async function addOrder(
  tx: Tx,
  { issuerId, position, occurredAt }: Envelope,
  order: { cardFen: Fen; placed: WholesaleOrderPlaced | AgencyOrderPlaced; late: LateTerms },
): Promise<void> {
  const { distributorId, orderId, cards, dueFen, termsVersion, region } = order.placed;
  await tx.query(
    `INSERT INTO distributor_order (issuer_id, distributor_id, order_id, position, kind, status, cards, card_fen, due_fen,
                                    terms_version, region, placed_at, late_terms)
     VALUES ($1, $2, $3, $4, $5, 'placed', $6, $7, $8, $9, $10, $11, $12)`,
    [
      issuerId,
      distributorId,
      orderId,
      position,
      order.late.kind,
      cards,
      order.cardFen,
      dueFen,
      termsVersion,
      region,
      occurredAt,
      JSON.stringify(order.late),
    ],
  );
}

/** Changes the row of an order; the values of `change` begin with $4. */
async function setOrder(
  tx: Tx,
  issuerId: string,
  { distributorId, orderId }: { readonly distributorId: string; readonly orderId: string },
  change: string,
  values: readonly unknown[],
): Promise<void> {
  await tx.query(
    `UPDATE distributor_order SET ${change} WHERE issuer_id = $1 AND distributor_id = $2 AND order_id = $3`,
    [issuerId, distributorId, orderId, ...values],
  );
}
