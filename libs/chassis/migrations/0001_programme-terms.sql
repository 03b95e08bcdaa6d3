-- Up Migration

-- Programme documents as this service heard them from cards; decisions name the version they were made under.
CREATE TABLE programme_terms (
  issuer_id text NOT NULL,
  programme_id text NOT NULL,
  version int NOT NULL,
  effective_at bigint NOT NULL,   -- epoch milliseconds; in force from then until a later version is
  document text NOT NULL,         -- the programme document, JSON
  PRIMARY KEY (issuer_id, programme_id, version)
);

DO $grants$
BEGIN
  EXECUTE format('GRANT SELECT, INSERT ON programme_terms TO %I', current_setting('scrip.app_role'));
END
$grants$;
