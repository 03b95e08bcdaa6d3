-- Up Migration

-- Seeds of draws that were announced: the event says only their hash until the draw is held (domain 2.1).
CREATE TABLE lottery_seed (
  draw_id text PRIMARY KEY,              -- drw_ + ULID, as in DrawOpened
  issuer_id text NOT NULL,
  seed bytea NOT NULL CHECK (octet_length(seed) = 32)
);

DO $grants$
DECLARE app text := current_setting('scrip.app_role');
BEGIN
  EXECUTE format('GRANT SELECT, INSERT ON lottery_seed TO %I', app);
END
$grants$;
