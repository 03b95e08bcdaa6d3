// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { SchemaSource } from '../schema-source.ts';

/** A person became known to the issuer as a holder. The profile itself is an object of the vault under a key of its own and is in no event (domain 1). */
export interface HolderRegistered {
  /** Holder that was registered; hld_ and a ULID; also the stream id. */
  readonly holderId: string;
  /** Language to address the holder in, a BCP 47 tag such as 'zh-CN'. */
  readonly locale: string;
}

/** Every event of topic cards.holder. */
export type HolderEvent =
  | { readonly type: 'HolderRegistered'; readonly data: HolderRegistered };

/** The schemas of topic cards.holder, compact JSON. */
export const HOLDER_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'HolderRegistered',
    service: 'cards',
    stream: 'holder',
    text: '{"type":"record","name":"HolderRegistered","namespace":"scrip.cards","doc":"A person became known to the issuer as a holder. The profile itself is an object of the vault under a key of its own and is in no event (domain 1).","fields":[{"name":"holderId","type":"string","doc":"Holder that was registered; hld_ and a ULID; also the stream id."},{"name":"locale","type":"string","doc":"Language to address the holder in, a BCP 47 tag such as \'zh-CN\'."}]}',
  },
];
