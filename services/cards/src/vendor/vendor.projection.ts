/** Vendors as they are listed, and what each is owed, fact by fact: cards made, blank cards received, letters posted (domain 2.9). */

import { businessDate } from '@scrip/calendar';
import type { BatchEvent, PackingListEvent, ReplacementEvent, VendorEvent } from '@scrip/contracts';
import type { Envelope, Projection, Recorded, Tx } from '@scrip/event-store';
import type { PayableKind } from './vendor-payable.ts';

export const vendorProjection: Projection = {
  name: 'vendor',
  revision: 2,
  events: ['VendorRegistered', 'VendorChanged', 'ReplacementMade', 'CardBatchReceived', 'PackingListPosted'],
  tables: `
    CREATE TABLE vendor (
      issuer_id text NOT NULL,
      vendor_id text COLLATE "C" NOT NULL,
      terms_version int NOT NULL,
      key_kind text NOT NULL,            -- age | pgp
      key_fingerprint text NOT NULL,
      card_fen bigint NOT NULL,          -- for a card, where the programme says nothing else
      post_fen bigint NOT NULL,          -- for a registered letter
      product_keys jsonb NOT NULL,       -- what it makes
      changed_at bigint NOT NULL,        -- epoch milliseconds: when these terms were agreed
      PRIMARY KEY (issuer_id, vendor_id)
    );
    CREATE TABLE vendor_payable (
      position bigint PRIMARY KEY,       -- of the fact in the log
      issuer_id text NOT NULL,
      vendor_id text NOT NULL,
      business_date text NOT NULL,       -- on which it happened, YYYY-MM-DD
      kind text NOT NULL,                -- blank_card | card | letter
      unit_fen bigint NOT NULL,
      pieces int NOT NULL,               -- cards of a receipt; 1 of the others
      reference_id text NOT NULL         -- the batch, the replacement or the packing list
    );
    CREATE INDEX vendor_payable_of_day ON vendor_payable (issuer_id, vendor_id, business_date, kind, unit_fen)`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    const owed: Owed[] = [];
    for (const { envelope, event } of events as readonly Recorded<
      VendorEvent | ReplacementEvent | BatchEvent | PackingListEvent
    >[]) {
      if (event.type === 'VendorRegistered' || event.type === 'VendorChanged') await keep(tx, envelope, event.data);
      if (event.type === 'ReplacementMade') {
        const { vendorId, cardFen, replacementId } = event.data;
        owed.push({ envelope, vendorId, kind: 'card', unitFen: cardFen, pieces: 1, referenceId: replacementId });
      }
      if (event.type === 'CardBatchReceived') {
        const { vendorId, cardFen, cards: pieces, batchId } = event.data;
        // A receipt of before prices were said names no vendor: nothing is made up for it.
        if (vendorId === null || cardFen === null) continue;
        owed.push({ envelope, vendorId, kind: 'blank_card', unitFen: cardFen, pieces, referenceId: batchId });
      }
      if (event.type === 'PackingListPosted') {
        const { vendorId, postFen, packingListId } = event.data;
        owed.push({ envelope, vendorId, kind: 'letter', unitFen: postFen, pieces: 1, referenceId: packingListId });
      }
    }
    if (owed.length === 0) return;
    await tx.query(
      `INSERT INTO vendor_payable (position, issuer_id, vendor_id, business_date, kind, unit_fen, pieces, reference_id)
       SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::int[],
                            $8::text[])`,
      [
        owed.map((one) => one.envelope.position),
        owed.map((one) => one.envelope.issuerId),
        owed.map((one) => one.vendorId),
        owed.map((one) => businessDate(one.envelope.occurredAt)),
        owed.map((one) => one.kind),
        owed.map((one) => one.unitFen),
        owed.map((one) => one.pieces),
        owed.map((one) => one.referenceId),
      ],
    );
  },
};

interface Owed {
  readonly envelope: Envelope;
  readonly vendorId: string;
  readonly kind: PayableKind;
  readonly unitFen: bigint;
  readonly pieces: number;
  readonly referenceId: string;
}

async function keep(tx: Tx, { issuerId, occurredAt }: Envelope, terms: VendorEvent['data']): Promise<void> {
  await tx.query(
    `INSERT INTO vendor (issuer_id, vendor_id, terms_version, key_kind, key_fingerprint, card_fen, post_fen, product_keys,
                         changed_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (issuer_id, vendor_id) DO UPDATE SET terms_version = excluded.terms_version, key_kind = excluded.key_kind,
       key_fingerprint = excluded.key_fingerprint, card_fen = excluded.card_fen, post_fen = excluded.post_fen,
       product_keys = excluded.product_keys, changed_at = excluded.changed_at`,
    [
      issuerId,
      terms.vendorId,
      terms.termsVersion,
      terms.keyKind,
      terms.keyFingerprint,
      terms.cardFen,
      terms.postFen,
      JSON.stringify(terms.productKeys),
      occurredAt,
    ],
  );
}
