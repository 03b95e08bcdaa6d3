-- Up Migration

-- In which order passes were heard of: a bill is made of those that were heard by then, what comes later is in the next one.
ALTER TABLE known_pass ADD COLUMN heard_no bigint GENERATED ALWAYS AS IDENTITY;
CREATE INDEX known_pass_heard ON known_pass (issuer_id, heard_no);

-- What each run of daily bills is made of; written once, so that a run that was stopped goes on with the same.
CREATE TABLE bill_cut (
  issuer_id text NOT NULL,
  programme_id text NOT NULL,
  rule_key text NOT NULL,         -- outreach of the programme document that calls for the bills
  business_date text NOT NULL,    -- of the run, YYYY-MM-DD: it bills days before this one
  cut_no bigint NOT NULL GENERATED ALWAYS AS IDENTITY, -- in which order they were written
  first_date text NOT NULL,       -- first day that it may bill: nobody is billed for what was before the rule
  heard_through bigint NOT NULL,  -- last pass that it bills, by heard_no; 0: there was none
  dates text[] NOT NULL,          -- days with passes that no run before it has billed
  PRIMARY KEY (issuer_id, programme_id, rule_key, business_date)
);

DO $grants$
BEGIN
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON bill_cut TO %I', current_setting('scrip.app_role'));
END
$grants$;
