/** Carries out the command of an effect together with what must commit with it. */
import type { CommandKey, EventLog, Progress, Tx, Verdict } from '@scrip/event-store';
import type { AcrossEffect, CommandEffect } from './effect.ts';

/** What commits with the command, and only with it. */
export interface Together {
  /** Makes the command count once; a redrive has none, so that what was refused can be decided anew. */
  readonly key?: CommandKey;
  /** The group's mark. The log leaves it where it is when the command is refused. */
  readonly progress?: Progress;
  /** SQL of the transport; not run when the command is refused. */
  readonly writes?: (tx: Tx) => Promise<void>;
}

/** Runs the command; its own `writes`, too, are left out when it is refused. Errors as `EventLog.execute`. */
export async function runCommand(
  log: EventLog,
  effect: CommandEffect | AcrossEffect,
  together: Together,
): Promise<{ readonly verdict: Verdict; readonly tolerate: readonly string[] }> {
  const asked = 'across' in effect ? effect.across : effect.command;
  let refused = false;
  const noted = <D extends { readonly kind: 'accepted' | 'refused' }>(decision: D): D => {
    refused = decision.kind === 'refused';
    return decision;
  };
  const writes =
    asked.writes || together.writes
      ? async (tx: Tx): Promise<void> => {
          if (refused) return;
          await together.writes?.(tx);
          await asked.writes?.(tx);
        }
      : undefined;
  const extra = { key: together.key ?? null, progress: together.progress, writes };
  const verdict =
    'across' in effect
      ? await log.executeAcross({
          ...effect.across,
          ...extra,
          decide: (states) => noted(effect.across.decide(states)),
        })
      : await log.execute({
          ...effect.command,
          ...extra,
          decide: (state, gathered) => noted(effect.command.decide(state, gathered)),
        });
  return { verdict, tolerate: asked.tolerate ?? [] };
}
