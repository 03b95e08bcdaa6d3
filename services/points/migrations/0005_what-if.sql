-- Up Migration

-- Drafts that are tried over the history of a programme: questions with long answers, no facts.
CREATE TABLE what_if (
  what_if_id text PRIMARY KEY,
  issuer_id text NOT NULL,
  programme_id text NOT NULL,
  input_hash bytea NOT NULL,        -- SHA-256 of what was asked; the same key with another input is refused
  document text NOT NULL,           -- the draft, JSON
  from_date text NOT NULL,          -- first business day on which the draft decides, YYYY-MM-DD
  to_date text NOT NULL,            -- last one
  up_to bigint NOT NULL,            -- position of the log when it was asked: what comes later is left out
  state text NOT NULL,              -- queued, running, done, failed, cancelled
  done bigint NOT NULL DEFAULT 0,   -- positions of the log that were looked at
  report jsonb,                     -- the result; null until done
  report_sha256 text,               -- of the result in canonical form, in hex
  problem text,                     -- what went wrong; null unless failed
  runner text,                      -- the process that runs it
  beat_at timestamptz,              -- last sign of that process; who is silent is taken to be gone
  requested_by text NOT NULL,
  requested_at bigint NOT NULL,     -- epoch milliseconds of business time, as the next
  finished_at bigint
);
CREATE INDEX what_if_of_issuer ON what_if (issuer_id, requested_at, what_if_id);
CREATE INDEX what_if_unfinished ON what_if (requested_at) WHERE state IN ('queued', 'running');

DO $grants$
BEGIN
  EXECUTE format('GRANT SELECT, INSERT, UPDATE ON what_if TO %I', current_setting('scrip.app_role'));
END
$grants$;
