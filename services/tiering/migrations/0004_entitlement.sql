-- Up Migration

-- Receipts with who bought, as this service heard them from points: what an entitlement of a purchase is used with.
CREATE TABLE receipt_buyer (
  issuer_id text NOT NULL,
  receipt_id text NOT NULL,       -- the issuer's own number
  programme_id text NOT NULL,
  holder_id text NOT NULL,
  paid_fen bigint NOT NULL,
  business_date text NOT NULL,    -- of the purchase, YYYY-MM-DD
  PRIMARY KEY (issuer_id, receipt_id)
);

-- Grades that applications for cards were approved with, as this service heard them from cards: the last one of each holder.
CREATE TABLE approved_grade (
  issuer_id text NOT NULL,
  holder_id text NOT NULL,
  programme_id text NOT NULL,
  grade text NOT NULL,            -- key in the programme document
  application_id text NOT NULL,
  approved_at bigint NOT NULL,    -- epoch milliseconds
  PRIMARY KEY (issuer_id, holder_id, programme_id)
);

DO $grants$
DECLARE app text := current_setting('scrip.app_role');
BEGIN
  EXECUTE format('GRANT SELECT, INSERT ON receipt_buyer TO %I', app);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE ON approved_grade TO %I', app);
END
$grants$;
