/**
 * The states of streams that this process decided on lately. A state here may run ahead of the log by the commands that
 * are on their way (each decided on top of the one before); `generation` tells which of those still count.
 */
import { LRUCache } from 'lru-cache';
import type { StreamRef } from './command.ts';

/** One stream as this process knows it. */
export interface CachedStream {
  readonly streamId: string;
  /** undefined: not loaded, or known to be out of date. */
  known: { readonly state: unknown; readonly version: number } | undefined;
  /** Rises when what was decided on this state is void. */
  generation: number;
  /** Commands enqueued on this state whose outcome is not known. */
  pending: number;
  loading: Promise<void> | undefined;
  /** Set while one command reads the stream's history and the others wait. */
  reserved: Promise<void> | undefined;
}

/** Streams kept in memory: at about 1 kB a wallet some tens of megabytes. */
const CACHED_STREAMS_MAX = 50_000;

/** Bounded; a stream with commands on their way is never forgotten. */
export class StreamCache {
  readonly #idle = new LRUCache<string, CachedStream>({ max: CACHED_STREAMS_MAX });
  readonly #busy = new Map<string, CachedStream>();
  readonly #taken = new WeakSet<readonly StreamRef[]>();

  get(streamId: string): CachedStream {
    const entry = this.#busy.get(streamId) ?? this.#idle.get(streamId);
    if (entry) return entry;
    const fresh: CachedStream = {
      streamId,
      known: undefined,
      generation: 0,
      pending: 0,
      loading: undefined,
      reserved: undefined,
    };
    this.#idle.set(streamId, fresh);
    return fresh;
  }

  enter(entry: CachedStream): void {
    entry.pending += 1;
    this.#busy.set(entry.streamId, entry);
  }

  leave(entry: CachedStream): void {
    entry.pending -= 1;
    if (entry.pending === 0) {
      this.#busy.delete(entry.streamId);
      this.#idle.set(entry.streamId, entry);
    }
  }

  /**
   * What is said to be new is taken as empty without a look, where nothing is known of it, once for a command's streams: if
   * the log finds out that it is not, the next try looks.
   */
  takeAsEmpty(streams: readonly StreamRef[], entries: readonly CachedStream[]): void {
    if (!streams.some(({ isNew }) => isNew) || this.#taken.has(streams)) return;
    this.#taken.add(streams);
    for (const [index, entry] of entries.entries()) {
      const stream = streams[index];
      if (stream?.isNew && !entry.loading) entry.known ??= { state: stream.decider.initial, version: 0 };
    }
  }

  /** What was decided on this state does not hold; the next command loads it anew. */
  invalidate(entry: CachedStream): void {
    entry.known = undefined;
    entry.generation += 1;
  }
}

/** Every state is known and nobody has reserved its stream; true only until the next await. */
export function isReady(entries: readonly CachedStream[]): boolean {
  return entries.every((entry) => entry.known !== undefined && entry.reserved === undefined);
}

/** Lets everything else that is ready run first. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Bars the streams to other commands of this process until the returned function is called. */
export function reserve(entries: readonly CachedStream[]): () => void {
  let done: () => void = () => undefined;
  const reserved = new Promise<void>((resolve) => {
    done = resolve;
  });
  for (const entry of entries) entry.reserved = reserved;
  return () => {
    for (const entry of entries) entry.reserved = undefined;
    done();
  };
}
