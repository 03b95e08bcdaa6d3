// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { Points } from '@scrip/money';
import type { SchemaSource } from '../schema-source.ts';

/** A campaign that may give so many points in all gave some of them for a receipt. What a return takes back is not free again. */
export interface CampaignPointsGiven {
  /** Key of the rule in the programme document. */
  readonly campaignKey: string;
  /** Points account that got them; pts_ and a ULID. */
  readonly accountId: string;
  /** Receipt they were given for, the issuer's own number. */
  readonly receiptId: string;
  /** Points given, above 0. */
  readonly givenPoints: Points;
  /** All that the campaign has given after this event. */
  readonly totalPoints: Points;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
}

/** Every event of topic points.campaign. */
export type CampaignEvent =
  | { readonly type: 'CampaignPointsGiven'; readonly data: CampaignPointsGiven };

/** The schemas of topic points.campaign, compact JSON. */
export const CAMPAIGN_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'CampaignPointsGiven',
    service: 'points',
    stream: 'campaign',
    text: '{"type":"record","name":"CampaignPointsGiven","namespace":"scrip.points","doc":"A campaign that may give so many points in all gave some of them for a receipt. What a return takes back is not free again.","fields":[{"name":"campaignKey","type":"string","doc":"Key of the rule in the programme document."},{"name":"accountId","type":"string","doc":"Points account that got them; pts_ and a ULID."},{"name":"receiptId","type":"string","doc":"Receipt they were given for, the issuer\'s own number."},{"name":"givenPoints","type":{"type":"long","logicalType":"points"},"doc":"Points given, above 0."},{"name":"totalPoints","type":{"type":"long","logicalType":"points"},"doc":"All that the campaign has given after this event."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."}]}',
  },
];
