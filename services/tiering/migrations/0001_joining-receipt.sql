-- Up Migration

-- Receipts as this service heard them from points: what a holder who asks to join can name.
CREATE TABLE joining_receipt (
  issuer_id text NOT NULL,
  receipt_id text NOT NULL,       -- the issuer's own number
  programme_id text NOT NULL,
  paid_fen bigint NOT NULL,
  business_date text NOT NULL,    -- of the purchase, YYYY-MM-DD
  PRIMARY KEY (issuer_id, receipt_id)
);

DO $grants$
BEGIN
  EXECUTE format('GRANT SELECT, INSERT ON joining_receipt TO %I', current_setting('scrip.app_role'));
END
$grants$;
