-- Up Migration

-- How the grades of members changed, as this service heard it from tiering: what a draft that is tried over history is compared
-- with. A row never changes; what was heard before this table was is not in it.
CREATE TABLE member_grade_change (
  change_id bigint GENERATED ALWAYS AS IDENTITY,  -- in the order heard
  issuer_id text NOT NULL,
  programme_id text NOT NULL,
  membership_id text NOT NULL,
  version bigint NOT NULL,        -- of the membership's stream; the same message again is no second change
  grade text NOT NULL,            -- from then on, a key in the programme document
  held_from bigint NOT NULL,      -- epoch milliseconds of business time
  by_points boolean NOT NULL,     -- whether points raised it, which a draft decides anew
  PRIMARY KEY (membership_id, version)
);
CREATE INDEX member_grade_change_of_programme ON member_grade_change (issuer_id, programme_id, membership_id, version);
CREATE INDEX member_grade_change_heard ON member_grade_change (change_id);

-- The last change that was heard when a what-if was asked: what comes later is left out.
ALTER TABLE what_if ADD COLUMN grades_up_to bigint NOT NULL DEFAULT 0;

DO $grants$
BEGIN
  EXECUTE format('GRANT SELECT, INSERT ON member_grade_change TO %I', current_setting('scrip.app_role'));
END
$grants$;
