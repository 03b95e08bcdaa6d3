/** What the log knows of a holder: that there is one, and in which language to speak. Everything else is in the vault. */
import type { HolderEvent } from '@scrip/contracts';
import { accept, type Decider, type Decision, reject } from '@scrip/decider';

/** A holder before and after registration. */
export type HolderState =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'registered'; readonly holderId: string; readonly locale: string };

export const holderDecider: Decider<HolderState, HolderEvent> = {
  stream: 'holder',
  initial: { kind: 'unknown' },
  evolve(_state, event) {
    switch (event.type) {
      case 'HolderRegistered':
        return { kind: 'registered', holderId: event.data.holderId, locale: event.data.locale };
    }
  },
};

/** A person to register; the profile goes to the vault in the same transaction. */
export interface RegisterHolder {
  readonly holderId: string;
  readonly locale: string;
  /** The issuer's holder who has the same ID number already; null where there is none, or where no number was given. */
  readonly sameIdNumber: string | null;
}

/**
 * Registers a holder. Refusals in the order tried:
 * - `holder_exists` {holderId}: the issuer knows a holder of this ID number. The holder is named, because whoever stands
 *   at the desk with the ID goes on with that one instead of making a second.
 */
export function registerHolder(state: HolderState, command: RegisterHolder): Decision<HolderEvent> {
  if (state.kind === 'registered') return reject('holder_exists', { holderId: state.holderId });
  if (command.sameIdNumber !== null) return reject('holder_exists', { holderId: command.sameIdNumber });
  return accept({ type: 'HolderRegistered', data: { holderId: command.holderId, locale: command.locale } });
}
