-- Up Migration

-- The master keys that data keys were ever sealed under, by name; the keys themselves are never in the database.
CREATE TABLE vault_key (
  key_id text PRIMARY KEY,
  search_check bytea NOT NULL,           -- a fixed text under the search key: tells a key file with another one
  first_used_at bigint NOT NULL          -- epoch milliseconds of business time
);

-- Who a holder is. The only place of the whole system that knows; the log has the holder's id alone.
CREATE TABLE holder_vault (
  holder_id text PRIMARY KEY,            -- hld_ + ULID, as in HolderRegistered
  issuer_id text NOT NULL,               -- whose holder; part of what both seals are bound to
  key_id text NOT NULL REFERENCES vault_key, -- the master key that wrapped_key is under
  wrapped_key bytea NOT NULL,            -- this holder's own data key; without it the rest of the row says nothing
  sealed bytea NOT NULL,                 -- AES-256-GCM of the profile as JSON: 12 bytes nonce ‖ 16 bytes tag ‖ ciphertext
  stored_at bigint NOT NULL              -- epoch milliseconds of business time
);

-- Finds a holder by something that only the vault knows, without writing it down: keyed hashes, useless without the key.
CREATE TABLE vault_search (
  issuer_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('id_number', 'mobile')),
  hash bytea NOT NULL CHECK (octet_length(hash) = 32), -- HMAC-SHA-256 of issuer, kind and the value in its one spelling
  holder_id text NOT NULL REFERENCES holder_vault,
  PRIMARY KEY (issuer_id, kind, hash, holder_id)
);
-- One person is one holder of an issuer; a mobile number may be a family's.
CREATE UNIQUE INDEX vault_search_one_holder ON vault_search (issuer_id, hash) WHERE kind = 'id_number';

-- Every time the vault told something: who asked, what for, and when. Never changed.
CREATE TABLE vault_read (
  read_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  issuer_id text NOT NULL,
  holder_id text NOT NULL,
  told text NOT NULL CHECK (told IN ('profile', 'match')), -- the whole profile, or that this holder has the value asked for
  actor text NOT NULL,                   -- subject of the token
  reason text NOT NULL,                  -- as the reader gave it
  correlation_id text,                   -- the business process it was read for; null outside of a request
  read_at bigint NOT NULL                -- epoch milliseconds of business time
);
CREATE INDEX vault_read_holder ON vault_read (issuer_id, holder_id, read_at);

-- Card numbers that were ever handed out, so that none is handed out twice. A number without a card was drawn and not used.
CREATE TABLE card_number (
  number text PRIMARY KEY CHECK (number ~ '^[0-9]{16}$')
);

DO $grants$
DECLARE app text := current_setting('scrip.app_role');
BEGIN
  EXECUTE format('GRANT SELECT, INSERT ON vault_key, holder_vault, vault_search, vault_read, card_number TO %I', app);
END
$grants$;
