-- Up Migration

-- Mother keys of enterprises, from which the keys of their cards are made; readable with the key store alone.
CREATE TABLE enterprise_key (
  issuer_id text NOT NULL,               -- part of what the seal is bound to, as are the next two
  enterprise_id text NOT NULL,           -- the issuer's own code; 'initial' for what the maker of SIM cards puts on them
  key_version int NOT NULL,              -- from 1, as in MotherKeyKept
  key_id text NOT NULL,                  -- name of the key in the key store that it is sealed under
  sealed bytea NOT NULL,                 -- the 16 bytes of the key
  PRIMARY KEY (issuer_id, enterprise_id, key_version)
);

-- Secrets of terminals, one for each registration; those of retired ones stay, since what they took arrives late.
CREATE TABLE terminal_secret (
  issuer_id text NOT NULL,               -- part of what the seal is bound to, as are the next two
  terminal_id text NOT NULL,             -- the issuer's own code
  registration int NOT NULL,             -- from 1, as in TerminalRegistered
  key_id text NOT NULL,                  -- name of the key in the key store that it is sealed under
  sealed bytea NOT NULL,                 -- the 16 bytes of the secret
  PRIMARY KEY (issuer_id, terminal_id, registration)
);

-- What was handed to security modules, under their own public keys: a repeated request is answered with it.
CREATE TABLE module_parcel (
  parcel_id text PRIMARY KEY,            -- made of the key of the command
  wrapped_keys jsonb NOT NULL            -- name to base64 of RSA-OAEP with SHA-256; opens in the module alone
);

DO $grants$
DECLARE app text := current_setting('scrip.app_role');
BEGIN
  EXECUTE format('GRANT SELECT, INSERT ON enterprise_key, terminal_secret, module_parcel TO %I', app);
END
$grants$;
