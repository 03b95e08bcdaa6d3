-- Up Migration

-- Receipts as this service heard them from points, once: what a holder who asks to join can name, and with who bought, what an
-- entitlement of a purchase is used with. Who the buyer is now, where holders were merged, is asked of absorbed_holder.
ALTER TABLE joining_receipt RENAME TO known_receipt;
ALTER INDEX joining_receipt_pkey RENAME TO known_receipt_pkey;
ALTER TABLE known_receipt ADD COLUMN holder_id text; -- as points said it; null: nobody known

UPDATE known_receipt AS r SET holder_id = b.holder_id FROM receipt_buyer AS b
  WHERE b.issuer_id = r.issuer_id AND b.receipt_id = r.receipt_id;
DROP TABLE receipt_buyer;
