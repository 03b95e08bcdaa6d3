// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { SchemaSource } from '../schema-source.ts';

/** The issuer says that something is on for its holders: a promotion, a launch, a new season, an activity, gifts to collect, points to remember, the weather (domain 2.12). Rules of the programme that wait for it act on it. */
export interface AnnouncementMade {
  /** This announcement; ann_ and a ULID; also the stream id. */
  readonly announcementId: string;
  /** Programme, an issuer's own key of [a-z0-9-]{2,40}; unique within the issuer. */
  readonly programmeId: string;
  /** 'promotion', 'newSeason', 'activity', 'giftToCollect', 'pointsReminder' or 'weather'. */
  readonly kind: string;
  /** First business day in Asia/Shanghai, YYYY-MM-DD. */
  readonly fromDate: string;
  /** Last business day, YYYY-MM-DD. */
  readonly toDate: string;
  /** Counters it is on at, by their keys in the programme document; empty: at all. */
  readonly counterKeys: readonly string[];
}

/** It is not on, or not any more. What was planned for it before goes out. */
export interface AnnouncementWithdrawn {
  /** This announcement; ann_ and a ULID; also the stream id. */
  readonly announcementId: string;
}

/** Every event of topic notifications.announcement. */
export type AnnouncementEvent =
  | { readonly type: 'AnnouncementMade'; readonly data: AnnouncementMade }
  | { readonly type: 'AnnouncementWithdrawn'; readonly data: AnnouncementWithdrawn };

/** The schemas of topic notifications.announcement, compact JSON. */
export const ANNOUNCEMENT_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'AnnouncementMade',
    service: 'notifications',
    stream: 'announcement',
    text: '{"type":"record","name":"AnnouncementMade","namespace":"scrip.notifications","doc":"The issuer says that something is on for its holders: a promotion, a launch, a new season, an activity, gifts to collect, points to remember, the weather (domain 2.12). Rules of the programme that wait for it act on it.","fields":[{"name":"announcementId","type":"string","doc":"This announcement; ann_ and a ULID; also the stream id."},{"name":"programmeId","type":"string","doc":"Programme, an issuer\'s own key of [a-z0-9-]{2,40}; unique within the issuer."},{"name":"kind","type":"string","doc":"\'promotion\', \'newSeason\', \'activity\', \'giftToCollect\', \'pointsReminder\' or \'weather\'."},{"name":"fromDate","type":"string","doc":"First business day in Asia/Shanghai, YYYY-MM-DD."},{"name":"toDate","type":"string","doc":"Last business day, YYYY-MM-DD."},{"name":"counterKeys","type":{"type":"array","items":"string"},"doc":"Counters it is on at, by their keys in the programme document; empty: at all."}]}',
  },
  {
    type: 'AnnouncementWithdrawn',
    service: 'notifications',
    stream: 'announcement',
    text: '{"type":"record","name":"AnnouncementWithdrawn","namespace":"scrip.notifications","doc":"It is not on, or not any more. What was planned for it before goes out.","fields":[{"name":"announcementId","type":"string","doc":"This announcement; ann_ and a ULID; also the stream id."}]}',
  },
];
