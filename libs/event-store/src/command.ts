/** What is asked of the log, and what it answers. */
import type { ScripEvent } from '@scrip/contracts';
import type { Decider, Decision, Refusal } from '@scrip/decider';
import type { Progress, Who } from './append-batch.ts';
import type { Tx } from './database.ts';
import type { Committed } from './recorded.ts';
import type { RowWrite } from './row-write.ts';

/** The client's key of a command; `scope` is the token's subject and the route. */
export interface CommandKey {
  readonly scope: string;
  readonly key: string;
  /** SHA-256 of what was asked. */
  readonly inputHash: Buffer;
}

/** What was answered: facts, or a refusal. `replayed` says that it had been answered before. */
export type Verdict<E = ScripEvent> =
  | {
      readonly kind: 'accepted';
      readonly events: readonly Committed<E>[];
      readonly replayed: boolean;
      /** Of the last event; 0 when there was none. */
      readonly position: number;
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly replayed: boolean };

/** A stream that a command is decided on. */
export interface StreamRef {
  readonly decider: Decider<unknown, ScripEvent>;
  readonly streamId: string;
  /** Its id was just made: it is taken to be empty without a look. The log finds out when it is not, as of any state. */
  readonly isNew?: boolean;
}

/** Names a stream and how its state is folded. */
export function on<S, E extends ScripEvent>(decider: Decider<S, E>, streamId: string): StreamRef {
  return { decider: decider as unknown as Decider<unknown, ScripEvent>, streamId };
}

/** Names a stream whose id was just made: a command that begins hundreds of them does not ask for each. */
export function onNew<S, E extends ScripEvent>(decider: Decider<S, E>, streamId: string): StreamRef {
  return { ...on(decider, streamId), isNew: true };
}

/** A fact together with the stream it belongs to. */
export interface Placed {
  readonly streamId: string;
  readonly event: ScripEvent;
  /** Where a command holds what several asked for; else the one who asks for the command. */
  readonly who?: Who | undefined;
}

/** What every command says. */
export interface Asked {
  readonly who: Who;
  /** Null where `progress` makes the command idempotent, or where asking twice may do it twice. */
  readonly key: CommandKey | null;
  /** Moves a consumer's mark with the command, unless it is refused. */
  readonly progress?: Progress | undefined;
  /** Rows of the service's own tables, committed with the command unless it is refused; before `writes`. */
  readonly rows?: readonly RowWrite[] | undefined;
  /** SQL on the service's own tables, committed with the command unless it is refused. */
  readonly writes?: ((tx: Tx) => Promise<void>) | undefined;
}

/** A command on several streams of this service, all or nothing. */
export interface AcrossCommand extends Asked {
  readonly streams: readonly StreamRef[];
  /** Pure; may be called again when a state has moved. */
  decide(states: readonly unknown[]): Decision<Placed>;
}

/** A command on one stream. */
export interface StreamCommand<S, E extends ScripEvent, G = undefined> extends Asked {
  readonly decider: Decider<S, E>;
  readonly streamId: string;
  /** Reads more of this stream's history for `decide`; what it gives stands for exactly the state decided on. */
  readonly gather?: ((version: number) => Promise<G>) | undefined;
  /** Pure; may be called again when the state has moved. */
  decide(state: S, gathered: G): Decision<E>;
}

/** A command of either kind on its way. */
export interface Settling extends Asked {
  readonly streams: readonly StreamRef[];
  readonly gather: ((version: number) => Promise<unknown>) | undefined;
  decide(states: readonly unknown[], gathered: unknown): Decision<Placed>;
}
