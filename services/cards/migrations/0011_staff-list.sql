-- Up Migration

-- People of a client's list, by line: who they are in the vault, which card is theirs, and what they are to be given.
CREATE TABLE staff_line (
  staff_list_id text NOT NULL,           -- stf_ + ULID, as in StaffListAccepted
  line_no int NOT NULL,                  -- from 1, the heading not counted
  issuer_id text NOT NULL,
  client_id text NOT NULL,
  programme_id text NOT NULL,
  product_key text NOT NULL,             -- stored-value product of the card
  staff_no text NOT NULL,                -- the client's own code of the person
  holder_id text NOT NULL,
  new_holder boolean NOT NULL,           -- registered by this list
  card_id text NOT NULL,
  wallet_id text NOT NULL,
  new_card boolean NOT NULL,             -- issued by this list
  amount_fen bigint NOT NULL,            -- allowance
  PRIMARY KEY (staff_list_id, line_no)
);
CREATE INDEX staff_line_of_holder ON staff_line (issuer_id, client_id, holder_id);

-- Sealed profiles of people who are not registered yet, each under a data key of its own as in holder_vault; the row goes
-- there, and from here, in the transaction that registers the holder.
CREATE TABLE staff_profile (
  staff_list_id text NOT NULL,
  line_no int NOT NULL,
  holder_id text NOT NULL,
  issuer_id text NOT NULL,
  key_id text NOT NULL REFERENCES vault_key,
  wrapped_key bytea NOT NULL,
  sealed bytea NOT NULL,
  id_number_hash bytea NOT NULL,
  mobile_hash bytea,                     -- null where no number was given
  PRIMARY KEY (staff_list_id, line_no)
);

DO $grants$
DECLARE app text := current_setting('scrip.app_role');
BEGIN
  EXECUTE format('GRANT SELECT, INSERT ON staff_line TO %I', app);
  EXECUTE format('GRANT SELECT, INSERT, DELETE ON staff_profile TO %I', app);
END
$grants$;
