// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { SchemaSource } from '../schema-source.ts';

/** A member took a place among the first purchasers of a business day. A member has at most one place a day, taken by the first receipt (domain 2.1, M10). */
export interface CampaignPlaceTaken {
  /** Programme, an issuer's own key of [a-z0-9-]{2,40}; unique within the issuer. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. Null in events from before this field. */
  readonly programmeVersion: number | null;
  /** Business day in Asia/Shanghai, YYYY-MM-DD. */
  readonly businessDate: string;
  /** Key of the campaign in the programme document. */
  readonly campaignKey: string;
  /** Points account of the member who took the place; pts_ and a ULID. */
  readonly accountId: string;
  /** First receipt of that member on the day, the issuer's own number. */
  readonly receiptId: string;
  /** The place, from 1 without gaps. */
  readonly rank: number;
}

/** Every event of topic points.campaign-day. */
export type CampaignDayEvent =
  | { readonly type: 'CampaignPlaceTaken'; readonly data: CampaignPlaceTaken };

/** The schemas of topic points.campaign-day, compact JSON. */
export const CAMPAIGN_DAY_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'CampaignPlaceTaken',
    service: 'points',
    stream: 'campaign-day',
    text: '{"type":"record","name":"CampaignPlaceTaken","namespace":"scrip.points","doc":"A member took a place among the first purchasers of a business day. A member has at most one place a day, taken by the first receipt (domain 2.1, M10).","fields":[{"name":"programmeId","type":"string","doc":"Programme, an issuer\'s own key of [a-z0-9-]{2,40}; unique within the issuer."},{"name":"programmeVersion","type":["null","int"],"default":null,"doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms. Null in events from before this field."},{"name":"businessDate","type":"string","doc":"Business day in Asia/Shanghai, YYYY-MM-DD."},{"name":"campaignKey","type":"string","doc":"Key of the campaign in the programme document."},{"name":"accountId","type":"string","doc":"Points account of the member who took the place; pts_ and a ULID."},{"name":"receiptId","type":"string","doc":"First receipt of that member on the day, the issuer\'s own number."},{"name":"rank","type":"int","doc":"The place, from 1 without gaps."}]}',
  },
];
