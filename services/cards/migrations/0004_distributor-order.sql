-- Up Migration

-- Distributors' orders as the ledger told of them: what cards may be allotted for, and where they may be sold.
CREATE TABLE known_order (
  issuer_id text NOT NULL,
  distributor_id text NOT NULL,
  order_id text NOT NULL,
  kind text NOT NULL,                    -- wholesale | agency
  cards int NOT NULL,
  card_fen bigint NOT NULL,              -- value of each card
  region text,                           -- null: no limit
  city_prices jsonb NOT NULL DEFAULT '[]', -- {cityId, payBp}: one price per city, as a share of the face value
  paid boolean NOT NULL DEFAULT false,
  PRIMARY KEY (issuer_id, distributor_id, order_id)
);

DO $grants$
DECLARE app text := current_setting('scrip.app_role');
BEGIN
  EXECUTE format('GRANT SELECT, INSERT, UPDATE ON known_order TO %I', app);
END
$grants$;
