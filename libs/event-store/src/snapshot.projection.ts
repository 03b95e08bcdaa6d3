/** Snapshots of long streams, so that a wallet with 100,000 events loads as fast as one with ten. */
import type { ScripEvent } from '@scrip/contracts';
import type { AnyDecider, Decider } from '@scrip/decider';
import type { Tx } from './database.ts';
import type { Projection } from './projection.ts';
import { EVENT_COLUMNS, type EventRow, type Recorded, RowDecoder } from './recorded.ts';
import { fromText, toText } from './state-json.ts';

/** A state is kept at multiples of this version: loading reads at most so many events more. */
const SNAPSHOT_EVERY_EVENTS = 100;
/** Of a state that is longer than this as text, it is kept seldomer in proportion: to write it would cost more than to read on. */
const SNAPSHOT_BYTES = 65_536;

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
        version bigint NOT NULL,   -- a multiple of ${SNAPSHOT_EVERY_EVENTS}; further apart for every ${SNAPSHOT_BYTES} bytes of the one before
        state text NOT NULL        -- JSON; amounts as {"$int": "…"}
      )`,
    async apply(tx: Tx, events: readonly Recorded[]): Promise<void> {
      const passed = new Map<string, { decider: Decider<unknown, ScripEvent>; versions: number[] }>();
      for (const { envelope } of events) {
        const decider = byStream.get(envelope.stream);
        if (!decider || envelope.version % SNAPSHOT_EVERY_EVENTS !== 0) continue;
        const stream = passed.get(envelope.streamId) ?? { decider, versions: [] };
        stream.versions.push(envelope.version);
        passed.set(envelope.streamId, stream);
      }
      for (const [streamId, { decider, versions }] of passed) {
        let kept = await lastKept(tx, streamId);
        let next: { readonly state: unknown; readonly text: string } | undefined;
        // One after the other: which ones are kept must not depend on how the log was cut.
        for (const version of versions) {
          if (version < nextAfter(kept)) continue;
          const state = await stateAt(tx, { streamId, version, decider, from: next && { ...kept, state: next.state } });
          next = { state, text: toText(state) };
          kept = { version, bytes: Buffer.byteLength(next.text) };
        }
        if (!next) continue;
        await tx.query(
          `INSERT INTO stream_snapshot VALUES ($1, $2, $3)
           ON CONFLICT (stream_id) DO UPDATE SET version = excluded.version, state = excluded.state`,
          [streamId, kept.version, next.text],
        );
      }
    },
  };

  /** The state of a stream at a version, folded on from a known state or from the last snapshot. */
  async function stateAt(
    tx: Tx,
    asked: {
      readonly streamId: string;
      readonly version: number;
      readonly decider: Decider<unknown, ScripEvent>;
      readonly from: { readonly version: number; readonly state: unknown } | undefined;
    },
  ): Promise<unknown> {
    const { streamId, version, decider, from } = asked;
    const snapshot = from ? undefined : (await loadSnapshots(tx, [streamId])).get(streamId);
    const { rows } = await tx.query<EventRow>(
      `SELECT ${EVENT_COLUMNS} FROM event WHERE stream_id = $1 AND version > $2 AND version <= $3 ORDER BY version`,
      [streamId, from?.version ?? snapshot?.version ?? 0, version],
    );
    let state = from ? from.state : (snapshot?.state() ?? decider.initial);
    for (const { event } of await decoder.decode(tx, rows)) state = decider.evolve(state, event);
    return state;
  }
}

/** A snapshot by its version and the length of its text; 0 and 0 where there is none. */
interface Kept {
  readonly version: number;
  readonly bytes: number;
}

/** The first version at which a snapshot is kept again. */
function nextAfter({ version, bytes }: Kept): number {
  return version + SNAPSHOT_EVERY_EVENTS * Math.max(1, Math.ceil(bytes / SNAPSHOT_BYTES));
}

async function lastKept(tx: Tx, streamId: string): Promise<Kept> {
  const { rows } = await tx.query<{ version: bigint; bytes: number }>(
    'SELECT version, octet_length(state) AS bytes FROM stream_snapshot WHERE stream_id = $1',
    [streamId],
  );
  const [row] = rows;
  return row ? { version: Number(row.version), bytes: row.bytes } : { version: 0, bytes: 0 };
}
