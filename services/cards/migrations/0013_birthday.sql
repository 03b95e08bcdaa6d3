-- Up Migration

-- Holders are found by the month and day of their birth too, so that who has a birthday can be said without opening a profile.
ALTER TABLE vault_search DROP CONSTRAINT vault_search_kind_check;
ALTER TABLE vault_search ADD CONSTRAINT vault_search_kind_check CHECK (kind IN ('id_number', 'mobile', 'birthday'));

-- Whether the hash of the birthday is kept: of profiles that were sealed before there were such hashes it is made once.
ALTER TABLE holder_vault ADD COLUMN birthday_kept boolean NOT NULL DEFAULT false;
ALTER TABLE holder_vault ALTER COLUMN birthday_kept SET DEFAULT true;
CREATE INDEX holder_vault_birthday_missing ON holder_vault (stored_at) WHERE NOT birthday_kept AND erased_at IS NULL;

-- Every time that it was told whose birthday a day is: who asked, what for, and when. How many, not who: a row for each
-- holder would say the birthdays that the hashes hide. Never changed.
CREATE TABLE vault_birthday_read (
  reading_id text PRIMARY KEY,           -- the event BirthdaysRead of this reading
  issuer_id text NOT NULL,
  on_date text NOT NULL,                 -- YYYY-MM-DD
  holders int NOT NULL,                  -- how many were told
  actor text NOT NULL,                   -- subject of the token
  reason text NOT NULL,                  -- as the reader gave it
  purpose text NOT NULL,
  correlation_id text,                   -- the business process it was read for; null outside of a request
  read_at bigint NOT NULL                -- epoch milliseconds of business time
);

-- The birthday's hash of a profile in state p_revision, null for a profile without one; of a merged holder it is the
-- survivor's from now on. Answers whether the profile was in that state.
CREATE FUNCTION vault_keep_birthday(p_issuer text, p_holder text, p_revision int, p_hash bytea)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $keep$
DECLARE survivor text;
BEGIN
  UPDATE holder_vault SET birthday_kept = true
  WHERE holder_id = p_holder AND issuer_id = p_issuer AND revision = p_revision AND erased_at IS NULL
  RETURNING merged_into INTO survivor;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  IF p_hash IS NOT NULL THEN
    INSERT INTO vault_search (issuer_id, kind, hash, holder_id, via_holder_id)
    VALUES (p_issuer, 'birthday', p_hash, coalesce(survivor, p_holder), CASE WHEN survivor IS NOT NULL THEN p_holder END)
    ON CONFLICT (issuer_id, kind, hash, holder_id) DO NOTHING;
  END IF;
  RETURN true;
END
$keep$;

DO $grants$
DECLARE app text := current_setting('scrip.app_role');
BEGIN
  EXECUTE format('GRANT SELECT, INSERT ON vault_birthday_read TO %I', app);
  EXECUTE 'REVOKE ALL ON FUNCTION vault_keep_birthday FROM PUBLIC';
  EXECUTE format('GRANT EXECUTE ON FUNCTION vault_keep_birthday TO %I', app);
END
$grants$;
