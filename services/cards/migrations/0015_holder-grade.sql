-- Up Migration

-- A membership that was closed has no grade; its version stays, so that older news change nothing.
ALTER TABLE holder_grade ALTER COLUMN grade DROP NOT NULL;
