-- Up Migration

-- Days of a holder that are not the own birthday: birthdays of relatives, and anniversaries, where the holder gave them.
ALTER TABLE vault_search DROP CONSTRAINT vault_search_kind_check;
ALTER TABLE vault_search ADD CONSTRAINT vault_search_kind_check
  CHECK (kind IN ('id_number', 'mobile', 'birthday', 'relative_birthday', 'anniversary'));

-- Which of those days was asked about; of readings from before, the own birthday.
ALTER TABLE vault_birthday_read ADD COLUMN day_kind text NOT NULL DEFAULT 'birthday';
