-- Up Migration

-- Where a holder bought: whose staff calls on an occasion that has no place of its own.
ALTER TABLE known_purchase
  ADD COLUMN place_id text;       -- counter of the receipt's first line; NULL in purchases heard of before this column
