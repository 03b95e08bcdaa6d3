/** Card-making files by vendor and business day, and packing lists by branch, as they are listed. */
import type { CardFileEvent, PackingListEvent } from '@scrip/contracts';
import type { Envelope, Projection, Recorded, Tx } from '@scrip/event-store';

export const cardFileProjection: Projection = {
  name: 'card_file',
  revision: 2,
  events: ['CardFileExtended', 'CardFileBatchAdded', 'CardFileClosed', 'PackingListPosted', 'PackingListCounted'],
  tables: `
    CREATE TABLE card_file (
      issuer_id text NOT NULL,
      vendor_id text NOT NULL,
      file_date text NOT NULL,           -- business day, YYYY-MM-DD
      card_file_id text NOT NULL,
      line_count int NOT NULL DEFAULT 0, -- lines so far
      lines_sha256 text,                 -- of the lines without names; null while it is open
      closed_at bigint,                  -- epoch milliseconds
      PRIMARY KEY (issuer_id, vendor_id, file_date)
    );
    CREATE TABLE packing_list (
      packing_list_id text PRIMARY KEY,
      issuer_id text NOT NULL,
      position bigint NOT NULL,          -- of its posting in the log
      vendor_id text NOT NULL,
      branch_no text NOT NULL,
      branch_label text NOT NULL,         -- as the list says
      post_number text NOT NULL,         -- of the registered letter
      total int NOT NULL,                -- cards on the list
      received int NOT NULL DEFAULT 0,   -- counted, that can be collected
      void int NOT NULL DEFAULT 0,       -- counted, that are to be destroyed
      post_fen bigint NOT NULL,
      posted_at bigint NOT NULL,         -- epoch milliseconds
      counted_at bigint,                 -- epoch milliseconds, of the last count; null: not yet
      UNIQUE (issuer_id, vendor_id, post_number)
    );
    CREATE INDEX packing_list_of_issuer ON packing_list (issuer_id, position);
    CREATE INDEX packing_list_of_branch ON packing_list (issuer_id, branch_no, position)`,
  async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
    // Some dozens a day: each fact is written by itself.
    for (const { envelope, event } of events as readonly Recorded<CardFileEvent | PackingListEvent>[]) {
      await write(tx, envelope, event);
    }
  },
};

async function write(tx: Tx, envelope: Envelope, event: CardFileEvent | PackingListEvent): Promise<void> {
  const { issuerId, position, occurredAt } = envelope;
  switch (event.type) {
    case 'CardFileExtended':
    case 'CardFileBatchAdded': {
      const { vendorId, fileDate, cardFileId } = event.data;
      const lines = event.type === 'CardFileExtended' ? event.data.lines.length : event.data.cards;
      await tx.query(
        `INSERT INTO card_file AS f (issuer_id, vendor_id, file_date, card_file_id, line_count) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (issuer_id, vendor_id, file_date) DO UPDATE SET line_count = f.line_count + excluded.line_count`,
        [issuerId, vendorId, fileDate, cardFileId, lines],
      );
      return;
    }
    case 'CardFileClosed': {
      const { vendorId, fileDate, cardFileId, lineCount, linesSha256 } = event.data;
      await tx.query(
        `INSERT INTO card_file (issuer_id, vendor_id, file_date, card_file_id, line_count, lines_sha256, closed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (issuer_id, vendor_id, file_date)
         DO UPDATE SET line_count = excluded.line_count, lines_sha256 = excluded.lines_sha256, closed_at = excluded.closed_at`,
        [issuerId, vendorId, fileDate, cardFileId, lineCount, linesSha256, occurredAt],
      );
      return;
    }
    case 'PackingListPosted': {
      const { packingListId, vendorId, branchNo, branchLabel, postNumber, total, postFen } = event.data;
      await tx.query(
        `INSERT INTO packing_list (packing_list_id, issuer_id, position, vendor_id, branch_no, branch_label, post_number,
                                   total, post_fen, posted_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
        [packingListId, issuerId, position, vendorId, branchNo, branchLabel, postNumber, total, postFen, occurredAt],
      );
      return;
    }
    case 'PackingListCounted': {
      const { packingListId, receivedIds, voidIds } = event.data;
      await tx.query(
        `UPDATE packing_list SET received = received + $2, void = void + $3, counted_at = $4 WHERE packing_list_id = $1`,
        [packingListId, receivedIds.length, voidIds.length, occurredAt],
      );
      return;
    }
  }
}
