// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { SchemaSource } from '../schema-source.ts';

/** What one question was answered with. */
export interface FeedbackScore {
  /** Question, by its key in the programme document. */
  readonly questionKey: string;
  /** From 1, not content, to 5, content. */
  readonly score: number;
}

/** A holder answered a feedback form: by its link, or to somebody at a desk who wrote it down. Each form is answered once (domain 2.12). */
export interface FeedbackAnswered {
  /** This answer; fbk_ and the letters of its message; also the stream id. */
  readonly feedbackId: string;
  /** Message that asked; out_ and 26 characters. */
  readonly outreachId: string;
  /** Run over the holders that the message came from: one form of one programme; occ_ and a ULID. */
  readonly occasionId: string;
  /** Holder who was asked; hld_ and a ULID. */
  readonly holderId: string;
  /** Programme, an issuer's own key of [a-z0-9-]{2,40}; unique within the issuer. */
  readonly programmeId: string;
  /** Version of the programme document that has the questions. */
  readonly programmeVersion: number;
  /** Questions that were answered, in the order of the form; at least one. */
  readonly scores: readonly FeedbackScore[];
  /** 'link' or 'desk'. */
  readonly means: string;
}

/** Every event of topic notifications.feedback. */
export type FeedbackEvent =
  | { readonly type: 'FeedbackAnswered'; readonly data: FeedbackAnswered };

/** The schemas of topic notifications.feedback, compact JSON. */
export const FEEDBACK_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'FeedbackAnswered',
    service: 'notifications',
    stream: 'feedback',
    text: '{"type":"record","name":"FeedbackAnswered","namespace":"scrip.notifications","doc":"A holder answered a feedback form: by its link, or to somebody at a desk who wrote it down. Each form is answered once (domain 2.12).","fields":[{"name":"feedbackId","type":"string","doc":"This answer; fbk_ and the letters of its message; also the stream id."},{"name":"outreachId","type":"string","doc":"Message that asked; out_ and 26 characters."},{"name":"occasionId","type":"string","doc":"Run over the holders that the message came from: one form of one programme; occ_ and a ULID."},{"name":"holderId","type":"string","doc":"Holder who was asked; hld_ and a ULID."},{"name":"programmeId","type":"string","doc":"Programme, an issuer\'s own key of [a-z0-9-]{2,40}; unique within the issuer."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document that has the questions."},{"name":"scores","type":{"type":"array","items":{"type":"record","name":"FeedbackScore","doc":"What one question was answered with.","fields":[{"name":"questionKey","type":"string","doc":"Question, by its key in the programme document."},{"name":"score","type":"int","doc":"From 1, not content, to 5, content."}]}},"doc":"Questions that were answered, in the order of the form; at least one."},{"name":"means","type":"string","doc":"\'link\' or \'desk\'."}]}',
  },
];
