-- Up Migration

-- Public keys that card-making files are sealed to. Not in the log: a PGP key carries the names of those who made it.
CREATE TABLE vendor_key (
  issuer_id text NOT NULL,
  fingerprint text NOT NULL,             -- as in VendorRegistered: of a PGP key its own, of an age recipient SHA-256; hex
  kind text NOT NULL CHECK (kind IN ('age', 'pgp')),
  public_key text NOT NULL,              -- an age recipient, or an armoured PGP public key
  kept_at bigint NOT NULL,               -- epoch milliseconds of business time
  PRIMARY KEY (issuer_id, fingerprint)
);

-- What a card-making file said when it was fetched first, so that another fetching can tell whether it says the same.
CREATE TABLE card_file_content (
  issuer_id text NOT NULL,
  card_file_id text NOT NULL,
  content_hash bytea NOT NULL CHECK (octet_length(content_hash) = 32), -- SHA-256 of the plain text under the vault's search key: names cannot be found by trying
  first_read_at bigint NOT NULL,         -- epoch milliseconds of business time
  PRIMARY KEY (issuer_id, card_file_id)
);

-- A holder's grade in a programme, as tiering last said: some programmes replace cards for some grades only.
CREATE TABLE holder_grade (
  issuer_id text NOT NULL,
  holder_id text NOT NULL,
  programme_id text NOT NULL,
  grade text NOT NULL,                   -- key in the programme document
  version int NOT NULL,                  -- of the membership's stream: an older one does not come after a newer one
  PRIMARY KEY (issuer_id, holder_id, programme_id)
);

DO $grants$
DECLARE app text := current_setting('scrip.app_role');
BEGIN
  EXECUTE format('GRANT SELECT, INSERT ON vendor_key, card_file_content TO %I', app);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE ON holder_grade TO %I', app);
END
$grants$;
