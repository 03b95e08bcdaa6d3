/** Snapshots of long streams, so that a wallet with 100,000 events loads as fast as one with ten. */
import type { ScripEvent } from '@scrip/contracts';
import type { AnyDecider, Decider } from '@scrip/decider';
import type { Tx } from './database.ts';
import type { Projection } from './projection.ts';
import { EVENT_COLUMNS, type EventRow, type Recorded, RowDecoder } from './recorded.ts';
import { fromText, toText } from './state-json.ts';

/** A snapshot at every multiple of this version: loading reads at most so many events more. */
const SNAPSHOT_EVERY_EVENTS = 100;

/** The state of a stream at a version. */
export interface Snapshot {
  readonly version: number;
  /** Read from its text each time, so that no two callers share it. */
  state(): unknown;
}

/** The latest snapshots of these streams, of those that are long enough to have one. */
export async function loadSnapshots(tx: Tx, streamIds: readonly string[]): Promise<ReadonlyMap<string, Snapshot>> {
  const { rows } = await tx.query<{ stream_id: string; version: bigint; state: string }>({
    name: 'load_snapshots',
    // Limited, or the planner, which cannot know how few there are, joins by reading the table.
    text: `SELECT snapshot.* FROM unnest($1::text[]) AS asked (id) CROSS JOIN LATERAL
             (SELECT stream_id, version, state FROM stream_snapshot WHERE stream_id = id LIMIT 1) AS snapshot`,
    values: [streamIds],
  });
  return new Map(
    rows.map((row) => [row.stream_id, { version: Number(row.version), state: () => fromText(row.state) }]),
  );
}

/**
 * The projection that keeps the state of each stream at its last multiple of 100 events.
 * `deciders` are those of the service, whatever their streams; raise `revision` when a state's shape changes.
 */
export function streamSnapshots(service: string, deciders: readonly AnyDecider[], revision: number): Projection {
  const byStream = new Map(deciders.map((d) => [d.stream, d as unknown as Decider<unknown, ScripEvent>]));
  const decoder = new RowDecoder(service);
  return {
    name: 'stream_snapshot',
    revision,
    events: 'all',
    tables: `
      CREATE TABLE stream_snapshot (
        stream_id text PRIMARY KEY,
        version bigint NOT NULL,   -- a multiple of ${SNAPSHOT_EVERY_EVENTS}
        state text NOT NULL        -- JSON; amounts as {"$int": "…"}
      )`,
    async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
      const due = new Map<string, { decider: Decider<unknown, ScripEvent>; version: number }>();
      for (const { envelope } of events) {
        const decider = byStream.get(envelope.stream);
        if (decider && envelope.version % SNAPSHOT_EVERY_EVENTS === 0) {
          due.set(envelope.streamId, { decider, version: envelope.version });
        }
      }
      for (const [streamId, { decider, version }] of due) {
        const start = (await loadSnapshots(tx, [streamId])).get(streamId);
        const { rows } = await tx.query<EventRow>(
          `SELECT ${EVENT_COLUMNS} FROM event WHERE stream_id = $1 AND version > $2 AND version <= $3 ORDER BY version`,
          [streamId, start?.version ?? 0, version],
        );
        let state = start ? start.state() : decider.initial;
        for (const { event } of await decoder.decode(tx, rows)) state = decider.evolve(state, event);
        await tx.query(
          `INSERT INTO stream_snapshot VALUES ($1, $2, $3)
           ON CONFLICT (stream_id) DO UPDATE SET version = excluded.version, state = excluded.state`,
          [streamId, version, toText(state)],
        );
      }
    },
  };
}
