/** The table of parked messages: what could not be applied, and what waits behind it in the same stream. */
import type { EventLog, Tx } from '@scrip/event-store';
import type { ParkReason } from './failure.ts';
import type { Message, Place } from './message.ts';
import type { WireHeaders } from './wire.ts';

/** Parks the message. */
export async function insertParked(tx: Tx, group: string, message: Message, why: ParkReason): Promise<void> {
  await tx.query(`INSERT INTO parked ${COLUMNS} VALUES ${VALUES} ON CONFLICT DO NOTHING`, row(group, message, why));
}

/** Parks the message behind those of its stream; false, and nothing is done, when none of them is parked any more. */
export async function insertParkedBehind(tx: Tx, group: string, message: Message): Promise<boolean> {
  const detail = 'waits until the parked messages before it in its stream are applied';
  await lockStream(tx, group, message.envelope.streamId);
  const { rowCount } = await tx.query(
    `INSERT INTO parked ${COLUMNS} SELECT * FROM (VALUES ${VALUES}) AS message
     WHERE EXISTS (SELECT FROM parked WHERE consumer_group = $1 AND stream_id = $6) ON CONFLICT DO NOTHING`,
    row(group, message, { reason: 'behind_parked', detail }),
  );
  return rowCount !== 0;
}

/**
 * Parks what is not in our format. It names no position of any log, so the group's mark stays, and its key is made of
 * where it lies: epoch 0, which no log has, and a position that no other message of the topic shares.
 */
export async function parkForeign(
  log: EventLog,
  group: string,
  place: Place,
  raw: { readonly position: number; readonly headers: WireHeaders; readonly value: Buffer | null },
  why: ParkReason,
): Promise<void> {
  await log.pool.query(`INSERT INTO parked ${COLUMNS} VALUES ${VALUES} ON CONFLICT DO NOTHING`, [
    group,
    place.topic,
    place.partition,
    FOREIGN_EPOCH,
    raw.position,
    '',
    storable(raw.headers.ce_id ?? ''),
    storable(raw.headers.ce_type ?? ''),
    why.reason,
    storable(why.detail),
    storable(JSON.stringify(raw.headers)),
    raw.value ?? Buffer.alloc(0),
  ]);
}

/** Epoch under which messages are parked that no log of ours has written. */
export const FOREIGN_EPOCH = 0;

/** Streams kept in memory as parked; with more, each message asks the table. */
const PARKED_STREAMS_MAX = 10_000;

/** The streams of a partition that have parked messages; 'many' when there are too many to keep in mind. */
export async function parkedStreams(log: EventLog, group: string, place: Place): Promise<Set<string> | 'many'> {
  const { rows } = await log.pool.query<{ stream_id: string }>(
    `SELECT DISTINCT stream_id FROM parked WHERE consumer_group = $1 AND topic = $2 AND partition = $3 LIMIT $4`,
    [group, place.topic, place.partition, PARKED_STREAMS_MAX + 1],
  );
  return rows.length > PARKED_STREAMS_MAX ? 'many' : new Set(rows.map((found) => found.stream_id));
}

/**
 * Held to the end of the transaction by whoever parks behind or redrives, so that a message cannot be parked behind one
 * that is being taken away.
 */
export async function lockStream(tx: Tx, group: string, streamId: string): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`${group}\n${streamId}`]);
}

const COLUMNS =
  '(consumer_group, topic, partition, epoch, position, stream_id, event_id, type, reason, detail, headers, value)';
const VALUES =
  '($1::text, $2::text, $3::int, $4::int, $5::bigint, $6::text, $7::text, $8::text, $9::text, $10::text, $11::jsonb, $12::bytea)';

function row(group: string, message: Message, why: ParkReason): unknown[] {
  const { epoch, position, streamId, eventId, type } = message.envelope;
  return [
    group,
    message.topic,
    message.partition,
    epoch,
    position,
    streamId,
    eventId,
    type,
    why.reason,
    storable(why.detail),
    storable(JSON.stringify(message.headers)),
    message.value,
  ];
}

/** Postgres text holds no NUL; in JSON it stands as the escape. */
function storable(text: string): string {
  return text.replaceAll('\u0000', '\uFFFD').replaceAll('\\u0000', '\\ufffd');
}
