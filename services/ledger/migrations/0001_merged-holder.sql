-- Up Migration

-- Holders that are the same person as another, as this service heard it from cards: a wallet that opens for one of them
-- late is the survivor's from the beginning.
CREATE TABLE merged_holder (
  holder_id text PRIMARY KEY,
  survivor_id text NOT NULL,
  merge_id text NOT NULL
);

DO $grants$
BEGIN
  EXECUTE format('GRANT SELECT, INSERT ON merged_holder TO %I', current_setting('scrip.app_role'));
END
$grants$;
