-- Up Migration

-- The kept order of a run of a segment: one row a member, never changed once the run has taken it.
CREATE TABLE segment_result (
  result_id text NOT NULL,
  membership_id text NOT NULL,
  holder_id text NOT NULL,
  place int NOT NULL,             -- from 1; equal members have the same
  is_in boolean NOT NULL,
  total numeric NOT NULL,         -- in the unit of the metric
  over numeric NOT NULL,          -- what divides it; 1 unless it is an average
  PRIMARY KEY (result_id, membership_id)
);
CREATE INDEX segment_result_by_place ON segment_result (result_id, place, membership_id);

-- Cards as this service heard them from cards: a holder is served by the lower of grade and card (domain 2.6).
CREATE TABLE holder_card (
  card_id text PRIMARY KEY,
  issuer_id text NOT NULL,
  holder_id text,                 -- null while a card belongs to nobody
  programme_id text NOT NULL,
  product_key text NOT NULL,
  works boolean NOT NULL,         -- active, and neither blocked, replaced, expired nor void
  version bigint NOT NULL         -- of the event in the card's stream that said so
);
CREATE INDEX holder_card_of_holder ON holder_card (issuer_id, holder_id);

-- Documents of holders as this service heard of them: what is in them stays in the vault of cards.
CREATE TABLE holder_document (
  document_id text PRIMARY KEY,
  issuer_id text NOT NULL,
  holder_id text NOT NULL,
  kind text NOT NULL
);

-- Holders who died or moved away, as this service heard it: who died is not billed, and no segment counts them.
CREATE TABLE departed_holder (
  issuer_id text NOT NULL,
  holder_id text NOT NULL,
  departure text NOT NULL,        -- died, moved_away
  PRIMARY KEY (issuer_id, holder_id)
);

DO $grants$
BEGIN
  EXECUTE format('GRANT SELECT, INSERT, DELETE ON segment_result TO %I', current_setting('scrip.app_role'));
  EXECUTE format('GRANT SELECT, INSERT, UPDATE ON holder_card TO %I', current_setting('scrip.app_role'));
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON holder_document TO %I', current_setting('scrip.app_role'));
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON departed_holder TO %I', current_setting('scrip.app_role'));
  -- What receipts added up to moves with a holder who is found to be another.
  EXECUTE format('GRANT DELETE ON metric_flow TO %I', current_setting('scrip.app_role'));
END
$grants$;
