-- Up Migration

-- Clients as the ledger told of them, each with the person who alone may act for it.
CREATE TABLE client_agent (
  issuer_id text NOT NULL,
  client_id text NOT NULL,
  agent_id text NOT NULL,                -- the issuer's own code of a person, never a name
  version bigint NOT NULL,               -- of the client's stream that it is known from
  PRIMARY KEY (issuer_id, client_id)
);

-- Wallets that a client's lists load for the first time; from its payment on such a wallet is the client's.
CREATE TABLE client_wallet (
  issuer_id text NOT NULL,
  client_id text NOT NULL,
  list_id text NOT NULL,
  wallet_id text NOT NULL,
  paid boolean NOT NULL DEFAULT false,
  PRIMARY KEY (issuer_id, client_id, list_id, wallet_id)
);
CREATE INDEX client_wallet_of ON client_wallet (wallet_id);
-- Whose list a card came with is asked when its loss is reported.
CREATE INDEX staff_line_of_wallet ON staff_line (wallet_id);

DO $grants$
DECLARE app text := current_setting('scrip.app_role');
BEGIN
  EXECUTE format('GRANT SELECT, INSERT, UPDATE ON client_agent TO %I', app);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON client_wallet TO %I', app);
END
$grants$;
