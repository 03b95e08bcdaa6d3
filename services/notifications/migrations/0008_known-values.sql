-- Up Migration

-- What conditions of contact rules ask of holders besides: points ever earned and over time, stored value, places of the day,
-- benefits that are put aside.

-- Points ever earned, less those taken back; NULL: not heard of since this column is there.
ALTER TABLE known_points ADD COLUMN lifetime_points bigint;

-- Points earned by receipts day by day; what a return took back counts against its own day, as ratings count it.
CREATE TABLE known_earned (
  issuer_id text NOT NULL,
  programme_id text NOT NULL,
  holder_id text NOT NULL,
  business_date text NOT NULL,    -- YYYY-MM-DD
  earned_points bigint NOT NULL,
  PRIMARY KEY (issuer_id, programme_id, holder_id, business_date)
);

-- Stored value after the last event of the wallet; NULL: not heard of since this column is there.
ALTER TABLE known_wallet
  ADD COLUMN balance_fen bigint,
  ADD COLUMN balance_version bigint NOT NULL DEFAULT 0; -- of the wallet's stream; an older message changes nothing

-- Place of the holder among the purchasing members of the day; NULL: none, or no rule asked.
ALTER TABLE known_purchase ADD COLUMN day_rank int;

-- Uses of benefits that are put aside for holders.
CREATE TABLE known_reservation (
  issuer_id text NOT NULL,
  use_id text NOT NULL,
  holder_id text NOT NULL,
  programme_id text NOT NULL,
  use_count int NOT NULL,
  expires_at bigint NOT NULL,     -- epoch milliseconds: first moment at which it no longer holds
  is_over boolean NOT NULL,       -- used, given up or reversed
  PRIMARY KEY (issuer_id, use_id)
);
CREATE INDEX known_reservation_of_holder ON known_reservation (issuer_id, programme_id, holder_id) WHERE NOT is_over;

-- From which business day on the points that were earned and the benefits that were put aside are all known; written once.
CREATE TABLE kept_from (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  first_date text NOT NULL        -- YYYY-MM-DD
);
-- Where events were heard before they were kept, it is the first day that begins after this; else all of them are kept.
INSERT INTO kept_from (first_date)
SELECT CASE
  WHEN EXISTS (SELECT FROM consumer_progress) THEN
    to_char((now() + ahead_ms * interval '1 millisecond') AT TIME ZONE 'Asia/Shanghai' + interval '1 day', 'YYYY-MM-DD')
  ELSE '0001-01-01'
END
FROM business_clock;

-- When a holder last passed.
CREATE INDEX known_pass_of_holder ON known_pass (issuer_id, holder_id, business_date);

DO $grants$
BEGIN
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON known_earned, known_reservation TO %I',
                 current_setting('scrip.app_role'));
  EXECUTE format('GRANT SELECT ON kept_from TO %I', current_setting('scrip.app_role'));
END
$grants$;
