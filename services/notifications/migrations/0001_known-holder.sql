-- Up Migration

-- What this service heard from others about holders: whom to greet in a programme, and whom to call. Facts stay with those
-- who said them; a message that comes again changes nothing.

-- Who is in a programme, by a membership or a wallet.
CREATE TABLE programme_holder (
  issuer_id text NOT NULL,
  programme_id text NOT NULL,
  holder_id text NOT NULL,
  grade text,                     -- key in the programme document; NULL where the holder has none
  version bigint NOT NULL,        -- of the membership's stream that the grade is known from; 0 where it is none
  since_date text NOT NULL,       -- business day, YYYY-MM-DD
  PRIMARY KEY (issuer_id, programme_id, holder_id)
);
CREATE INDEX programme_holder_of_holder ON programme_holder (issuer_id, holder_id);

-- Which segments holders are in.
CREATE TABLE known_segment (
  issuer_id text NOT NULL,
  programme_id text NOT NULL,
  holder_id text NOT NULL,
  segment_key text NOT NULL,      -- in the programme document
  version bigint NOT NULL,        -- of the segment member's stream; an older message changes nothing
  is_in boolean NOT NULL,
  PRIMARY KEY (issuer_id, programme_id, holder_id, segment_key)
);

-- What holders bought: when last, how often, for how much.
CREATE TABLE known_purchase (
  issuer_id text NOT NULL,
  receipt_id text NOT NULL,       -- the issuer's own number
  holder_id text NOT NULL,
  programme_id text NOT NULL,
  business_date text NOT NULL,    -- YYYY-MM-DD
  paid_fen bigint NOT NULL,
  PRIMARY KEY (issuer_id, receipt_id)
);
CREATE INDEX known_purchase_of_holder ON known_purchase (issuer_id, programme_id, holder_id, business_date);

-- Who passed which door when, for the daily attendance bill.
CREATE TABLE known_pass (
  issuer_id text NOT NULL,
  terminal_id text NOT NULL,      -- the issuer's own code
  counter int NOT NULL,           -- of the terminal
  enterprise_id text NOT NULL,
  holder_id text NOT NULL,
  direction text,                 -- in, out; NULL where the terminal does not tell
  passed_at bigint NOT NULL,      -- epoch milliseconds, by the terminal's clock
  business_date text NOT NULL,    -- YYYY-MM-DD
  PRIMARY KEY (issuer_id, terminal_id, counter)
);
CREATE INDEX known_pass_of_day ON known_pass (issuer_id, business_date, holder_id);

DO $grants$
BEGIN
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON programme_holder, known_segment, known_purchase, known_pass TO %I',
                 current_setting('scrip.app_role'));
END
$grants$;
