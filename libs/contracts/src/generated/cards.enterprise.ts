// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { SchemaSource } from '../schema-source.ts';

/** A mother key was handed to a security module under that module's own public key: the mother key card, by which the enterprise agrees that its keys are washed off a card (domain 2.10). */
export interface MotherKeyCardMade {
  /** Enterprise, the issuer's own code: a campus or a company that cards are used at. */
  readonly enterpriseId: string;
  /** Version of the mother key on the card. */
  readonly keyVersion: number;
  /** SHA-256 of the module's public key, in hex. */
  readonly moduleFingerprint: string;
}

/** An enterprise has a new mother key, from which the keys of its cards are made. The key itself is nowhere but sealed in the key store (domain 2.10). */
export interface MotherKeyKept {
  /** Enterprise, the issuer's own code: a campus or a company that cards are used at. */
  readonly enterpriseId: string;
  /** Version of the enterprise's mother key, from 1. */
  readonly keyVersion: number;
  /** First three bytes of the zero block encrypted under the key, in hex: by it two people know that they hold the same key, and nobody learns the key. */
  readonly keyCheckValue: string;
  /** 'made' (drawn at random here) or 'brought' (by the enterprise, or by the maker of SIM cards). */
  readonly origin: string;
}

/** Every event of topic cards.enterprise. */
export type EnterpriseEvent =
  | { readonly type: 'MotherKeyCardMade'; readonly data: MotherKeyCardMade }
  | { readonly type: 'MotherKeyKept'; readonly data: MotherKeyKept };

/** The schemas of topic cards.enterprise, compact JSON. */
export const ENTERPRISE_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'MotherKeyCardMade',
    service: 'cards',
    stream: 'enterprise',
    text: '{"type":"record","name":"MotherKeyCardMade","namespace":"scrip.cards","doc":"A mother key was handed to a security module under that module\'s own public key: the mother key card, by which the enterprise agrees that its keys are washed off a card (domain 2.10).","fields":[{"name":"enterpriseId","type":"string","doc":"Enterprise, the issuer\'s own code: a campus or a company that cards are used at."},{"name":"keyVersion","type":"int","doc":"Version of the mother key on the card."},{"name":"moduleFingerprint","type":"string","doc":"SHA-256 of the module\'s public key, in hex."}]}',
  },
  {
    type: 'MotherKeyKept',
    service: 'cards',
    stream: 'enterprise',
    text: '{"type":"record","name":"MotherKeyKept","namespace":"scrip.cards","doc":"An enterprise has a new mother key, from which the keys of its cards are made. The key itself is nowhere but sealed in the key store (domain 2.10).","fields":[{"name":"enterpriseId","type":"string","doc":"Enterprise, the issuer\'s own code: a campus or a company that cards are used at."},{"name":"keyVersion","type":"int","doc":"Version of the enterprise\'s mother key, from 1."},{"name":"keyCheckValue","type":"string","doc":"First three bytes of the zero block encrypted under the key, in hex: by it two people know that they hold the same key, and nobody learns the key."},{"name":"origin","type":"string","doc":"\'made\' (drawn at random here) or \'brought\' (by the enterprise, or by the maker of SIM cards)."}]}',
  },
];
