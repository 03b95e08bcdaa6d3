-- Up Migration

-- Holders whom cards has erased: an account that opens for one of them late is closed at once. Ids alone, and nothing behind them.
CREATE TABLE erased_holder (
  holder_id text PRIMARY KEY
);

DO $grants$
BEGIN
  EXECUTE format('GRANT SELECT, INSERT ON erased_holder TO %I', current_setting('scrip.app_role'));
END
$grants$;
