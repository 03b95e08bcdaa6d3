/** A terminal of an enterprise: registered with a security module, heard of, retired (domain 2.10). */
import type { EpochMs } from '@scrip/calendar';
import type { TerminalEvent } from '@scrip/contracts';
import { accept, type Decider, type Decision, type Refusal, reject } from '@scrip/decider';

/** What a terminal can be for. */
export const TERMINAL_USES = ['spend', 'load', 'issue', 'door', 'attendance'] as const;

/** A terminal that was registered at least once. */
export interface Terminal {
  readonly kind: 'registered' | 'retired';
  readonly terminalId: string;
  readonly enterpriseId: string;
  /** Null: it takes no spends. */
  readonly merchantId: string | null;
  readonly uses: readonly string[];
  /** Counts the registrations of this code from 1. */
  readonly registration: number;
  /** Last moment that its records may be of; null while it is in use. */
  readonly retiredAt: EpochMs | null;
  /** Version of the list of blocked cards that it last said it has; null until it has said so. */
  readonly listVersion: bigint | null;
}

export type TerminalState = { readonly kind: 'none' } | Terminal;

/** How a terminal's stream is folded. */
export const terminalDecider: Decider<TerminalState, TerminalEvent> = {
  stream: 'terminal',
  initial: { kind: 'none' },
  evolve(state, event) {
    switch (event.type) {
      case 'TerminalRegistered': {
        const { terminalId, enterpriseId, merchantId, uses, registration } = event.data;
        const named = { terminalId, enterpriseId, merchantId, uses, registration };
        return { kind: 'registered', ...named, retiredAt: null, listVersion: null };
      }
      case 'TerminalRetired':
        return state.kind === 'none' ? state : { ...state, kind: 'retired', retiredAt: event.data.retiredAt };
      case 'TerminalSynced':
        return state.kind === 'none' ? state : { ...state, listVersion: event.data.listVersion };
    }
  },
};

/** A terminal and its module. */
export interface RegisterTerminal {
  readonly terminalId: string;
  readonly enterpriseId: string;
  readonly merchantId: string | null;
  readonly uses: readonly string[];
  /** Of the mother key in its module. */
  readonly keyVersion: number;
  readonly moduleFingerprint: string;
}

/** What the next registration of a terminal counts. */
export function nextRegistration(state: TerminalState): number {
  return state.kind === 'none' ? 1 : state.registration + 1;
}

/**
 * Registers a terminal, or one that was retired again. Refusals in the order tried:
 * - `merchant_missing`: it takes spends, and nobody is paid.
 * - `terminal_registered` {terminalId, registration}: it is in use.
 * - `terminal_of_another` {terminalId, enterpriseId, merchantId}: its code belongs to these, whose late records name it.
 */
export function registerTerminal(state: TerminalState, command: RegisterTerminal): Decision<TerminalEvent> {
  const { terminalId, enterpriseId, merchantId, uses } = command;
  if (uses.includes('spend') && merchantId === null) return reject('merchant_missing', { terminalId });
  if (state.kind === 'registered') {
    return reject('terminal_registered', { terminalId, registration: state.registration });
  }
  if (state.kind === 'retired' && (state.enterpriseId !== enterpriseId || state.merchantId !== merchantId)) {
    const { enterpriseId: theirs, merchantId: paid } = state;
    return reject('terminal_of_another', { terminalId, enterpriseId: theirs, merchantId: paid });
  }
  return accept({ type: 'TerminalRegistered', data: { ...command, registration: nextRegistration(state) } });
}

/** Takes a terminal out of use. Refused in this order: `terminal_unknown`; `terminal_retired` {terminalId, retiredAt}. */
export function retireTerminal(
  state: TerminalState,
  command: { readonly reason: string; readonly retiredAt: EpochMs },
): Decision<TerminalEvent> {
  const shut = whyNotInUse(state);
  if (shut || state.kind === 'none') return { kind: 'refused', refusal: shut ?? TERMINAL_UNKNOWN };
  return accept({ type: 'TerminalRetired', data: { terminalId: state.terminalId, ...command } });
}

/**
 * A terminal says which version of the list of blocked cards it has; an older one than it said before changes nothing.
 * Refused in this order: `terminal_unknown`; `terminal_retired`; `mac_invalid` (not under its own secret);
 * `list_version_unknown` {listVersion, latest} (no list had it).
 */
export function syncTerminal(
  state: TerminalState,
  command: {
    readonly listVersion: bigint;
    /** Never later than now. */
    readonly syncedAt: EpochMs;
    readonly macValid: boolean;
    readonly latest: bigint;
  },
): Decision<TerminalEvent> {
  const shut = whyNotInUse(state);
  if (shut || state.kind === 'none') return { kind: 'refused', refusal: shut ?? TERMINAL_UNKNOWN };
  const { terminalId } = state;
  const { listVersion, syncedAt, macValid, latest } = command;
  if (!macValid) return reject('mac_invalid', { terminalId });
  if (listVersion > latest) return reject('list_version_unknown', { listVersion, latest });
  if (state.listVersion !== null && listVersion <= state.listVersion) return accept();
  return accept({ type: 'TerminalSynced', data: { terminalId, listVersion, syncedAt } });
}

const TERMINAL_UNKNOWN: Refusal = { code: 'terminal_unknown', detail: {} };

function whyNotInUse(state: TerminalState): Refusal | undefined {
  if (state.kind === 'none') return TERMINAL_UNKNOWN;
  if (state.kind === 'registered') return undefined;
  return { code: 'terminal_retired', detail: { terminalId: state.terminalId, retiredAt: state.retiredAt } };
}
