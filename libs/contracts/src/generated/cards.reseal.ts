// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { SchemaSource } from '../schema-source.ts';

/** No data key of the vault is under another master key any more; the older ones may be destroyed, and with them what old copies of the database hold of erased holders. */
export interface VaultResealFinished {
  /** The run; rsl_ and a ULID; also the stream id. */
  readonly resealId: string;
  /** Name of the master key that all data keys are under. */
  readonly keyId: string;
}

/** Somebody asked that every data key of the vault be sealed under the current master key, so that older master keys can be destroyed. */
export interface VaultResealStarted {
  /** This run; rsl_ and a ULID; also the stream id. */
  readonly resealId: string;
  /** Name of the master key to seal under. */
  readonly keyId: string;
  /** Holders whose data keys were under another master key then. */
  readonly holders: number;
  /** Subject of the token of who asked for it. */
  readonly startedBy: string;
}

/** Every event of topic cards.reseal. */
export type ResealEvent =
  | { readonly type: 'VaultResealFinished'; readonly data: VaultResealFinished }
  | { readonly type: 'VaultResealStarted'; readonly data: VaultResealStarted };

/** The schemas of topic cards.reseal, compact JSON. */
export const RESEAL_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'VaultResealFinished',
    service: 'cards',
    stream: 'reseal',
    text: '{"type":"record","name":"VaultResealFinished","namespace":"scrip.cards","doc":"No data key of the vault is under another master key any more; the older ones may be destroyed, and with them what old copies of the database hold of erased holders.","fields":[{"name":"resealId","type":"string","doc":"The run; rsl_ and a ULID; also the stream id."},{"name":"keyId","type":"string","doc":"Name of the master key that all data keys are under."}]}',
  },
  {
    type: 'VaultResealStarted',
    service: 'cards',
    stream: 'reseal',
    text: '{"type":"record","name":"VaultResealStarted","namespace":"scrip.cards","doc":"Somebody asked that every data key of the vault be sealed under the current master key, so that older master keys can be destroyed.","fields":[{"name":"resealId","type":"string","doc":"This run; rsl_ and a ULID; also the stream id."},{"name":"keyId","type":"string","doc":"Name of the master key to seal under."},{"name":"holders","type":"int","doc":"Holders whose data keys were under another master key then."},{"name":"startedBy","type":"string","doc":"Subject of the token of who asked for it."}]}',
  },
];
