/** The register of cards that vendors make: every state of every application with its time, for anybody at the desk (domain 2.9). */
import type { FirstCardApplied, ReplacementApplied, ReplacementEvent } from '@scrip/contracts';
import type { Envelope, Projection, Recorded, Tx } from '@scrip/event-store';

export const replacementProjection: Projection = {
  name: 'replacement',
  revision: 2,
  events: [
    'ReplacementApplied',
    'FirstCardApplied',
    'FirstCardCollected',
    'FirstCardVoided',
    'ReplacementOrdered',
    'ReplacementMade',
    'ReplacementPosted',
    'ReplacementMissed',
    'ReplacementReceived',
    'ReplacementCollected',
    'ReplacementVoided',
  ],
  tables: `
    CREATE TABLE replacement (
      replacement_id text PRIMARY KEY,
      issuer_id text NOT NULL,
      position bigint NOT NULL,          -- of its application in the log
      status text NOT NULL,              -- applied | in_production | made | posted | received | collected | void
      cause text NOT NULL,               -- damaged | faulty | lost | stolen | first
      holder_id text NOT NULL,
      wallet_id text NOT NULL,
      card_number text NOT NULL,         -- of both cards
      card_id text,                      -- the old card; null of a first one, as its sequence
      sequence int,
      new_card_id text NOT NULL,
      new_sequence int NOT NULL,
      programme_id text NOT NULL,
      programme_version int NOT NULL,    -- it was applied for under
      product_key text NOT NULL,
      vendor_id text NOT NULL,
      branch_no text NOT NULL,           -- where it is collected
      voids_itself boolean NOT NULL,     -- when its time is over
      applied_at bigint NOT NULL,        -- epoch milliseconds, as the other times: when it happened
      card_file_id text,
      file_date text,                    -- business day of the file
      line int,                          -- in the file
      ordered_at bigint,
      card_fen bigint,                   -- what the vendor is paid for the card
      batch text,                        -- the vendor's
      made_at bigint,
      packing_list_id text,
      post_number text,
      posted_at bigint,
      missed_at bigint,                  -- when a letter was counted without it; stays after it came
      is_missing boolean NOT NULL DEFAULT false,
      received_at bigint,
      collection_ends_at bigint,         -- first moment it can no longer be collected; null: it waits for ever
      collected_at bigint,
      voided_at bigint,
      void_reason text
    );
    CREATE INDEX replacement_of_issuer ON replacement (issuer_id, position);
    CREATE INDEX replacement_of_number ON replacement (issuer_id, card_number, position);
    CREATE INDEX replacement_of_card ON replacement (issuer_id, card_id, position);
    CREATE INDEX replacement_of_new_card ON replacement (issuer_id, new_card_id);
    CREATE INDEX replacement_of_holder ON replacement (issuer_id, holder_id, position);
    CREATE INDEX replacement_of_branch ON replacement (issuer_id, branch_no, position);
    CREATE INDEX replacement_of_batch ON replacement (issuer_id, batch, position) WHERE batch IS NOT NULL;
    CREATE INDEX replacement_to_make ON replacement (issuer_id, vendor_id, position) WHERE status = 'applied';
    CREATE INDEX replacement_due ON replacement (collection_ends_at) WHERE status = 'received' AND voids_itself`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    for (const { envelope, event } of events as readonly Recorded<ReplacementEvent>[]) await write(tx, envelope, event);
  },
};

async function write(tx: Tx, envelope: Envelope, event: ReplacementEvent): Promise<void> {
  const { replacementId } = event.data;
  const { occurredAt } = envelope;
  // A card that was declined is still made and posted: it stays void.
  const status = (next: string): string => `status = CASE status WHEN 'void' THEN 'void' ELSE '${next}' END`;
  switch (event.type) {
    case 'ReplacementApplied':
      return insert(tx, envelope, event.data);
    case 'FirstCardApplied':
      return insert(tx, envelope, { ...event.data, cause: 'first', cardId: null, sequence: null });
    case 'ReplacementOrdered': {
      const { cardFileId, fileDate, line, cardFen } = event.data;
      const values = [cardFileId, fileDate, line, occurredAt, cardFen];
      const change =
        "status = 'in_production', card_file_id = $2, file_date = $3, line = $4, ordered_at = $5, card_fen = $6";
      return update(tx, replacementId, change, values);
    }
    case 'ReplacementMade':
      return update(tx, replacementId, `${status('made')}, batch = $2, made_at = $3`, [event.data.batch, occurredAt]);
    case 'ReplacementPosted': {
      const { packingListId, postNumber } = event.data;
      const change = `${status('posted')}, packing_list_id = $2, post_number = $3, posted_at = $4`;
      return update(tx, replacementId, change, [packingListId, postNumber, occurredAt]);
    }
    case 'ReplacementMissed':
      return update(tx, replacementId, 'is_missing = true, missed_at = $2', [occurredAt]);
    case 'ReplacementReceived': {
      const change = "status = 'received', is_missing = false, received_at = $2, collection_ends_at = $3";
      return update(tx, replacementId, change, [occurredAt, event.data.collectionEndsAt]);
    }
    case 'ReplacementCollected':
    case 'FirstCardCollected':
      return update(tx, replacementId, "status = 'collected', collected_at = $2", [occurredAt]);
    case 'ReplacementVoided':
    case 'FirstCardVoided':
      return update(tx, replacementId, "status = 'void', voided_at = $2, void_reason = $3", [
        occurredAt,
        event.data.reason,
      ]);
  }
}

async function insert(
  tx: Tx,
  { issuerId, position, occurredAt }: Envelope,
  data: Omit<ReplacementApplied | FirstCardApplied, 'cause' | 'cardId' | 'sequence'> & {
    readonly cause: string;
    readonly cardId: string | null;
    readonly sequence: number | null;
  },
): Promise<void> {
  await tx.query(
    `INSERT INTO replacement (replacement_id, issuer_id, position, status, cause, holder_id, wallet_id, card_number, card_id,
       sequence, new_card_id, new_sequence, programme_id, programme_version, product_key, vendor_id, branch_no, voids_itself,
       applied_at)
     VALUES ($1, $2, $3, 'applied', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
    [
      data.replacementId,
      issuerId,
      position,
      data.cause,
      data.holderId,
      data.walletId,
      data.cardNumber,
      data.cardId,
      data.sequence,
      data.newCardId,
      data.newSequence,
      data.programmeId,
      data.programmeVersion,
      data.productKey,
      data.vendorId,
      data.branchNo,
      data.voidsItself,
      occurredAt,
    ],
  );
}

/** Changes one row; the values of `change` begin with $2. */
async function update(tx: Tx, replacementId: string, change: string, values: readonly unknown[]): Promise<void> {
  await tx.query(`UPDATE replacement SET ${change} WHERE replacement_id = $1`, [replacementId, ...values]);
}
