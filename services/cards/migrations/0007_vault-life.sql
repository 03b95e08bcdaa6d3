-- Up Migration

-- A profile can change; two holders that are one person become one; and a holder can be forgotten: then the data key and
-- everything under it is gone, and the row says when.
ALTER TABLE holder_vault
  ALTER COLUMN key_id DROP NOT NULL,
  ALTER COLUMN wrapped_key DROP NOT NULL,
  ALTER COLUMN sealed DROP NOT NULL,
  ADD COLUMN revision int NOT NULL DEFAULT 1,         -- counts the states of the profile
  ADD COLUMN merged_into text REFERENCES holder_vault, -- the holder that this one is from now on
  ADD COLUMN erased_at bigint,                         -- epoch milliseconds of business time
  ADD CONSTRAINT holder_vault_whole_or_erased CHECK (
    CASE WHEN erased_at IS NULL THEN num_nulls(key_id, wrapped_key, sealed) = 0
         ELSE num_nonnulls(key_id, wrapped_key, sealed) = 0 END);
CREATE INDEX holder_vault_key ON holder_vault (key_id, holder_id) WHERE key_id IS NOT NULL;

-- The holder that a value was known of before that one became holder_id; null where it is holder_id's own.
ALTER TABLE vault_search ADD COLUMN via_holder_id text;
CREATE INDEX vault_search_holder ON vault_search (holder_id);

-- The event HolderDataRead of this reading, and what it was for; null before there were such events.
ALTER TABLE vault_read ADD COLUMN reading_id text, ADD COLUMN purpose text;
ALTER TABLE vault_read DROP CONSTRAINT vault_read_told_check;
ALTER TABLE vault_read ADD CONSTRAINT vault_read_told_check CHECK (told IN ('profile', 'match', 'document', 'export'));

-- Documents of holders, and what a change of name would change; each under its holder's data key.
CREATE TABLE vault_document (
  document_id text PRIMARY KEY,          -- doc_ + ULID, or the id of a change of name
  issuer_id text NOT NULL,
  holder_id text NOT NULL REFERENCES holder_vault,
  kind text NOT NULL,                    -- a key of the issuer; 'pending-identity' for a change of name
  media_type text NOT NULL,
  size_bytes int NOT NULL,               -- of the document as it came
  sealed bytea NOT NULL,                 -- AES-256-GCM: 12 bytes nonce ‖ 16 bytes tag ‖ ciphertext
  stored_at bigint NOT NULL              -- epoch milliseconds of business time
);
CREATE INDEX vault_document_holder ON vault_document (holder_id, document_id);

-- The service may add to the vault; each way of changing it is one of these functions.

-- A new state of a profile in the place of state p_revision, with the hashes it is found by. Raises SV001 when the profile
-- is in another state by now, and a unique violation when the ID number is another holder's.
CREATE FUNCTION vault_rewrite(p_issuer text, p_holder text, p_revision int, p_sealed bytea, p_kinds text[], p_hashes bytea[])
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $rewrite$
BEGIN
  UPDATE holder_vault SET sealed = p_sealed, revision = revision + 1
  WHERE holder_id = p_holder AND issuer_id = p_issuer AND revision = p_revision AND erased_at IS NULL;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the profile is not in the state that was changed' USING ERRCODE = 'SV001';
  END IF;
  DELETE FROM vault_search AS s
  WHERE s.holder_id = p_holder AND s.via_holder_id IS NULL
    AND NOT EXISTS (SELECT FROM unnest(p_kinds, p_hashes) AS n (kind, hash) WHERE n.kind = s.kind AND n.hash = s.hash);
  INSERT INTO vault_search (issuer_id, kind, hash, holder_id)
  SELECT p_issuer, n.kind, n.hash, p_holder FROM unnest(p_kinds, p_hashes) AS n (kind, hash)
  ON CONFLICT (issuer_id, kind, hash, holder_id) DO NOTHING;
END
$rewrite$;

-- Data keys under a newer master key, each in the place of the one under the key it was opened with. Answers how many.
CREATE FUNCTION vault_rewrap(p_key text, p_holders text[], p_old_keys text[], p_wrapped bytea[])
RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $rewrap$
DECLARE changed int;
BEGIN
  UPDATE holder_vault AS v SET key_id = p_key, wrapped_key = n.wrapped
  FROM unnest(p_holders, p_old_keys, p_wrapped) AS n (holder_id, old_key, wrapped)
  WHERE v.holder_id = n.holder_id AND v.key_id = n.old_key;
  GET DIAGNOSTICS changed = ROW_COUNT;
  RETURN changed;
END
$rewrap$;

-- From now on p_holder is found as p_survivor.
CREATE FUNCTION vault_merge(p_issuer text, p_holder text, p_survivor text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $merge$
BEGIN
  UPDATE holder_vault SET merged_into = p_survivor
  WHERE issuer_id = p_issuer AND (holder_id = p_holder OR merged_into = p_holder);
  DELETE FROM vault_search AS s
  WHERE s.issuer_id = p_issuer AND s.holder_id = p_holder
    AND EXISTS (SELECT FROM vault_search AS o WHERE o.issuer_id = p_issuer AND o.kind = s.kind AND o.hash = s.hash
                                                AND o.holder_id = p_survivor);
  UPDATE vault_search SET holder_id = p_survivor, via_holder_id = coalesce(via_holder_id, p_holder)
  WHERE issuer_id = p_issuer AND holder_id = p_holder;
END
$merge$;

-- Forgets holders: data key, profile, documents, hashes, and the words that readers gave. Done before, it does nothing.
-- Answers how many documents it destroyed.
CREATE FUNCTION vault_erase(p_holders text[], p_at bigint)
RETURNS int LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $erase$
DECLARE documents int;
BEGIN
  DELETE FROM vault_search WHERE holder_id = ANY (p_holders) OR via_holder_id = ANY (p_holders);
  DELETE FROM vault_document WHERE holder_id = ANY (p_holders);
  GET DIAGNOSTICS documents = ROW_COUNT;
  UPDATE vault_read SET reason = '' WHERE holder_id = ANY (p_holders) AND reason <> '';
  UPDATE holder_vault SET key_id = NULL, wrapped_key = NULL, sealed = NULL, erased_at = p_at
  WHERE holder_id = ANY (p_holders) AND erased_at IS NULL;
  RETURN documents;
END
$erase$;

DO $grants$
DECLARE app text := current_setting('scrip.app_role');
BEGIN
  EXECUTE format('GRANT SELECT, INSERT ON vault_document TO %I', app);
  EXECUTE 'REVOKE ALL ON FUNCTION vault_rewrite, vault_rewrap, vault_merge, vault_erase FROM PUBLIC';
  EXECUTE format('GRANT EXECUTE ON FUNCTION vault_rewrite, vault_rewrap, vault_merge, vault_erase TO %I', app);
END
$grants$;
