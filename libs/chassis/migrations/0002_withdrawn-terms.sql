-- Up Migration

-- Versions that cards took back before they began to decide: they are never in force.
CREATE TABLE programme_withdrawn (
  issuer_id text NOT NULL,
  programme_id text NOT NULL,
  version int NOT NULL,
  PRIMARY KEY (issuer_id, programme_id, version)
);

DO $grants$
BEGIN
  EXECUTE format('GRANT SELECT, INSERT ON programme_withdrawn TO %I', current_setting('scrip.app_role'));
END
$grants$;
