-- Up Migration

-- A product may have numbers of another length than the issuer's own sixteen digits.
ALTER TABLE card_number DROP CONSTRAINT card_number_number_check;
ALTER TABLE card_number ADD CONSTRAINT card_number_digits CHECK (number ~ '^[0-9]{12,19}$');

-- What a PIN is verified with: HMAC-SHA-256 under a key of the key store, over the card and a salt of its own. A PIN of six
-- digits is found by trying wherever the key is at hand, so the key is never here.
CREATE TABLE pin_verifier (
  card_id text NOT NULL,
  verifier_version int NOT NULL CHECK (verifier_version > 0), -- counts the PINs of the card from 1, as its facts do
  key_id text NOT NULL,                  -- the key that the verifier is under
  salt bytea NOT NULL CHECK (octet_length(salt) = 16),
  verifier bytea NOT NULL CHECK (octet_length(verifier) = 32),
  set_at bigint NOT NULL,                -- epoch milliseconds of business time
  PRIMARY KEY (card_id, verifier_version)
);

DO $grants$
DECLARE app text := current_setting('scrip.app_role');
BEGIN
  EXECUTE format('GRANT SELECT, INSERT ON pin_verifier TO %I', app);
END
$grants$;
