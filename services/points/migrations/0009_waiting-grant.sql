-- Up Migration

-- Points that an entitlement gave to somebody who has no account in the programme yet: paid out once there is one.
CREATE TABLE waiting_grant (
  use_id text PRIMARY KEY,
  issuer_id text NOT NULL,
  holder_id text NOT NULL,         -- as the use named it; who that is now: merged_holder
  programme_id text NOT NULL,
  programme_version int NOT NULL,  -- that the use was decided under
  entitlement_key text NOT NULL,
  given_points bigint NOT NULL,
  correlation_id text NOT NULL,    -- of the use
  causation_id text NOT NULL       -- the event that told of it
);

DO $grants$
BEGIN
  EXECUTE format('GRANT SELECT, INSERT, DELETE ON waiting_grant TO %I', current_setting('scrip.app_role'));
END
$grants$;
