/**
 * The keys on one card (domain 2.10): a place for each enterprise it serves, each with a purse, a key and counters of its
 * own. Washing puts an enterprise's key into a free place, over the maker's initial key, or over the key of another.
 */
import type { CardKeyEvent } from '@scrip/contracts';
import { accept, type Decider, type Decision, reject } from '@scrip/decider';

/** A key on the card. */
export interface KeyPlace {
  readonly enterpriseId: string;
  /** From 1 for each enterprise on this card; none is used again. */
  readonly keyEpoch: number;
  /** Of the mother key that it is made from. */
  readonly keyVersion: number;
}

export interface CardKeyState {
  readonly places: readonly KeyPlace[];
  /** Highest key epoch that each enterprise had on this card. */
  readonly epochs: Readonly<Record<string, number>>;
}

/** How the stream of a card's keys is folded. */
export const cardKeyDecider: Decider<CardKeyState, CardKeyEvent> = {
  stream: 'card-key',
  initial: { places: [], epochs: {} },
  evolve(state, { data }) {
    const { enterpriseId, keyEpoch, keyVersion, replacedEnterpriseId } = data;
    const kept = state.places.filter((place) => place.enterpriseId !== replacedEnterpriseId);
    return {
      places: [...kept, { enterpriseId, keyEpoch, keyVersion }],
      epochs: { ...state.epochs, [enterpriseId]: keyEpoch },
    };
  },
};

/** Enterprises that one SIM serves at a time: what its memory takes. */
const PLACES_MAX = 8;

/** The place of an enterprise on the card. */
export function placeOf(state: CardKeyState, enterpriseId: string): KeyPlace | undefined {
  return state.places.find((place) => place.enterpriseId === enterpriseId);
}

/** What the ledger knows of a purse whose keys are to be washed off. */
export interface PurseBefore {
  /** fen, below zero while a load is unknown. */
  readonly valueFen: number;
  /** Whether a load is in transit. */
  readonly loadPending: boolean;
  /** Stretches of counters whose records have not arrived. */
  readonly gaps: number;
}

/** Keys for a card. */
export interface WashCard {
  readonly cardId: string;
  readonly enterpriseId: string;
  readonly keyVersion: number;
  /** The check value of the card's key in an epoch. */
  readonly checkValueOf: (keyEpoch: number) => string;
  /** Version of the maker's mother key that the initial keys are made from; not looked at where an enterprise is replaced. */
  readonly initialKeyVersion: number;
  /** Null: the initial keys of a free place are replaced. */
  readonly replaces: {
    readonly enterpriseId: string;
    /** Whether its mother key card proved for this epoch that it was there. */
    readonly isProved: (place: KeyPlace) => boolean;
    /** Null: the ledger knows no such purse, so nothing was ever on it. */
    readonly purse: PurseBefore | null;
  } | null;
}

/**
 * Gives the card an enterprise's key in a new epoch. Refusals in the order tried:
 * - `enterprise_not_on_card` {enterpriseId}: whose keys were to be replaced.
 * - `enterprise_on_card` {enterpriseId, keyEpoch}: it has a place already, other than the one replaced.
 * - `places_taken` {places, limit}: none is free, one must be replaced.
 * - `mother_key_proof_invalid` {enterpriseId, keyEpoch}: its mother key card did not agree to the washing of this epoch.
 * - `purse_not_empty` {enterpriseId, valueFen, loadPending, gaps}: value is on it, on its way, or told by missing records.
 */
export function washCard(state: CardKeyState, command: WashCard): Decision<CardKeyEvent> {
  const { cardId, enterpriseId, keyVersion, checkValueOf, initialKeyVersion, replaces } = command;
  const replaced = replaces && placeOf(state, replaces.enterpriseId);
  if (replaces && !replaced) return reject('enterprise_not_on_card', { enterpriseId: replaces.enterpriseId });
  const present = placeOf(state, enterpriseId);
  if (present && present !== replaced) {
    return reject('enterprise_on_card', { enterpriseId, keyEpoch: present.keyEpoch });
  }
  const places = state.places.length;
  if (!replaced && places >= PLACES_MAX) return reject('places_taken', { places, limit: PLACES_MAX });
  if (replaces && replaced) {
    const { keyEpoch } = replaced;
    if (!replaces.isProved(replaced)) {
      return reject('mother_key_proof_invalid', { enterpriseId: replaces.enterpriseId, keyEpoch });
    }
    const { purse } = replaces;
    if (purse && (purse.valueFen !== 0 || purse.loadPending || purse.gaps > 0)) {
      return reject('purse_not_empty', { enterpriseId: replaces.enterpriseId, ...purse });
    }
  }
  const keyEpoch = (state.epochs[enterpriseId] ?? 0) + 1;
  return accept({
    type: 'CardWashed',
    data: {
      cardId,
      enterpriseId,
      keyEpoch,
      keyVersion,
      keyCheckValue: checkValueOf(keyEpoch),
      replacedEnterpriseId: replaced?.enterpriseId ?? null,
      replacedKeyEpoch: replaced?.keyEpoch ?? null,
      replacedKeyVersion: replaced?.keyVersion ?? initialKeyVersion,
    },
  });
}
