// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { SchemaSource } from '../schema-source.ts';

/** A day came on which a programme speaks to its holders: a festival, birthdays, a promotion, a form, an approved text. They are gone through part by part, so that a run that was stopped goes on where it was (domain 2.12). */
export interface OccasionBegun {
  /** Run this happened to; occ_ and a ULID made from programme, rule and day, so that there is one; also the stream id. */
  readonly occasionId: string;
  /** Programme, an issuer's own key of [a-z0-9-]{2,40}; unique within the issuer. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** Outreach, festival or part of the programme document that calls for it. */
  readonly ruleKey: string;
  /** What gives rise to it, such as 'festival', 'birthday', 'promotion' or 'churn'. */
  readonly purpose: string;
  /** The business day in Asia/Shanghai, YYYY-MM-DD. */
  readonly businessDate: string;
  /** Promotion, season or notice that it belongs to; ann_ and a ULID; null for none. */
  readonly announcementId: string | null;
  /** Approved text that it sends; dft_ and a ULID; null where a template has the words. */
  readonly draftId: string | null;
}

/** All holders were gone through. */
export interface OccasionClosed {
  /** Run this happened to; occ_ and a ULID made from programme, rule and day, so that there is one; also the stream id. */
  readonly occasionId: string;
  /** Holders in all parts. */
  readonly looked: number;
  /** Of them, those for whom something was planned or flagged. */
  readonly planned: number;
}

/** A part of the holders was gone through, in the order of their ids. */
export interface OccasionPartPlanned {
  /** Run this happened to; occ_ and a ULID made from programme, rule and day, so that there is one; also the stream id. */
  readonly occasionId: string;
  /** The last of the part; the next begins behind it. */
  readonly lastHolderId: string;
  /** Holders of the part. */
  readonly looked: number;
  /** Of them, those for whom something was planned or flagged. */
  readonly planned: number;
}

/** Every event of topic notifications.occasion. */
export type OccasionEvent =
  | { readonly type: 'OccasionBegun'; readonly data: OccasionBegun }
  | { readonly type: 'OccasionClosed'; readonly data: OccasionClosed }
  | { readonly type: 'OccasionPartPlanned'; readonly data: OccasionPartPlanned };

/** The schemas of topic notifications.occasion, compact JSON. */
export const OCCASION_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'OccasionBegun',
    service: 'notifications',
    stream: 'occasion',
    text: '{"type":"record","name":"OccasionBegun","namespace":"scrip.notifications","doc":"A day came on which a programme speaks to its holders: a festival, birthdays, a promotion, a form, an approved text. They are gone through part by part, so that a run that was stopped goes on where it was (domain 2.12).","fields":[{"name":"occasionId","type":"string","doc":"Run this happened to; occ_ and a ULID made from programme, rule and day, so that there is one; also the stream id."},{"name":"programmeId","type":"string","doc":"Programme, an issuer\'s own key of [a-z0-9-]{2,40}; unique within the issuer."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"ruleKey","type":"string","doc":"Outreach, festival or part of the programme document that calls for it."},{"name":"purpose","type":"string","doc":"What gives rise to it, such as \'festival\', \'birthday\', \'promotion\' or \'churn\'."},{"name":"businessDate","type":"string","doc":"The business day in Asia/Shanghai, YYYY-MM-DD."},{"name":"announcementId","type":["null","string"],"default":null,"doc":"Promotion, season or notice that it belongs to; ann_ and a ULID; null for none."},{"name":"draftId","type":["null","string"],"default":null,"doc":"Approved text that it sends; dft_ and a ULID; null where a template has the words."}]}',
  },
  {
    type: 'OccasionClosed',
    service: 'notifications',
    stream: 'occasion',
    text: '{"type":"record","name":"OccasionClosed","namespace":"scrip.notifications","doc":"All holders were gone through.","fields":[{"name":"occasionId","type":"string","doc":"Run this happened to; occ_ and a ULID made from programme, rule and day, so that there is one; also the stream id."},{"name":"looked","type":"int","doc":"Holders in all parts."},{"name":"planned","type":"int","doc":"Of them, those for whom something was planned or flagged."}]}',
  },
  {
    type: 'OccasionPartPlanned',
    service: 'notifications',
    stream: 'occasion',
    text: '{"type":"record","name":"OccasionPartPlanned","namespace":"scrip.notifications","doc":"A part of the holders was gone through, in the order of their ids.","fields":[{"name":"occasionId","type":"string","doc":"Run this happened to; occ_ and a ULID made from programme, rule and day, so that there is one; also the stream id."},{"name":"lastHolderId","type":"string","doc":"The last of the part; the next begins behind it."},{"name":"looked","type":"int","doc":"Holders of the part."},{"name":"planned","type":"int","doc":"Of them, those for whom something was planned or flagged."}]}',
  },
];
