/** Reads streams that this process does not know, many in one query where many are asked for, and parts of a stream. */
import type pg from 'pg';
import type { StreamRef } from './command.ts';
import { FIRST_VERSION, type StreamOrder } from './position-at.ts';
import { EVENT_COLUMNS, type EventRow, type RowDecoder, type Stored } from './recorded.ts';
import { loadSnapshots, type Snapshot } from './snapshot.projection.ts';
import type { CachedStream } from './stream-cache.ts';
import { Together } from './together.ts';

/** A stream as the log had it when it was read. */
export interface Loaded {
  readonly state: unknown;
  readonly version: number;
}

/** Events of each stream that are read together: more than follow a snapshot. A longer stream is read on alone. */
const FIRST_EVENTS = 200;
/** Events of one query for a long stream. */
const PAGE_EVENTS = 2_000;

/** Events of streams above a version each; limited within, so that the planner looks each stream up. */
const NEWER_EVENTS = `SELECT ${EVENT_COLUMNS} FROM unnest($1::text[], $2::bigint[]) AS asked (id, after) CROSS JOIN LATERAL
  (SELECT * FROM event WHERE stream_id = id AND version > after ORDER BY version LIMIT $3) AS newer`;

export class StreamLoader {
  readonly #pool: pg.Pool;
  readonly #decoder: RowDecoder;
  readonly #hasSnapshots: boolean;
  readonly #loads = new Together<StreamRef, Loaded>((streams) => this.#loadAll(streams));
  readonly #firsts = new Together<string, Stored | undefined>((streamIds) => this.#readFirsts(streamIds));

  constructor(pool: pg.Pool, decoder: RowDecoder, hasSnapshots: boolean) {
    this.#pool = pool;
    this.#decoder = decoder;
    this.#hasSnapshots = hasSnapshots;
  }

  /** State and version of a stream: the decider's initial state and 0 for one without events. */
  load(stream: StreamRef): Promise<Loaded> {
    return this.#loads.ask(stream);
  }

  /** Fills in the states that are not known, each read once for all who wait for it. */
  async loadMissing(streams: readonly StreamRef[], entries: readonly CachedStream[]): Promise<void> {
    await Promise.all(
      entries.map((entry, index) => {
        const stream = streams[index];
        if (entry.known !== undefined || !stream) return Promise.resolve();
        entry.loading ??= this.load(stream)
          .then((loaded) => {
            entry.known = loaded;
          })
          .finally(() => {
            entry.loading = undefined;
          });
        return entry.loading;
      }),
    );
  }

  /** What a stream begins with; undefined for one without events. */
  first(streamId: string): Promise<Stored | undefined> {
    return this.#firsts.ask(streamId);
  }

  /** Events of a stream at or above a moment or a position, up to a version, in order: no event before them is read. */
  async stretch(by: StreamOrder, streamId: string, from: number, upToVersion: number): Promise<Stored[]> {
    const { rows } = await this.#pool.query<EventRow>({
      name: `read_stream_by_${by}`,
      text: `SELECT ${EVENT_COLUMNS} FROM event
             WHERE stream_id = $1 AND version >= (${FIRST_VERSION[by]}) AND version <= $3 ORDER BY version`,
      values: [streamId, from, upToVersion],
    });
    return this.#decoder.decode(this.#pool, rows);
  }

  /** The events at some positions, in the order of the log. */
  async at(positions: readonly number[]): Promise<Stored[]> {
    if (positions.length === 0) return [];
    const { rows } = await this.#pool.query<EventRow>({
      name: 'read_at',
      text: `SELECT ${EVENT_COLUMNS} FROM event WHERE position = ANY ($1::bigint[]) ORDER BY position`,
      values: [positions],
    });
    return this.#decoder.decode(this.#pool, rows);
  }

  async #loadAll(streams: readonly StreamRef[]): Promise<readonly Promise<Loaded>[]> {
    const ids = streams.map(({ streamId }) => streamId);
    const snapshots = this.#hasSnapshots ? await loadSnapshots(this.#pool, ids) : new Map<string, Snapshot>();
    const versions = ids.map((id) => snapshots.get(id)?.version ?? 0);
    const events = await this.#newer(ids, versions, FIRST_EVENTS);
    return streams.map((stream) => this.#fold(stream, snapshots.get(stream.streamId), events.get(stream.streamId)));
  }

  async #readFirsts(streamIds: readonly string[]): Promise<readonly (Stored | undefined)[]> {
    const found = await this.#newer(streamIds, Array<number>(streamIds.length).fill(0), 1);
    return streamIds.map((id) => found.get(id)?.[0]);
  }

  async #fold({ decider, streamId }: StreamRef, snapshot?: Snapshot, first: readonly Stored[] = []): Promise<Loaded> {
    let state = snapshot ? snapshot.state() : decider.initial;
    let version = snapshot?.version ?? 0;
    let events = first;
    for (let limit = FIRST_EVENTS; ; limit = PAGE_EVENTS) {
      for (const { event, envelope } of events) {
        state = decider.evolve(state, event);
        version = envelope.version;
      }
      if (events.length < limit) return { state, version };
      events = (await this.#newer([streamId], [version], PAGE_EVENTS)).get(streamId) ?? [];
    }
  }

  async #newer(
    streamIds: readonly string[],
    versions: readonly number[],
    limit: number,
  ): Promise<ReadonlyMap<string, readonly Stored[]>> {
    // Two who ask for one stream at the same time are told of each event once.
    const asked = new Map(streamIds.map((id, index) => [id, versions[index] ?? 0]));
    const { rows } = await this.#pool.query<EventRow>({
      name: 'newer_events',
      text: NEWER_EVENTS,
      values: [[...asked.keys()], [...asked.values()], limit],
    });
    const byStream = new Map<string, Stored[]>();
    for (const event of await this.#decoder.decode(this.#pool, rows)) {
      const { streamId } = event.envelope;
      const others = byStream.get(streamId);
      if (others) others.push(event);
      else byStream.set(streamId, [event]);
    }
    return byStream;
  }
}
