-- Up Migration

-- What is measured of holders as systems outside reported it: one value for a day or a month, of its latest revision. Written
-- in the transaction of the report's fact, which has the hash of what was taken.
CREATE TABLE metric_value (
  issuer_id text NOT NULL,
  holder_id text NOT NULL COLLATE "C",
  month text NOT NULL COLLATE "C",     -- YYYY-MM that the period lies in
  metric text NOT NULL,                -- name of a metric, or of a fact, of the programme document
  period text NOT NULL COLLATE "C",    -- YYYY-MM-DD, or YYYY-MM for a whole month
  value bigint NOT NULL,               -- in the unit of the metric; a fact of yes or no is 1 or 0
  revision bigint NOT NULL,            -- of the source: a higher one corrects a lower one
  report_id text NOT NULL,             -- mtr_ and a ULID: who said so, and when, is its fact
  position bigint NOT NULL,            -- place in the log at or after the fact of the report
  PRIMARY KEY (issuer_id, holder_id, month, metric, period)
);
-- What came after a month had been rated.
CREATE INDEX metric_value_late ON metric_value (issuer_id, month, position);

-- Values that a later revision took the place of; append-only.
CREATE TABLE metric_value_replaced (
  issuer_id text NOT NULL,
  holder_id text NOT NULL COLLATE "C",
  metric text NOT NULL,
  period text NOT NULL COLLATE "C",
  revision bigint NOT NULL,
  value bigint NOT NULL,
  report_id text NOT NULL,             -- that had said it
  replaced_by text NOT NULL,           -- report that said otherwise
  PRIMARY KEY (issuer_id, holder_id, metric, period, revision)
);

-- From which month on there is anything of a metric of a holder: whom a programme without joining rates.
CREATE TABLE metric_holder (
  issuer_id text NOT NULL,
  metric text NOT NULL,
  holder_id text NOT NULL COLLATE "C",
  first_month text NOT NULL COLLATE "C",
  PRIMARY KEY (issuer_id, metric, holder_id)
);

-- What receipts and points add to a metric, by business day: on top of what is reported.
CREATE TABLE metric_flow (
  issuer_id text NOT NULL,
  holder_id text NOT NULL COLLATE "C",
  metric text NOT NULL,                -- spendingFen, purchases or earnedPoints
  day text NOT NULL COLLATE "C",       -- YYYY-MM-DD
  value bigint NOT NULL,
  PRIMARY KEY (issuer_id, holder_id, metric, day)
);

-- The points of a member as points told them last.
CREATE TABLE member_points (
  membership_id text PRIMARY KEY,
  balance_points bigint NOT NULL,
  lifetime_points bigint NOT NULL,
  version bigint NOT NULL              -- of the points account's stream
);

-- How far each rating run is; moves in the transaction of what it appends.
CREATE TABLE rating_progress (
  run_id text PRIMARY KEY,
  run_no bigint GENERATED ALWAYS AS IDENTITY UNIQUE, -- stands for the run in its results
  after_holder text NOT NULL DEFAULT '' COLLATE "C", -- every holder up to this one is rated
  rated bigint NOT NULL DEFAULT 0,
  changed bigint NOT NULL DEFAULT 0,
  finished boolean NOT NULL DEFAULT false            -- nobody is left to rate
);

-- What each rating found and made of each holder; kept, and hashed as a whole when its run closes.
CREATE TABLE rating_result (
  run_no bigint NOT NULL,
  holder_id text NOT NULL COLLATE "C",
  month text NOT NULL COLLATE "C",     -- YYYY-MM; a run over corrected values has several of a holder
  met_grade text NOT NULL,             -- highest grade whose standard was met
  standard text,                       -- that gave it; null where none was met
  may_apply text,                      -- higher grade that may be applied for
  from_grade text NOT NULL,
  from_standing text NOT NULL,         -- met, extension or falling
  from_missed int NOT NULL,
  to_grade text NOT NULL,
  to_standing text NOT NULL,
  to_missed int NOT NULL,
  outcome text NOT NULL,               -- raised, confirmed, extended, lowered, unrated, or settled by another decision
  measured text NOT NULL,              -- total/over of each measure that was asked, in the document's order
  PRIMARY KEY (run_no, holder_id, month)
);

DO $grants$
DECLARE app text := current_setting('scrip.app_role');
BEGIN
  EXECUTE format('GRANT SELECT, INSERT, UPDATE ON metric_value, metric_holder, metric_flow, member_points, rating_progress TO %I', app);
  EXECUTE format('GRANT SELECT, INSERT ON metric_value_replaced TO %I', app);
  EXECUTE format('GRANT SELECT, INSERT ON rating_result TO %I', app);
END
$grants$;
