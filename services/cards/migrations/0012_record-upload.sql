-- Up Migration

-- Files of records as terminals sent them, cut into parts while they arrive. What became of each record is in the log.
CREATE TABLE record_upload_part (
  upload_id text NOT NULL,               -- one try to send a file; one that broke off is tried again under another
  part int NOT NULL,                     -- from 1
  first_line int NOT NULL,               -- line of the file that the part begins with, from 1; a heading counts
  lines int NOT NULL,
  heading text,                          -- first line of a CSV file; null for JSON lines
  body text NOT NULL,                    -- the lines as they came, ended by line feeds
  stored_at bigint NOT NULL,             -- epoch milliseconds of business time
  PRIMARY KEY (upload_id, part)
);
CREATE INDEX record_upload_part_age ON record_upload_part (stored_at);

-- Which try arrived whole.
CREATE TABLE record_upload (
  file_id text PRIMARY KEY,              -- as in RecordFileReceived
  upload_id text NOT NULL UNIQUE
);

DO $grants$
DECLARE app text := current_setting('scrip.app_role');
BEGIN
  EXECUTE format('GRANT SELECT, INSERT ON record_upload TO %I', app);
  -- What is left of uploads that broke off is removed; what belongs to a file never is.
  EXECUTE format('GRANT SELECT, INSERT, DELETE ON record_upload_part TO %I', app);
END
$grants$;
