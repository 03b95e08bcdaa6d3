// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { Fen } from '@scrip/money';
import type { SchemaSource } from '../schema-source.ts';

/** What was agreed with a vendor changed; it holds for files made and letters posted from now on. All fields are said again. */
export interface VendorChanged {
  /** The issuer's own key of the vendor, [a-z0-9-]{2,40}. */
  readonly vendorId: string;
  /** Counts what was agreed with the vendor, from 1. */
  readonly termsVersion: number;
  /** What the vendor's key is: 'age' (age-encryption.org/v1) or 'pgp' (RFC 9580). */
  readonly keyKind: string;
  /** Which key files are sealed to: the fingerprint of a PGP key, or SHA-256 of an age recipient, in lower-case hex. The key itself is kept in cards: a PGP key names people. */
  readonly keyFingerprint: string;
  /** What the vendor is paid for one card, in fen, where the programme says nothing else (domain 2.9). */
  readonly cardFen: Fen;
  /** What the vendor is paid for one registered letter, in fen (domain 2.9). */
  readonly postFen: Fen;
  /** Products whose cards the vendor makes. */
  readonly productKeys: readonly string[];
}

/** A vendor that makes and posts cards was registered, with the key that its files are sealed to and its prices (domain 2.9). */
export interface VendorRegistered {
  /** The issuer's own key of the vendor, [a-z0-9-]{2,40}. */
  readonly vendorId: string;
  /** Counts what was agreed with the vendor, from 1. */
  readonly termsVersion: number;
  /** What the vendor's key is: 'age' (age-encryption.org/v1) or 'pgp' (RFC 9580). */
  readonly keyKind: string;
  /** Which key files are sealed to: the fingerprint of a PGP key, or SHA-256 of an age recipient, in lower-case hex. The key itself is kept in cards: a PGP key names people. */
  readonly keyFingerprint: string;
  /** What the vendor is paid for one card, in fen, where the programme says nothing else (domain 2.9). */
  readonly cardFen: Fen;
  /** What the vendor is paid for one registered letter, in fen (domain 2.9). */
  readonly postFen: Fen;
  /** Products whose cards the vendor makes. */
  readonly productKeys: readonly string[];
}

/** Every event of topic cards.vendor. */
export type VendorEvent =
  | { readonly type: 'VendorChanged'; readonly data: VendorChanged }
  | { readonly type: 'VendorRegistered'; readonly data: VendorRegistered };

/** The schemas of topic cards.vendor, compact JSON. */
export const VENDOR_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'VendorChanged',
    service: 'cards',
    stream: 'vendor',
    text: '{"type":"record","name":"VendorChanged","namespace":"scrip.cards","doc":"What was agreed with a vendor changed; it holds for files made and letters posted from now on. All fields are said again.","fields":[{"name":"vendorId","type":"string","doc":"The issuer\'s own key of the vendor, [a-z0-9-]{2,40}."},{"name":"termsVersion","type":"int","doc":"Counts what was agreed with the vendor, from 1."},{"name":"keyKind","type":"string","doc":"What the vendor\'s key is: \'age\' (age-encryption.org/v1) or \'pgp\' (RFC 9580)."},{"name":"keyFingerprint","type":"string","doc":"Which key files are sealed to: the fingerprint of a PGP key, or SHA-256 of an age recipient, in lower-case hex. The key itself is kept in cards: a PGP key names people."},{"name":"cardFen","type":{"type":"long","logicalType":"fen"},"doc":"What the vendor is paid for one card, in fen, where the programme says nothing else (domain 2.9)."},{"name":"postFen","type":{"type":"long","logicalType":"fen"},"doc":"What the vendor is paid for one registered letter, in fen (domain 2.9)."},{"name":"productKeys","type":{"type":"array","items":"string"},"doc":"Products whose cards the vendor makes."}]}',
  },
  {
    type: 'VendorRegistered',
    service: 'cards',
    stream: 'vendor',
    text: '{"type":"record","name":"VendorRegistered","namespace":"scrip.cards","doc":"A vendor that makes and posts cards was registered, with the key that its files are sealed to and its prices (domain 2.9).","fields":[{"name":"vendorId","type":"string","doc":"The issuer\'s own key of the vendor, [a-z0-9-]{2,40}."},{"name":"termsVersion","type":"int","doc":"Counts what was agreed with the vendor, from 1."},{"name":"keyKind","type":"string","doc":"What the vendor\'s key is: \'age\' (age-encryption.org/v1) or \'pgp\' (RFC 9580)."},{"name":"keyFingerprint","type":"string","doc":"Which key files are sealed to: the fingerprint of a PGP key, or SHA-256 of an age recipient, in lower-case hex. The key itself is kept in cards: a PGP key names people."},{"name":"cardFen","type":{"type":"long","logicalType":"fen"},"doc":"What the vendor is paid for one card, in fen, where the programme says nothing else (domain 2.9)."},{"name":"postFen","type":{"type":"long","logicalType":"fen"},"doc":"What the vendor is paid for one registered letter, in fen (domain 2.9)."},{"name":"productKeys","type":{"type":"array","items":"string"},"doc":"Products whose cards the vendor makes."}]}',
  },
];
