/** An enterprise's mother keys, by version, as facts; the keys themselves are sealed elsewhere (domain 2.10). */
import type { EnterpriseEvent } from '@scrip/contracts';
import { accept, type Decider, type Decision, reject } from '@scrip/decider';

/** Stands in the place of an enterprise for the keys that the maker of SIM cards puts on them. */
export const INITIAL_KEYS = 'initial';

/** What is known of an enterprise: the check values of its mother keys; version 1 is the first. */
export interface EnterpriseState {
  readonly checkValues: readonly string[];
}

/** How an enterprise's stream is folded. */
export const enterpriseDecider: Decider<EnterpriseState, EnterpriseEvent> = {
  stream: 'enterprise',
  initial: { checkValues: [] },
  evolve(state, event) {
    switch (event.type) {
      case 'MotherKeyKept':
        return { checkValues: [...state.checkValues, event.data.keyCheckValue] };
      case 'MotherKeyCardMade':
        return state;
    }
  },
};

/** Versions of mother keys that are kept: an enterprise replaces its key every few years. */
const VERSIONS_MAX = 64;

/** The latest version of the mother key, 0 where there is none. */
export function latestVersion(state: EnterpriseState): number {
  return state.checkValues.length;
}

/**
 * Keeps a new mother key; cards that are washed from now on have keys of it. Refusals in the order tried:
 * - `mother_key_kept` {keyVersion}: a key with this check value is there.
 * - `mother_keys_exceeded` {versions, limit}.
 */
export function keepMotherKey(
  state: EnterpriseState,
  key: { readonly enterpriseId: string; readonly keyCheckValue: string; readonly origin: 'made' | 'brought' },
): Decision<EnterpriseEvent> {
  const known = state.checkValues.indexOf(key.keyCheckValue);
  if (known >= 0) return reject('mother_key_kept', { keyVersion: known + 1 });
  const versions = latestVersion(state);
  if (versions >= VERSIONS_MAX) return reject('mother_keys_exceeded', { versions, limit: VERSIONS_MAX });
  return accept({ type: 'MotherKeyKept', data: { ...key, keyVersion: versions + 1 } });
}

/**
 * Hands a version of the mother key to a security module. Refused: `enterprise_unknown` {enterpriseId}, it has no such key.
 * @param card `moduleFingerprint`: SHA-256 of the module's public key, in hex.
 */
export function makeMotherKeyCard(
  state: EnterpriseState,
  card: { readonly enterpriseId: string; readonly keyVersion: number; readonly moduleFingerprint: string },
): Decision<EnterpriseEvent> {
  const { enterpriseId, keyVersion } = card;
  if (keyVersion === 0 || keyVersion > latestVersion(state)) return reject('enterprise_unknown', { enterpriseId });
  return accept({ type: 'MotherKeyCardMade', data: card });
}
