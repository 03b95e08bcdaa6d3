-- Up Migration

-- A receipt of which nothing is left is no purchase any more; the receipt itself stays as it was heard of.
ALTER TABLE known_purchase ADD COLUMN is_returned boolean NOT NULL DEFAULT false;

-- What was given back, on its own day, as ratings count it.
CREATE TABLE known_return (
  issuer_id text NOT NULL,
  receipt_id text NOT NULL,       -- receipt the goods were on
  return_id text NOT NULL,        -- the issuer's own number
  business_date text NOT NULL,    -- of the return, YYYY-MM-DD
  returned_fen bigint NOT NULL,
  nothing_left boolean NOT NULL,  -- whether nothing of the receipt is left after it
  PRIMARY KEY (issuer_id, receipt_id, return_id)
);

-- What holders spent and how often they bought, day by day; what was given back counts against the day of the return.
CREATE VIEW known_spending AS
  SELECT issuer_id, programme_id, holder_id, business_date, paid_fen, 1 AS purchases, NOT is_returned AS is_purchase
  FROM known_purchase
  UNION ALL
  SELECT p.issuer_id, p.programme_id, p.holder_id, r.business_date, -r.returned_fen,
         CASE WHEN r.nothing_left THEN -1 ELSE 0 END, false
  FROM known_return r JOIN known_purchase p USING (issuer_id, receipt_id);

-- Whose a wallet is and of which programme, for events that name only the wallet.
CREATE TABLE known_wallet (
  issuer_id text NOT NULL,
  wallet_id text NOT NULL,
  holder_id text NOT NULL,        -- of a bearer card what stands for its holder
  programme_id text NOT NULL,
  PRIMARY KEY (issuer_id, wallet_id)
);
CREATE INDEX known_wallet_of_holder ON known_wallet (issuer_id, holder_id);

-- Whose the replacement of a card is, for events that name only the replacement.
CREATE TABLE known_replacement (
  issuer_id text NOT NULL,
  replacement_id text NOT NULL,
  holder_id text NOT NULL,
  programme_id text NOT NULL,
  programme_version int NOT NULL, -- it was applied for under
  PRIMARY KEY (issuer_id, replacement_id)
);
CREATE INDEX known_replacement_of_holder ON known_replacement (issuer_id, holder_id);

DO $grants$
BEGIN
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON known_return, known_wallet, known_replacement TO %1$I', current_setting('scrip.app_role'));
  EXECUTE format('GRANT SELECT ON known_spending TO %I', current_setting('scrip.app_role'));
END
$grants$;
