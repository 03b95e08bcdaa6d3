-- Up Migration

-- Up to which business day the occasions of each programme were looked at and their runs closed: what a service that stood
-- still has missed is looked at when it goes on.
CREATE TABLE looked_day (
  issuer_id text NOT NULL,
  programme_id text NOT NULL,
  through_date text NOT NULL,     -- last business day that is done, YYYY-MM-DD
  PRIMARY KEY (issuer_id, programme_id)
);

-- Which programme a card is of: a person may have cards of several, and each bill is of its own.
CREATE TABLE known_card (
  issuer_id text NOT NULL,
  card_id text NOT NULL,
  programme_id text NOT NULL,
  PRIMARY KEY (issuer_id, card_id)
);

-- The card that passed; NULL in what was kept before this column.
ALTER TABLE known_pass ADD COLUMN card_id text;

DO $grants$
BEGIN
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON looked_day, known_card TO %I', current_setting('scrip.app_role'));
END
$grants$;
