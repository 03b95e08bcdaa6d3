-- Up Migration

-- Prices that tills were told, as this service heard them from tiering: a receipt that names one is held against it.
CREATE TABLE price_quote (
  issuer_id text NOT NULL,
  quote_id text NOT NULL,
  programme_id text NOT NULL,
  programme_version int NOT NULL,  -- the version it was given under
  membership_id text,              -- null for a buyer without one
  tender text,                     -- key of the stored-value product it was asked for; null: that was not said
  lines jsonb NOT NULL,            -- as in the event, amounts as numbers of fen
  expires_at bigint NOT NULL,      -- epoch milliseconds: the last moment a till may charge by it
  PRIMARY KEY (issuer_id, quote_id)
);

DO $grants$
BEGIN
  EXECUTE format('GRANT SELECT, INSERT ON price_quote TO %I', current_setting('scrip.app_role'));
END
$grants$;
