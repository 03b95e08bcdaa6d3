-- Up Migration

-- One row: where the log ends. Its lock is the order of the log; whoever holds it numbers the next events.
CREATE TABLE log_head (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  service text NOT NULL,                 -- the service whose facts these are; part of every envelope
  epoch int NOT NULL DEFAULT 1,          -- rises only after a restore that lost published positions
  position bigint NOT NULL DEFAULT 0,    -- of the last event; events are 1..position without a gap
  recorded_at bigint NOT NULL DEFAULT 0  -- epoch milliseconds of the last event; never runs backwards
);

-- Every writer schema that any row of the log was written with, so that the log can be read without anything else.
CREATE TABLE schema (
  fingerprint bytea PRIMARY KEY CHECK (octet_length(fingerprint) = 32), -- SHA-256 of the Avro Parsing Canonical Form
  type text NOT NULL,                    -- the event's type, such as WalletRecharged
  schema_json text NOT NULL              -- the Avro schema as the writer had it
);

-- The facts of this service, append-only: the service's role may INSERT (through append_batch) and SELECT, nothing more.
CREATE TABLE event (
  position bigint PRIMARY KEY,           -- 1..N in commit order, gapless; Merkle leaf index + 1
  epoch int NOT NULL,
  stream text NOT NULL,                  -- kind of stream; with the service it names the topic
  stream_id text NOT NULL,               -- the Kafka key
  version bigint NOT NULL,               -- 1.. within the stream
  event_id text NOT NULL,                -- evt_ + ULID
  type text NOT NULL,
  schema bytea NOT NULL,                 -- fingerprint of the writer's schema
  occurred_at bigint NOT NULL,           -- epoch milliseconds: when it happened in the world
  recorded_at bigint NOT NULL,           -- epoch milliseconds: when this log took it
  issuer_id text NOT NULL,               -- whose programme it belongs to
  actor text NOT NULL,                   -- subject of the token, or service:<name>
  correlation_id text NOT NULL,          -- the sale or other business process
  causation_id text,                     -- the event that led to this one
  traceparent text,                      -- W3C Trace Context of the request
  body bytea NOT NULL,                   -- Avro binary, exactly as published
  leaf bytea NOT NULL,                   -- SHA-256(0x00 ‖ envelope ‖ body), see the room's README
  UNIQUE (stream_id, version)
);

-- What was answered to a key, so that a repeated command gets the first answer again.
CREATE TABLE verdict (
  key bytea PRIMARY KEY,                 -- SHA-256 of the key's scope (subject, route) and the key
  input bytea NOT NULL,                  -- SHA-256 of the command
  first_position bigint,                 -- accepted: the events [first, last]; both null when it needed none
  last_position bigint,
  refusal text,                          -- refused: code and numbers as JSON
  recorded_at bigint NOT NULL
);

-- How far each consumer of other services' topics has come; moves in the transaction of its effect.
CREATE TABLE consumer_progress (
  consumer_group text NOT NULL,
  topic text NOT NULL,
  partition int NOT NULL,
  epoch int NOT NULL,
  position bigint NOT NULL,              -- of the producing service's log; nothing at or below is applied again
  PRIMARY KEY (consumer_group, topic, partition)
);

-- Messages that could not be applied, with those of the same stream that came after them.
CREATE TABLE parked (
  consumer_group text NOT NULL,
  topic text NOT NULL,
  partition int NOT NULL,
  epoch int NOT NULL,
  position bigint NOT NULL,
  stream_id text NOT NULL,
  event_id text NOT NULL,
  type text NOT NULL,
  reason text NOT NULL,                  -- stable code
  detail text NOT NULL,                  -- one sentence with the numbers
  headers jsonb NOT NULL,
  value bytea NOT NULL,                  -- the message as it came
  attempts int NOT NULL DEFAULT 1,
  parked_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (consumer_group, topic, epoch, position)
);
CREATE INDEX parked_stream ON parked (consumer_group, stream_id);

-- One row: how far the log is published, and the term of the relay that may say so.
CREATE TABLE relay_checkpoint (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  position bigint NOT NULL DEFAULT 0,
  term bigint NOT NULL DEFAULT 0         -- rises with each new holder; an older holder's update finds no row
);
INSERT INTO relay_checkpoint DEFAULT VALUES;

-- How far each projection has folded the log; `generation` changes with each rebuild.
CREATE TABLE projection_checkpoint (
  name text PRIMARY KEY,                 -- also the Postgres schema of its tables
  definition text NOT NULL,              -- hash of its tables and name; another one means: rebuild
  position bigint NOT NULL DEFAULT 0
);

-- One row: how far business time is ahead of the machine's clock. Only local and sandbox modes move it, only forward.
CREATE TABLE business_clock (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  ahead_ms bigint NOT NULL DEFAULT 0 CHECK (ahead_ms >= 0)
);
INSERT INTO business_clock DEFAULT VALUES;

DO $grants$
DECLARE app text := current_setting('scrip.app_role');
BEGIN
  EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', app);
  EXECUTE format('GRANT SELECT, INSERT ON event, schema TO %I', app);
  EXECUTE format('GRANT SELECT ON log_head, verdict TO %I', app);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON consumer_progress, parked, projection_checkpoint TO %I', app);
  EXECUTE format('GRANT SELECT, UPDATE ON relay_checkpoint, business_clock TO %I', app);
END
$grants$;
