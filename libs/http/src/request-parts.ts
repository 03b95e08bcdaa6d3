/** Requests that become several commands, each with its own verdict, under one idempotency key. */
import type { CommandKey, Committed, EventLog, Verdict } from '@scrip/event-store';
import type { CommandRequest } from './command.ts';

/**
 * Keeps the key of the whole request with what was asked, before any part is done: the same key with another body is
 * then refused as a whole. Asked again with the same body, it goes on where it stopped. Throws KeyReusedError.
 */
export async function claimKey(log: EventLog, { who, key }: CommandRequest): Promise<void> {
  // A command on no stream, without a fact: what is kept is the key.
  await log.executeAcross({ who, key, streams: [], decide: () => ({ kind: 'accepted', events: [] }) });
}

/** The key of one part of a request. */
export function partKey(key: CommandKey, part: string): CommandKey {
  return { ...key, key: `${key.key}\n${part}` };
}

/** What all parts of a request made, in the order of the log, as one verdict: its answer says where the last of it stands. */
export function madeTogether<E>(made: readonly Committed<E>[], replayed = false): Verdict<E> {
  const events = made.toSorted((one, other) => one.envelope.position - other.envelope.position);
  return { kind: 'accepted', events, replayed, position: events.at(-1)?.envelope.position ?? 0 };
}

/** Does something with each item, `underWayMax` at a time, and gives the results in the order of the items. */
export async function inTurns<T, R>(
  items: readonly T[],
  underWayMax: number,
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(underWayMax, items.length) }, worker));
  return results;
}

/** Commands that are handed to the log together: as many as share a statement of it. */
const PART_COMMANDS = 512;
/** Parts of all requests under way at once: half of what the log lets wait, so that single commands find room too. */
const PARTS_MAX = 4;

/** Does the parts of long requests, of all of them so many at a time; the others wait in their order. */
export class PartTurns {
  #free = PARTS_MAX;
  readonly #waiting: (() => void)[] = [];

  /** The results of all items, in their order; each part is done with its items and the place of its first one. */
  async inParts<T, R>(
    items: readonly T[],
    work: (part: readonly T[], from: number) => Promise<readonly R[]>,
  ): Promise<readonly R[]> {
    const results: R[] = [];
    for (let from = 0; from < items.length; from += PART_COMMANDS) {
      const part = items.slice(from, from + PART_COMMANDS);
      results.push(...(await this.#take(() => work(part, from))));
    }
    return results;
  }

  async #take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    }
  }
}
