/** Carries out the commands of effects: one with what must commit with it, or those of a run of messages as one. */
import { type Decision, InvariantError, type Refusal } from '@scrip/decider';
import {
  type AcrossCommand,
  type EventLog,
  on,
  type Placed,
  type Progress,
  type StreamRef,
  type Tx,
  type Verdict,
} from '@scrip/event-store';
import type { AcrossEffect, CommandEffect, ConsumedAcrossCommand } from './effect.ts';

/** What commits with a command, and only with it; the log leaves both where they are when it is refused. */
export interface Together {
  /** The group's mark. */
  readonly progress?: Progress;
  /** SQL of the transport. */
  readonly writes?: (tx: Tx) => Promise<void>;
}

/** Runs one command. Errors as `EventLog.execute`. */
export async function runCommand(
  log: EventLog,
  effect: CommandEffect | AcrossEffect,
  together: Together,
): Promise<{ readonly verdict: Verdict; readonly tolerate: readonly string[] }> {
  const asked = 'across' in effect ? effect.across : effect.command;
  const writes =
    asked.writes || together.writes
      ? async (tx: Tx): Promise<void> => {
          await together.writes?.(tx);
          await asked.writes?.(tx);
        }
      : undefined;
  const extra = { key: null, progress: together.progress, writes };
  const verdict =
    'across' in effect
      ? await log.executeAcross({ ...effect.across, ...extra })
      : await log.execute({ ...effect.command, ...extra });
  return { verdict, tolerate: asked.tolerate ?? [] };
}

/** True for a command that reads its stream's history first, for which no other command may be under way. */
export function readsHistory(effect: CommandEffect | AcrossEffect): boolean {
  return 'command' in effect && effect.command.gather !== undefined;
}

/** The commands of several messages as one, all or nothing; each is decided on what those before it have decided. */
export class JointCommand<T> {
  readonly #parts: readonly { readonly of: T; readonly command: ConsumedAcrossCommand }[];
  readonly #streams: ReadonlyMap<string, StreamRef>;
  #failed: { readonly of: T; readonly refusal?: Refusal; readonly error?: unknown } | undefined;
  #stood: ReadonlySet<T> = new Set();

  /** `parts` in the order of their messages. */
  constructor(parts: readonly { readonly of: T; readonly effect: CommandEffect | AcrossEffect }[]) {
    this.#parts = parts.map(({ of, effect }) => ({ of, command: acrossOf(effect) }));
    const streams = this.#parts.flatMap(({ command }) => command.streams);
    this.#streams = new Map(streams.map((stream) => [stream.streamId, stream]));
  }

  get streams(): readonly StreamRef[] {
    return [...this.#streams.values()];
  }

  /** SQL is to commit with the commands that stand. */
  get hasWrites(): boolean {
    return this.#parts.some(({ command }) => command.writes);
  }

  /** The part that was refused and does not tolerate it, or whose rule or SQL failed, when last tried. */
  get failed(): { readonly of: T; readonly refusal?: Refusal; readonly error?: unknown } | undefined {
    return this.#failed;
  }

  /** Whether the part's command stood, when last decided; false for a refusal that was tolerated. */
  stood(part: T): boolean {
    return this.#stood.has(part);
  }

  /** Decides all, or refuses with the first refusal that is not tolerated. Throws what a rule throws. */
  readonly decide: AcrossCommand['decide'] = (states) => {
    const now = new Map(this.streams.map(({ streamId }, index) => [streamId, states[index]]));
    const placed: Placed[] = [];
    const stood = new Set<T>();
    this.#failed = undefined;
    for (const { of, command } of this.#parts) {
      const decision = this.#decideOne(of, command, now);
      if (decision.kind === 'accepted') {
        stood.add(of);
        for (const { streamId, event } of decision.events) {
          now.set(streamId, this.#stream(streamId).decider.evolve(now.get(streamId), event));
          placed.push({ streamId, event, who: command.who });
        }
      } else if (!command.tolerate?.includes(decision.refusal.code)) {
        this.#failed = { of, refusal: decision.refusal };
        return decision;
      }
    }
    this.#stood = stood;
    return { kind: 'accepted', events: placed };
  };

  /** Runs the SQL of the commands that stood. Throws what it throws. */
  async writes(tx: Tx): Promise<void> {
    for (const { of, command } of this.#parts) {
      if (!this.#stood.has(of)) continue;
      await command.writes?.(tx).catch((error: unknown) => {
        this.#failed = { of, error };
        throw error;
      });
    }
  }

  #decideOne(of: T, command: ConsumedAcrossCommand, now: ReadonlyMap<string, unknown>): Decision<Placed> {
    try {
      return command.decide(command.streams.map(({ streamId }) => now.get(streamId)));
    } catch (error) {
      this.#failed = { of, error };
      throw error;
    }
  }

  #stream(streamId: string): StreamRef {
    const stream = this.#streams.get(streamId);
    if (!stream) throw new InvariantError(`an event was decided for ${streamId}, which the command was not asked for`);
    return stream;
  }
}

function acrossOf(effect: CommandEffect | AcrossEffect): ConsumedAcrossCommand {
  if ('across' in effect) return effect.across;
  const { decider, streamId, decide, who, writes, tolerate } = effect.command;
  return {
    who,
    writes,
    ...(tolerate && { tolerate }),
    streams: [on(decider, streamId)],
    decide: ([state]) => {
      const decision = decide(state, undefined);
      if (decision.kind === 'refused') return decision;
      return { kind: 'accepted', events: decision.events.map((event) => ({ streamId, event })) };
    },
  };
}
