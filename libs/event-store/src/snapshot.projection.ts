/** Snapshots of long streams, so that a wallet with 100,000 events loads as fast as one with ten. */
import type { ScripEvent } from '@scrip/contracts';
import type { AnyDecider, Decider } from '@scrip/decider';
import type { Tx } from './database.ts';
import type { Projection } from './projection.ts';
import { EVENT_COLUMNS, type EventRow, type Recorded, RowDecoder } from './recorded.ts';
import { fromText, toText } from './state-json.ts';

/** A snapshot at every multiple of this version: loading reads at most so many events more. */
const SNAPSHOT_EVERY_EVENTS = 100;

/** The latest snapshot of a stream, if it is long enough to have one. */
export async function loadSnapshot(tx: Tx, streamId: string): Promise<{ state: unknown; version: number } | undefined> {
  const { rows } = await tx.query<{ version: bigint; state: string }>({
    name: 'load_snapshot',
    text: 'SELECT version, state FROM stream_snapshot WHERE stream_id = $1',
    values: [streamId],
  });
  const row = rows[0];
  return row && { state: fromText(row.state), version: Number(row.version) };
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
        const start = await loadSnapshot(tx, streamId);
        const { rows } = await tx.query<EventRow>(
          `SELECT ${EVENT_COLUMNS} FROM event WHERE stream_id = $1 AND version > $2 AND version <= $3 ORDER BY version`,
          [streamId, start?.version ?? 0, version],
        );
        let state = start?.state ?? decider.initial;
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
