-- Up Migration

-- How members came into segments and went out of them, as this service heard it from tiering: points rules ask who is in now, a
-- draft that is tried over history who was in then. A row never changes; what was heard before this table was is not in it.
CREATE TABLE member_segment_change (
  change_id bigint GENERATED ALWAYS AS IDENTITY,  -- in the order heard
  issuer_id text NOT NULL,
  programme_id text NOT NULL,       -- whose segment it is
  segment_member_id text NOT NULL,  -- a member in a segment
  version bigint NOT NULL,          -- of its stream; the same message again is no second change
  segment_key text NOT NULL,        -- in the programme document
  holder_id text NOT NULL,          -- as the news named it; who that is now: merged_holder
  is_in boolean NOT NULL,           -- from then on
  held_from bigint NOT NULL,        -- epoch milliseconds of business time
  PRIMARY KEY (segment_member_id, version)
);
CREATE INDEX member_segment_change_of_holder ON member_segment_change (holder_id, issuer_id, programme_id);
CREATE INDEX member_segment_change_heard ON member_segment_change (change_id);
CREATE INDEX merged_holder_of_survivor ON merged_holder (survivor_id);

-- The last change that was heard when a what-if was asked: what comes later is left out.
ALTER TABLE what_if ADD COLUMN segments_up_to bigint NOT NULL DEFAULT 0;

DO $grants$
BEGIN
  EXECUTE format('GRANT SELECT, INSERT ON member_segment_change TO %I', current_setting('scrip.app_role'));
END
$grants$;
