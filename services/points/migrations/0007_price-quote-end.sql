-- Up Migration

-- A price that no receipt can name any more is deleted: the fact stays in the log of tiering. What is told of the past, as by an
-- import, is kept from the moment it was told.
ALTER TABLE price_quote
  ADD COLUMN recorded_at bigint NOT NULL DEFAULT (extract(epoch FROM now()) * 1000)::bigint;  -- epoch milliseconds
ALTER TABLE price_quote ALTER COLUMN recorded_at DROP DEFAULT;
CREATE INDEX price_quote_by_end ON price_quote (greatest(expires_at, recorded_at));

DO $grants$
BEGIN
  EXECUTE format('GRANT DELETE ON price_quote TO %I', current_setting('scrip.app_role'));
END
$grants$;
