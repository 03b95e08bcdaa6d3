-- Up Migration

-- Takes the place of the function of 0002: marks move from an exact place, each event names who asked for it, statements
-- are planned once.

-- Length-prefixed field of an envelope: uint32 length, then the bytes; a null is 0xFFFFFFFF.
-- STABLE, as convert_to is: declared stricter, they would not be inlined and cost more than the rest of the append.
CREATE OR REPLACE FUNCTION envelope_text(value text) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE
  RETURN CASE WHEN value IS NULL THEN '\xffffffff'::bytea
    ELSE int4send(octet_length(value)) || convert_to(value, 'UTF8') END;
CREATE OR REPLACE FUNCTION envelope_int(value bigint) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE
  RETURN '\x00000008'::bytea || int8send(value);

-- Appends a group of commands in one call, in their order, and says of each whether it won.
--
-- Takes the head's row lock first; only then, with a fresh snapshot, reads verdicts, versions and marks. So what
-- is checked cannot change before the commit, positions follow commit order, and none is ever skipped.
--
-- A command wins when its key has no verdict yet, its consumer's mark is exactly where the command moves it from, and
-- every stream is at the version that it was decided on. A command that loses poisons its streams for the rest of the
-- batch: what was decided on top of it never happened. Neighbours on other streams are not disturbed.
--
-- Arrays: c_* one entry per command; m_* the distinct consumer marks; s_* the distinct streams; x_* what a command was
-- decided on (command, stream, version), by command; e_* the events, by command. Indexes count from 1, 0 is none.
-- Returns per command: outcome 'won' | 'key' (has a verdict already, in the columns after it) | 'moved' (its mark is
-- elsewhere) | 'conflict', and for a winner its first and last position.
DROP FUNCTION append_batch;
CREATE FUNCTION append_batch(
  p_now bigint,
  c_key bytea[], c_input bytea[], c_refusal text[],
  c_mark int[], c_from_epoch int[], c_from_position bigint[], c_to_epoch int[], c_to_position bigint[],
  m_group text[], m_topic text[], m_partition int[],
  s_stream text[], s_id text[],
  x_command int[], x_stream int[], x_version bigint[],
  e_command int[], e_stream int[], e_id text[], e_type text[], e_schema bytea[], e_body bytea[],
  e_issuer text[], e_actor text[], e_occurred bigint[], e_correlation text[], e_causation text[], e_trace text[]
) RETURNS TABLE (outcome text, first_position bigint, last_position bigint, recorded_at bigint, input bytea, refusal text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $append$
DECLARE
  head log_head%ROWTYPE;
  commands int := cardinality(c_input);
  now_at bigint;
  known bytea[];                 -- keys of this batch that have a verdict; a key stands at most once in a batch
  at bigint[];                   -- current version by stream; -1 once poisoned
  mark_epoch int[];              -- where each consumer's mark is
  mark_position bigint[];
  won boolean[] := array_fill(false, ARRAY[commands]);
  outcomes text[] := array_fill('conflict'::text, ARRAY[commands]);
  firsts bigint[] := array_fill(NULL::bigint, ARRAY[commands]);
  lasts bigint[] := array_fill(NULL::bigint, ARRAY[commands]);
  e_position bigint[] := array_fill(NULL::bigint, ARRAY[cardinality(e_command)]);
  e_version bigint[] := array_fill(NULL::bigint, ARRAY[cardinality(e_command)]);
  x int := 1; x_first int; x_last int := coalesce(cardinality(x_command), 0);
  e int := 1; e_last int := coalesce(cardinality(e_command), 0);
  next_position bigint;
  verdict_of text;
BEGIN
  SELECT * INTO STRICT head FROM log_head FOR UPDATE;
  now_at := greatest(p_now, head.recorded_at);
  next_position := head.position;

  -- Looked up one by one: as a join or by ANY, the planner may read the whole table for every batch.
  SELECT coalesce(array_agg(found.key), '{}') INTO known
    FROM unnest(c_key) AS k (key), LATERAL (SELECT v.key FROM verdict v WHERE v.key = k.key LIMIT 1) AS found;
  SELECT coalesce(array_agg(coalesce(
      (SELECT ev.version FROM event ev WHERE ev.stream_id = s.id ORDER BY ev.version DESC LIMIT 1), 0) ORDER BY s.n), '{}')
    INTO at FROM unnest(s_id) WITH ORDINALITY AS s (id, n);
  IF cardinality(m_group) > 0 THEN
    SELECT array_agg(coalesce(p.epoch, 0) ORDER BY m.n), array_agg(coalesce(p.position, 0) ORDER BY m.n)
      INTO mark_epoch, mark_position
      FROM unnest(m_group, m_topic, m_partition) WITH ORDINALITY AS m (g, t, p, n)
      LEFT JOIN consumer_progress p ON p.consumer_group = m.g AND p.topic = m.t AND p.partition = m.p;
  END IF;

  FOR c IN 1..commands LOOP
    verdict_of := 'won';
    x_first := x;
    IF c_key[c] IS NOT NULL AND c_key[c] = ANY (known) THEN
      verdict_of := 'key';
    ELSIF c_mark[c] > 0 AND (c_from_epoch[c], c_from_position[c])
                         <> (mark_epoch[c_mark[c]], mark_position[c_mark[c]]) THEN
      verdict_of := 'moved';
    END IF;
    WHILE x <= x_last AND x_command[x] = c LOOP
      IF verdict_of = 'won' AND at[x_stream[x]] <> x_version[x] THEN
        verdict_of := 'conflict';
      END IF;
      x := x + 1;
    END LOOP;

    IF verdict_of = 'won' THEN
      won[c] := true;
      WHILE e <= e_last AND e_command[e] = c LOOP
        next_position := next_position + 1;
        firsts[c] := coalesce(firsts[c], next_position);
        lasts[c] := next_position;
        at[e_stream[e]] := at[e_stream[e]] + 1;
        e_position[e] := next_position;
        e_version[e] := at[e_stream[e]];
        e := e + 1;
      END LOOP;
      IF c_mark[c] > 0 THEN
        mark_epoch[c_mark[c]] := c_to_epoch[c];
        mark_position[c_mark[c]] := c_to_position[c];
      END IF;
    ELSE
      WHILE e <= e_last AND e_command[e] = c LOOP
        at[e_stream[e]] := -1;
        e := e + 1;
      END LOOP;
    END IF;
    outcomes[c] := verdict_of;
  END LOOP;

  IF next_position > head.position THEN
    INSERT INTO event (position, epoch, stream, stream_id, version, event_id, type, schema, occurred_at, recorded_at,
                       issuer_id, actor, correlation_id, causation_id, traceparent, body, leaf)
    SELECT n.position, head.epoch, s_stream[n.stream], s_id[n.stream], n.version, n.id, n.type, n.schema,
           n.occurred, now_at, n.issuer, n.actor, n.correlation,
           n.causation, n.trace, n.body,
           sha256('\x00'::bytea || envelope_text('scrip-envelope-v1') || envelope_text(head.service)
             || envelope_int(head.epoch) || envelope_int(n.position) || envelope_text(s_stream[n.stream])
             || envelope_text(s_id[n.stream]) || envelope_int(n.version) || envelope_text(n.id) || envelope_text(n.type)
             || '\x00000020'::bytea || n.schema || envelope_int(n.occurred) || envelope_int(now_at)
             || envelope_text(n.issuer) || envelope_text(n.actor)
             || envelope_text(n.correlation) || envelope_text(n.causation)
             || envelope_text(n.trace) || n.body)
    FROM unnest(e_stream, e_id, e_type, e_schema, e_body, e_position, e_version,
                e_issuer, e_actor, e_occurred, e_correlation, e_causation, e_trace)
      AS n (stream, id, type, schema, body, position, version, issuer, actor, occurred, correlation, causation, trace)
    WHERE n.position IS NOT NULL
    ORDER BY n.position;
    UPDATE log_head SET position = next_position, recorded_at = now_at;
  END IF;

  INSERT INTO verdict (key, input, first_position, last_position, refusal, recorded_at)
  SELECT v.key, v.input, v.first, v.last, v.refusal, now_at
  FROM unnest(c_key, c_input, firsts, lasts, c_refusal, won) AS v (key, input, first, last, refusal, won)
  WHERE v.won AND v.key IS NOT NULL;

  IF cardinality(m_group) > 0 THEN
    INSERT INTO consumer_progress AS p (consumer_group, topic, partition, epoch, position)
    SELECT m_group[k.mark], m_topic[k.mark], m_partition[k.mark], mark_epoch[k.mark], mark_position[k.mark]
    FROM (SELECT DISTINCT w.mark FROM unnest(c_mark, won) AS w (mark, won) WHERE w.won AND w.mark > 0) AS k
    ON CONFLICT (consumer_group, topic, partition) DO UPDATE SET epoch = excluded.epoch, position = excluded.position;
  END IF;

  RETURN QUERY
    SELECT o.outcome, CASE WHEN o.outcome = 'key' THEN v.first_position ELSE o.first END,
           CASE WHEN o.outcome = 'key' THEN v.last_position ELSE o.last END, now_at, v.input, v.refusal
    FROM unnest(outcomes, firsts, lasts, c_key) WITH ORDINALITY AS o (outcome, first, last, key, n)
    LEFT JOIN LATERAL (SELECT * FROM verdict WHERE o.outcome = 'key' AND verdict.key = o.key LIMIT 1) AS v ON true
    ORDER BY o.n;
END
$append$;

DO $grants$
BEGIN
  REVOKE ALL ON FUNCTION append_batch FROM PUBLIC;
  EXECUTE format('GRANT EXECUTE ON FUNCTION append_batch TO %I', current_setting('scrip.app_role'));
END
$grants$;
