-- Up Migration

-- Whether all lots of an account are known here: it was heard of from its first event, or has had no points since it was
-- first heard of. Of accounts that were kept before this column nobody knows.
ALTER TABLE known_points ADD COLUMN lots_known boolean NOT NULL DEFAULT false;
