/** Sealing all data keys again under a new master key: asked for by a person, carried out in the background. */
import type { ResealEvent } from '@scrip/contracts';
import { accept, type Decider, type Decision, reject } from '@scrip/decider';

/** Where a run stands. */
export type ResealState =
  | { readonly status: 'none' }
  | { readonly status: 'running' | 'finished'; readonly resealId: string; readonly keyId: string };

/** How a run's stream is folded. */
export const resealDecider: Decider<ResealState, ResealEvent> = {
  stream: 'reseal',
  initial: { status: 'none' },
  evolve(_state, { type, data: { resealId, keyId } }) {
    return { status: type === 'VaultResealStarted' ? 'running' : 'finished', resealId, keyId };
  },
};

/** What is asked for, and what stood then. */
export interface StartReseal {
  readonly resealId: string;
  readonly keyId: string;
  /** Holders under another master key. */
  readonly holders: number;
  readonly startedBy: string;
  /** A run that is not finished. */
  readonly running: string | null;
}

/**
 * Starts a run. Refused in this order: `reseal_running` {resealId}; `nothing_to_reseal` {keyId}: all data keys are under
 * the current master key.
 */
export function startReseal({ running, ...command }: StartReseal): Decision<ResealEvent> {
  if (running !== null) return reject('reseal_running', { resealId: running });
  if (command.holders === 0) return reject('nothing_to_reseal', { keyId: command.keyId });
  return accept({ type: 'VaultResealStarted', data: command });
}

/** Ends a run whose work is done; one that has ended stays as it is. */
export function finishReseal(state: ResealState): Decision<ResealEvent> {
  if (state.status !== 'running') return { kind: 'accepted', events: [] };
  const { resealId, keyId } = state;
  return accept({ type: 'VaultResealFinished', data: { resealId, keyId } });
}
