-- Up Migration

-- The run of a segment that goes on, so that there is one at a time: written with its start, taken away with its end.
CREATE TABLE segment_under_way (
  issuer_id text NOT NULL,
  programme_id text NOT NULL,
  segment_key text NOT NULL,
  run_id text NOT NULL UNIQUE,
  PRIMARY KEY (issuer_id, programme_id, segment_key)
);

DO $grants$
BEGIN
  EXECUTE format('GRANT SELECT, INSERT, DELETE ON segment_under_way TO %I', current_setting('scrip.app_role'));
END
$grants$;
