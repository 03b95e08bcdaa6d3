-- Up Migration

-- The grade of each member as this service heard it from tiering; asked only where a programme's points depend on it.
CREATE TABLE member_grade (
  membership_id text PRIMARY KEY,
  grade text NOT NULL,            -- key in the programme document
  version bigint NOT NULL         -- of the membership's stream; an older message changes nothing
);

DO $grants$
BEGIN
  EXECUTE format('GRANT SELECT, INSERT, UPDATE ON member_grade TO %I', current_setting('scrip.app_role'));
END
$grants$;
