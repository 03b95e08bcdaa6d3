// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { SchemaSource } from '../schema-source.ts';

/** A document of an instant rating that the vault of cards keeps. */
export interface InstantRatingDocument {
  /** Document in the vault; doc_ and a ULID. */
  readonly documentId: string;
  /** What it is, a key of the programme such as 'id-document'. */
  readonly kind: string;
}

/** Who decides on an instant rating declined it. */
export interface InstantRatingDeclined {
  /** The instant rating; irt_ and a ULID; also the stream id. */
  readonly ratingId: string;
  /** Membership it is of; mbr_ and a ULID. */
  readonly membershipId: string;
  /** Who applies; hld_ and a ULID. */
  readonly holderId: string;
  /** In which role it was decided, a key of the programme. */
  readonly role: string;
  /** Why, a code of the issuer in snake_case. */
  readonly reason: string;
  /** Subject of the token of who decided. */
  readonly decidedBy: string;
}

/** An instant rating was decided and not passed: no named product was bought, or the average does not reach the level (domain 2.6, B5). */
export interface InstantRatingNotPassed {
  /** The instant rating; irt_ and a ULID; also the stream id. */
  readonly ratingId: string;
  /** Membership it is of; mbr_ and a ULID. */
  readonly membershipId: string;
  /** Who applies; hld_ and a ULID. */
  readonly holderId: string;
  /** Level that was asked for, a key of the programme. */
  readonly askedGradeKey: string;
  /** Key of the highest grade whose standard was found met; of the lowest where none was. */
  readonly metGradeKey: string;
  /** Key of the standard that gives it; null where none was met. */
  readonly standard: string | null;
  /** Whether one of the named products was bought, or none is asked for. */
  readonly productMet: boolean;
  /** Whether what was measured reaches the level. */
  readonly levelMet: boolean;
  /** In which role it was decided, a key of the programme. */
  readonly role: string;
  /** Subject of the token of who decided. */
  readonly decidedBy: string;
}

/** An instant rating was approved and passed: a named product was bought and the average reaches the level; the membership has it in the same moment (domain 2.6). */
export interface InstantRatingPassed {
  /** The instant rating; irt_ and a ULID; also the stream id. */
  readonly ratingId: string;
  /** Membership it is of; mbr_ and a ULID. */
  readonly membershipId: string;
  /** Who applies; hld_ and a ULID. */
  readonly holderId: string;
  /** Level that was asked for, a key of the programme. */
  readonly askedGradeKey: string;
  /** Key of the highest grade whose standard was found met; of the lowest where none was. */
  readonly metGradeKey: string;
  /** Key of the standard that gives it; null where none was met. */
  readonly standard: string | null;
  /** Whether one of the named products was bought, or none is asked for. */
  readonly productMet: boolean;
  /** Whether what was measured reaches the level. */
  readonly levelMet: boolean;
  /** In which role it was decided, a key of the programme. */
  readonly role: string;
  /** Subject of the token of who decided. */
  readonly decidedBy: string;
}

/** A customer asked to be rated now and a manager recorded it with the proof of what was bought; somebody else decides (domain 2.6). */
export interface InstantRatingRecorded {
  /** The instant rating; irt_ and a ULID; also the stream id. */
  readonly ratingId: string;
  /** Membership it is of; mbr_ and a ULID. */
  readonly membershipId: string;
  /** Who applies; hld_ and a ULID. */
  readonly holderId: string;
  /** Programme the decision was made under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document the decision was made under; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** Level that is asked for, a key of the programme. */
  readonly askedGradeKey: string;
  /** Calendar month of the rating, YYYY-MM. */
  readonly month: string;
  /** Business day that the window of the standards ends with, YYYY-MM-DD. */
  readonly asOfDate: string;
  /** Product that the customer bought, a key of the programme; null where none is claimed. */
  readonly productKey: string | null;
  /** Products of which the programme wants one, keys of its own; empty where it asks for none. */
  readonly products: readonly string[];
  /** Documents it was made with, such as the proof of the purchase. */
  readonly documents: readonly InstantRatingDocument[];
  /** Whether it stands in for the system rating of its month when it is passed. */
  readonly settlesMonth: boolean;
  /** Who decides: keys of the programme, any of them; held by those whose token has the scope tiering:authority.<key>. */
  readonly approvedByRoles: readonly string[];
  /** In which role it was recorded, a key of the programme. */
  readonly role: string;
  /** Subject of the token of who recorded it; never decides on it. */
  readonly recordedBy: string;
}

/** Every event of topic tiering.instant-rating. */
export type InstantRatingEvent =
  | { readonly type: 'InstantRatingDeclined'; readonly data: InstantRatingDeclined }
  | { readonly type: 'InstantRatingNotPassed'; readonly data: InstantRatingNotPassed }
  | { readonly type: 'InstantRatingPassed'; readonly data: InstantRatingPassed }
  | { readonly type: 'InstantRatingRecorded'; readonly data: InstantRatingRecorded };

/** The schemas of topic tiering.instant-rating, compact JSON. */
export const INSTANT_RATING_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'InstantRatingDeclined',
    service: 'tiering',
    stream: 'instant-rating',
    text: '{"type":"record","name":"InstantRatingDeclined","namespace":"scrip.tiering","doc":"Who decides on an instant rating declined it.","fields":[{"name":"ratingId","type":"string","doc":"The instant rating; irt_ and a ULID; also the stream id."},{"name":"membershipId","type":"string","doc":"Membership it is of; mbr_ and a ULID."},{"name":"holderId","type":"string","doc":"Who applies; hld_ and a ULID."},{"name":"role","type":"string","doc":"In which role it was decided, a key of the programme."},{"name":"reason","type":"string","doc":"Why, a code of the issuer in snake_case."},{"name":"decidedBy","type":"string","doc":"Subject of the token of who decided."}]}',
  },
  {
    type: 'InstantRatingNotPassed',
    service: 'tiering',
    stream: 'instant-rating',
    text: '{"type":"record","name":"InstantRatingNotPassed","namespace":"scrip.tiering","doc":"An instant rating was decided and not passed: no named product was bought, or the average does not reach the level (domain 2.6, B5).","fields":[{"name":"ratingId","type":"string","doc":"The instant rating; irt_ and a ULID; also the stream id."},{"name":"membershipId","type":"string","doc":"Membership it is of; mbr_ and a ULID."},{"name":"holderId","type":"string","doc":"Who applies; hld_ and a ULID."},{"name":"askedGradeKey","type":"string","doc":"Level that was asked for, a key of the programme."},{"name":"metGradeKey","type":"string","doc":"Key of the highest grade whose standard was found met; of the lowest where none was."},{"name":"standard","type":["null","string"],"default":null,"doc":"Key of the standard that gives it; null where none was met."},{"name":"productMet","type":"boolean","doc":"Whether one of the named products was bought, or none is asked for."},{"name":"levelMet","type":"boolean","doc":"Whether what was measured reaches the level."},{"name":"role","type":"string","doc":"In which role it was decided, a key of the programme."},{"name":"decidedBy","type":"string","doc":"Subject of the token of who decided."}]}',
  },
  {
    type: 'InstantRatingPassed',
    service: 'tiering',
    stream: 'instant-rating',
    text: '{"type":"record","name":"InstantRatingPassed","namespace":"scrip.tiering","doc":"An instant rating was approved and passed: a named product was bought and the average reaches the level; the membership has it in the same moment (domain 2.6).","fields":[{"name":"ratingId","type":"string","doc":"The instant rating; irt_ and a ULID; also the stream id."},{"name":"membershipId","type":"string","doc":"Membership it is of; mbr_ and a ULID."},{"name":"holderId","type":"string","doc":"Who applies; hld_ and a ULID."},{"name":"askedGradeKey","type":"string","doc":"Level that was asked for, a key of the programme."},{"name":"metGradeKey","type":"string","doc":"Key of the highest grade whose standard was found met; of the lowest where none was."},{"name":"standard","type":["null","string"],"default":null,"doc":"Key of the standard that gives it; null where none was met."},{"name":"productMet","type":"boolean","doc":"Whether one of the named products was bought, or none is asked for."},{"name":"levelMet","type":"boolean","doc":"Whether what was measured reaches the level."},{"name":"role","type":"string","doc":"In which role it was decided, a key of the programme."},{"name":"decidedBy","type":"string","doc":"Subject of the token of who decided."}]}',
  },
  {
    type: 'InstantRatingRecorded',
    service: 'tiering',
    stream: 'instant-rating',
    text: '{"type":"record","name":"InstantRatingRecorded","namespace":"scrip.tiering","doc":"A customer asked to be rated now and a manager recorded it with the proof of what was bought; somebody else decides (domain 2.6).","fields":[{"name":"ratingId","type":"string","doc":"The instant rating; irt_ and a ULID; also the stream id."},{"name":"membershipId","type":"string","doc":"Membership it is of; mbr_ and a ULID."},{"name":"holderId","type":"string","doc":"Who applies; hld_ and a ULID."},{"name":"programmeId","type":"string","doc":"Programme the decision was made under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document the decision was made under; replay never looks at today\'s terms."},{"name":"askedGradeKey","type":"string","doc":"Level that is asked for, a key of the programme."},{"name":"month","type":"string","doc":"Calendar month of the rating, YYYY-MM."},{"name":"asOfDate","type":"string","doc":"Business day that the window of the standards ends with, YYYY-MM-DD."},{"name":"productKey","type":["null","string"],"default":null,"doc":"Product that the customer bought, a key of the programme; null where none is claimed."},{"name":"products","type":{"type":"array","items":"string"},"doc":"Products of which the programme wants one, keys of its own; empty where it asks for none."},{"name":"documents","type":{"type":"array","items":{"type":"record","name":"InstantRatingDocument","doc":"A document of an instant rating that the vault of cards keeps.","fields":[{"name":"documentId","type":"string","doc":"Document in the vault; doc_ and a ULID."},{"name":"kind","type":"string","doc":"What it is, a key of the programme such as \'id-document\'."}]}},"doc":"Documents it was made with, such as the proof of the purchase."},{"name":"settlesMonth","type":"boolean","doc":"Whether it stands in for the system rating of its month when it is passed."},{"name":"approvedByRoles","type":{"type":"array","items":"string"},"doc":"Who decides: keys of the programme, any of them; held by those whose token has the scope tiering:authority.<key>."},{"name":"role","type":"string","doc":"In which role it was recorded, a key of the programme."},{"name":"recordedBy","type":"string","doc":"Subject of the token of who recorded it; never decides on it."}]}',
  },
];
