/** What a consumer wants done about a message. It says so, and the transport does it together with the group's mark. */
import type { ScripEvent } from '@scrip/contracts';
import type { AcrossCommand, RowWrite, StreamCommand, Tx } from '@scrip/event-store';

/** A refusal that parks the message is the rule; these codes let it go instead ("already so", "not ours"). */
interface Tolerance {
  /** Refusal codes that are no failure here. */
  readonly tolerate?: readonly string[];
}

/** A command without key and progress, which the transport adds. */
export type ConsumedCommand<S = unknown, E extends ScripEvent = ScripEvent, G = unknown> = Omit<
  StreamCommand<S, E, G>,
  'key' | 'progress' | 'rows'
> &
  Tolerance;

/** The same for a command on several streams. */
export type ConsumedAcrossCommand = Omit<AcrossCommand, 'key' | 'progress' | 'rows'> & Tolerance;

/** A command on one stream of the consuming service, committed with the group's mark. */
export interface CommandEffect {
  readonly command: ConsumedCommand;
}

/** A command on several streams of the consuming service, all or nothing, committed with the group's mark. */
export interface AcrossEffect {
  readonly across: ConsumedAcrossCommand;
}

/** SQL on the consuming service's own tables, in the transaction that moves the group's mark. */
export interface WritesEffect {
  readonly writes: (tx: Tx) => Promise<void>;
  /** The same as a row that may be written with those of neighbouring messages, each of another stream. */
  readonly rowWrite?: RowWrite;
}

/** What a handler returns; undefined: nothing to do, the group's mark moves on. */
export type Effect = CommandEffect | AcrossEffect | WritesEffect | undefined;

/** The effect of deciding on one stream. */
export function command<S, E extends ScripEvent, G = undefined>(input: ConsumedCommand<S, E, G>): CommandEffect {
  // The log calls `decide` with the state that this very decider folded, so forgetting the types here loses nothing.
  return { command: input as unknown as ConsumedCommand };
}

/** The effect of deciding on several streams at once. */
export function across(input: ConsumedAcrossCommand): AcrossEffect {
  return { across: input };
}

/** The effect of writing to the service's own tables. */
export function writes(run: (tx: Tx) => Promise<void>): WritesEffect {
  return { writes: run };
}

/** The effect of writing a row to the service's own tables, by one call for as many messages as come together. */
export function row<R>(writeAll: RowWrite<R>['writeAll'], of: R): WritesEffect {
  // `writeAll` is called with rows that came with itself.
  return { writes: (tx) => writeAll(tx, [of]), rowWrite: { row: of, writeAll: writeAll as RowWrite['writeAll'] } };
}

/**
 * Thrown by a handler that needs a fact of another topic which has not arrived here yet. The message is tried again for
 * some seconds, then parked as `not_yet`, and driven again by itself until the fact is there.
 */
export class NotYetError extends Error {
  override readonly name = 'NotYetError';
}
