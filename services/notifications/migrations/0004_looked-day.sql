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

-- Points as the reminders name them.
CREATE TABLE known_points (
  issuer_id text NOT NULL,
  account_id text NOT NULL,
  programme_id text NOT NULL,
  holder_id text NOT NULL,
  version bigint NOT NULL,        -- of the account's stream; an older message changes nothing
  balance_points bigint NOT NULL,
  PRIMARY KEY (issuer_id, account_id)
);
CREATE INDEX known_points_of_holder ON known_points (issuer_id, programme_id, holder_id);

-- What of them lapses when; points that never do are in no row.
CREATE TABLE known_points_lot (
  issuer_id text NOT NULL,
  account_id text NOT NULL,
  expires_at bigint NOT NULL,     -- epoch milliseconds: first moment they cannot be used
  left_points bigint NOT NULL,
  PRIMARY KEY (issuer_id, account_id, expires_at)
);

DO $grants$
BEGIN
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON looked_day, known_card, known_points, known_points_lot TO %I',
                 current_setting('scrip.app_role'));
END
$grants$;
