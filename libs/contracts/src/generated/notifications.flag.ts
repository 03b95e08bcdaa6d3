// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { SchemaSource } from '../schema-source.ts';

/** Somebody has looked after it. */
export interface HolderFlagCleared {
  /** This flag; flg_ and a ULID made from holder, rule and day; also the stream id. */
  readonly flagId: string;
  /** Subject of the token of who says so. */
  readonly clearedBy: string;
  /** What came of it, a code of the issuer in snake_case. */
  readonly outcome: string;
}

/** A manager is told to look after a holder: a visit is due, or the activity falls (domain 2.12). */
export interface HolderFlagged {
  /** This flag; flg_ and a ULID made from holder, rule and day; also the stream id. */
  readonly flagId: string;
  /** Holder it is about; hld_ and a ULID. */
  readonly holderId: string;
  /** 'visit_due' or 'activity_falls'. */
  readonly kind: string;
  /** Who looks after the holder, the subject of a token; null: nobody in particular. */
  readonly managerId: string | null;
  /** Business day it was found on in Asia/Shanghai, YYYY-MM-DD. */
  readonly businessDate: string;
  /** With activity_falls: what fell, such as 'spendingFen'; null otherwise. */
  readonly metric: string | null;
  /** With activity_falls: in the time before, in the unit of the metric; null otherwise. */
  readonly beforeTotal: bigint | null;
  /** With activity_falls: in the time up to the day, in the unit of the metric; null otherwise. */
  readonly nowTotal: bigint | null;
  /** With visit_due: the class of the holder; null otherwise. */
  readonly visitClass: string | null;
  /** Programme, an issuer's own key of [a-z0-9-]{2,40}; unique within the issuer. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
}

/** Every event of topic notifications.flag. */
export type FlagEvent =
  | { readonly type: 'HolderFlagCleared'; readonly data: HolderFlagCleared }
  | { readonly type: 'HolderFlagged'; readonly data: HolderFlagged };

/** The schemas of topic notifications.flag, compact JSON. */
export const FLAG_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'HolderFlagCleared',
    service: 'notifications',
    stream: 'flag',
    text: '{"type":"record","name":"HolderFlagCleared","namespace":"scrip.notifications","doc":"Somebody has looked after it.","fields":[{"name":"flagId","type":"string","doc":"This flag; flg_ and a ULID made from holder, rule and day; also the stream id."},{"name":"clearedBy","type":"string","doc":"Subject of the token of who says so."},{"name":"outcome","type":"string","doc":"What came of it, a code of the issuer in snake_case."}]}',
  },
  {
    type: 'HolderFlagged',
    service: 'notifications',
    stream: 'flag',
    text: '{"type":"record","name":"HolderFlagged","namespace":"scrip.notifications","doc":"A manager is told to look after a holder: a visit is due, or the activity falls (domain 2.12).","fields":[{"name":"flagId","type":"string","doc":"This flag; flg_ and a ULID made from holder, rule and day; also the stream id."},{"name":"holderId","type":"string","doc":"Holder it is about; hld_ and a ULID."},{"name":"kind","type":"string","doc":"\'visit_due\' or \'activity_falls\'."},{"name":"managerId","type":["null","string"],"default":null,"doc":"Who looks after the holder, the subject of a token; null: nobody in particular."},{"name":"businessDate","type":"string","doc":"Business day it was found on in Asia/Shanghai, YYYY-MM-DD."},{"name":"metric","type":["null","string"],"default":null,"doc":"With activity_falls: what fell, such as \'spendingFen\'; null otherwise."},{"name":"beforeTotal","type":["null","long"],"default":null,"doc":"With activity_falls: in the time before, in the unit of the metric; null otherwise."},{"name":"nowTotal","type":["null","long"],"default":null,"doc":"With activity_falls: in the time up to the day, in the unit of the metric; null otherwise."},{"name":"visitClass","type":["null","string"],"default":null,"doc":"With visit_due: the class of the holder; null otherwise."},{"name":"programmeId","type":"string","doc":"Programme, an issuer\'s own key of [a-z0-9-]{2,40}; unique within the issuer."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."}]}',
  },
];
