// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { EpochMs, SchemaSource } from '../schema-source.ts';

/** The centre checked a call of its sample. */
export interface CallChecked {
  /** The call task; cal_ and 26 characters made from its cause; also the stream id. */
  readonly callId: string;
  /** Which call of the task, from 1. */
  readonly attempt: number;
  /** Subject of the token of who checked; never who called. */
  readonly checkedBy: string;
  /** 'in_order' or 'deviates'. */
  readonly finding: string;
  /** What was found, a code of the issuer such as 'script_not_kept'; null where nothing was. */
  readonly remarkCode: string | null;
}

/** A holder was spoken to. Only such calls count for the most that a holder gets in a year (domain 2.12, K1). */
export interface CallConnected {
  /** The call task; cal_ and 26 characters made from its cause; also the stream id. */
  readonly callId: string;
  /** Holder who is called; hld_ and a ULID. */
  readonly holderId: string;
  /** What it was about, as when the task was opened. */
  readonly purpose: string;
  /** Which call of the task, from 1. */
  readonly attempt: number;
  /** 'reached': spoken to; 'refused': answered, and does not want to be called. */
  readonly outcome: string;
  /** Subject of the token of who called. */
  readonly calledBy: string;
  /** What was said, as a document of the holder in the vault of cards; doc_ and a ULID; null where nothing was written down. */
  readonly noteId: string | null;
  /** Fields of the profile that the holder said and cards has since then; not what they say. */
  readonly completedFields: readonly string[];
  /** Whether the centre checks this call; decided by the id and the share that the programme names. */
  readonly isSampled: boolean;
  /** When the holder is called once more; null: not. */
  readonly secondCallAt: EpochMs | null;
  /** Programme it is decided under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document; replay never looks at today's terms. */
  readonly programmeVersion: number;
}

/** A holder was called and not spoken to; it counts for no limit. */
export interface CallMissed {
  /** The call task; cal_ and 26 characters made from its cause; also the stream id. */
  readonly callId: string;
  /** Holder who is called; hld_ and a ULID. */
  readonly holderId: string;
  /** What it was about, as when the task was opened. */
  readonly purpose: string;
  /** Which call of the task, from 1. */
  readonly attempt: number;
  /** 'busy', 'no_answer' or 'wrong_number'. */
  readonly outcome: string;
  /** Subject of the token of who called. */
  readonly calledBy: string;
  /** What was said, as a document of the holder in the vault of cards; doc_ and a ULID; null where nothing was written down. */
  readonly noteId: string | null;
  /** Whether the centre checks this call; decided by the id and the share that the programme names. */
  readonly isSampled: boolean;
  /** When the holder is called once more; null: not. */
  readonly secondCallAt: EpochMs | null;
}

/** A call task was put into a queue, or given to one person. */
export interface CallTaskAssigned {
  /** The call task; cal_ and 26 characters made from its cause; also the stream id. */
  readonly callId: string;
  /** Queue it waits in from now on: the issuer's own key of a shop, or 'centre'. */
  readonly queueKey: string;
  /** Subject of the token of who is to make it; null: anybody of the queue. */
  readonly assignedTo: string | null;
  /** Subject of the token of who gave it. */
  readonly assignedBy: string;
}

/** Somebody took a call task; until then nobody else gets it. */
export interface CallTaskClaimed {
  /** The call task; cal_ and 26 characters made from its cause; also the stream id. */
  readonly callId: string;
  /** Subject of the token of who took it. */
  readonly claimedBy: string;
  /** First moment at which somebody else may take it. */
  readonly claimedUntilAt: EpochMs;
  /** Whether the number roams at this moment and the holder is asked first whether to go on; null in events from before this field. */
  readonly askFirst: boolean | null;
}

/** A call task is over: nobody calls for it any more. */
export interface CallTaskClosed {
  /** The call task; cal_ and 26 characters made from its cause; also the stream id. */
  readonly callId: string;
  /** Holder who is called; hld_ and a ULID. */
  readonly holderId: string;
  /** Why: the outcome of its last call, 'not_reached' after as many calls as the programme allows, 'cancelled', or what bars the call, such as 'cap_reached', 'no_consent', 'too_late' or 'holder_died'. */
  readonly reason: string;
  /** Subject of the token of who ended it. */
  readonly closedBy: string;
}

/** Somebody is to call a holder: after an outreach of the programme, about a case, to ask whether a holder is content, or because the desk wants it (domain 2.12). */
export interface CallTaskOpened {
  /** The call task; cal_ and 26 characters made from its cause; also the stream id. */
  readonly callId: string;
  /** Holder who is called; hld_ and a ULID. */
  readonly holderId: string;
  /** Queue it waits in: the issuer's own key of a shop, or 'centre'. */
  readonly queueKey: string;
  /** What it is about: key of an outreach of the programme, of a kind of case, or one of the desk; the script is found by it. */
  readonly purpose: string;
  /** What it is for: 'service' or 'marketing'; the most that a holder gets is counted by it. */
  readonly category: string;
  /** What gave rise to it: 'outreach', 'case', 'follow_up' or 'desk'. */
  readonly cause: string;
  /** The outreach or the case; null for one of the desk. */
  readonly causeId: string | null;
  /** First moment at which the holder may be called, as the windows of the programme gave it. */
  readonly earliestAt: EpochMs;
  /** First moment that is too late; null: there is none. */
  readonly latestAt: EpochMs | null;
  /** Programme it is decided under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** What gave rise to the outreach, such as 'birthday': windows are told apart by it; null of other causes. */
  readonly occasion: string | null;
  /** First moment at which what it is about is over, such as the end of a birthday, or that the desk named; null: never. */
  readonly expiresAt: EpochMs | null;
  /** Whether the number roams and the holder is asked first whether to go on; null in events from before this field. */
  readonly askFirst: boolean | null;
}

/** The task waits for the next time in which the holder may be called: nobody called in the last one, somebody wanted to call outside of it, or a second call was wanted outside of it (domain 2.12). */
export interface CallTaskPutOff {
  /** The call task; cal_ and 26 characters made from its cause; also the stream id. */
  readonly callId: string;
  /** First moment at which the holder may be called from now on. */
  readonly earliestAt: EpochMs;
  /** First moment that is too late; null: there is none. */
  readonly latestAt: EpochMs | null;
  /** Window of the programme that put it off; null where none did. */
  readonly ruleKey: string | null;
}

/** A call task that somebody had taken waits again. */
export interface CallTaskReleased {
  /** The call task; cal_ and 26 characters made from its cause; also the stream id. */
  readonly callId: string;
  /** Subject of the token of who had taken it. */
  readonly claimedBy: string;
  /** 'given_back': by who had it; 'lapsed': the time for it was over. */
  readonly reason: string;
}

/** Every event of topic notifications.call. */
export type CallEvent =
  | { readonly type: 'CallChecked'; readonly data: CallChecked }
  | { readonly type: 'CallConnected'; readonly data: CallConnected }
  | { readonly type: 'CallMissed'; readonly data: CallMissed }
  | { readonly type: 'CallTaskAssigned'; readonly data: CallTaskAssigned }
  | { readonly type: 'CallTaskClaimed'; readonly data: CallTaskClaimed }
  | { readonly type: 'CallTaskClosed'; readonly data: CallTaskClosed }
  | { readonly type: 'CallTaskOpened'; readonly data: CallTaskOpened }
  | { readonly type: 'CallTaskPutOff'; readonly data: CallTaskPutOff }
  | { readonly type: 'CallTaskReleased'; readonly data: CallTaskReleased };

/** The schemas of topic notifications.call, compact JSON. */
export const CALL_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'CallChecked',
    service: 'notifications',
    stream: 'call',
    text: '{"type":"record","name":"CallChecked","namespace":"scrip.notifications","doc":"The centre checked a call of its sample.","fields":[{"name":"callId","type":"string","doc":"The call task; cal_ and 26 characters made from its cause; also the stream id."},{"name":"attempt","type":"int","doc":"Which call of the task, from 1."},{"name":"checkedBy","type":"string","doc":"Subject of the token of who checked; never who called."},{"name":"finding","type":"string","doc":"\'in_order\' or \'deviates\'."},{"name":"remarkCode","type":["null","string"],"default":null,"doc":"What was found, a code of the issuer such as \'script_not_kept\'; null where nothing was."}]}',
  },
  {
    type: 'CallConnected',
    service: 'notifications',
    stream: 'call',
    text: '{"type":"record","name":"CallConnected","namespace":"scrip.notifications","doc":"A holder was spoken to. Only such calls count for the most that a holder gets in a year (domain 2.12, K1).","fields":[{"name":"callId","type":"string","doc":"The call task; cal_ and 26 characters made from its cause; also the stream id."},{"name":"holderId","type":"string","doc":"Holder who is called; hld_ and a ULID."},{"name":"purpose","type":"string","doc":"What it was about, as when the task was opened."},{"name":"attempt","type":"int","doc":"Which call of the task, from 1."},{"name":"outcome","type":"string","doc":"\'reached\': spoken to; \'refused\': answered, and does not want to be called."},{"name":"calledBy","type":"string","doc":"Subject of the token of who called."},{"name":"noteId","type":["null","string"],"default":null,"doc":"What was said, as a document of the holder in the vault of cards; doc_ and a ULID; null where nothing was written down."},{"name":"completedFields","type":{"type":"array","items":"string"},"doc":"Fields of the profile that the holder said and cards has since then; not what they say."},{"name":"isSampled","type":"boolean","doc":"Whether the centre checks this call; decided by the id and the share that the programme names."},{"name":"secondCallAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"When the holder is called once more; null: not."},{"name":"programmeId","type":"string","doc":"Programme it is decided under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document; replay never looks at today\'s terms."}]}',
  },
  {
    type: 'CallMissed',
    service: 'notifications',
    stream: 'call',
    text: '{"type":"record","name":"CallMissed","namespace":"scrip.notifications","doc":"A holder was called and not spoken to; it counts for no limit.","fields":[{"name":"callId","type":"string","doc":"The call task; cal_ and 26 characters made from its cause; also the stream id."},{"name":"holderId","type":"string","doc":"Holder who is called; hld_ and a ULID."},{"name":"purpose","type":"string","doc":"What it was about, as when the task was opened."},{"name":"attempt","type":"int","doc":"Which call of the task, from 1."},{"name":"outcome","type":"string","doc":"\'busy\', \'no_answer\' or \'wrong_number\'."},{"name":"calledBy","type":"string","doc":"Subject of the token of who called."},{"name":"noteId","type":["null","string"],"default":null,"doc":"What was said, as a document of the holder in the vault of cards; doc_ and a ULID; null where nothing was written down."},{"name":"isSampled","type":"boolean","doc":"Whether the centre checks this call; decided by the id and the share that the programme names."},{"name":"secondCallAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"When the holder is called once more; null: not."}]}',
  },
  {
    type: 'CallTaskAssigned',
    service: 'notifications',
    stream: 'call',
    text: '{"type":"record","name":"CallTaskAssigned","namespace":"scrip.notifications","doc":"A call task was put into a queue, or given to one person.","fields":[{"name":"callId","type":"string","doc":"The call task; cal_ and 26 characters made from its cause; also the stream id."},{"name":"queueKey","type":"string","doc":"Queue it waits in from now on: the issuer\'s own key of a shop, or \'centre\'."},{"name":"assignedTo","type":["null","string"],"default":null,"doc":"Subject of the token of who is to make it; null: anybody of the queue."},{"name":"assignedBy","type":"string","doc":"Subject of the token of who gave it."}]}',
  },
  {
    type: 'CallTaskClaimed',
    service: 'notifications',
    stream: 'call',
    text: '{"type":"record","name":"CallTaskClaimed","namespace":"scrip.notifications","doc":"Somebody took a call task; until then nobody else gets it.","fields":[{"name":"callId","type":"string","doc":"The call task; cal_ and 26 characters made from its cause; also the stream id."},{"name":"claimedBy","type":"string","doc":"Subject of the token of who took it."},{"name":"claimedUntilAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"First moment at which somebody else may take it."},{"name":"askFirst","type":["null","boolean"],"default":null,"doc":"Whether the number roams at this moment and the holder is asked first whether to go on; null in events from before this field."}]}',
  },
  {
    type: 'CallTaskClosed',
    service: 'notifications',
    stream: 'call',
    text: '{"type":"record","name":"CallTaskClosed","namespace":"scrip.notifications","doc":"A call task is over: nobody calls for it any more.","fields":[{"name":"callId","type":"string","doc":"The call task; cal_ and 26 characters made from its cause; also the stream id."},{"name":"holderId","type":"string","doc":"Holder who is called; hld_ and a ULID."},{"name":"reason","type":"string","doc":"Why: the outcome of its last call, \'not_reached\' after as many calls as the programme allows, \'cancelled\', or what bars the call, such as \'cap_reached\', \'no_consent\', \'too_late\' or \'holder_died\'."},{"name":"closedBy","type":"string","doc":"Subject of the token of who ended it."}]}',
  },
  {
    type: 'CallTaskOpened',
    service: 'notifications',
    stream: 'call',
    text: '{"type":"record","name":"CallTaskOpened","namespace":"scrip.notifications","doc":"Somebody is to call a holder: after an outreach of the programme, about a case, to ask whether a holder is content, or because the desk wants it (domain 2.12).","fields":[{"name":"callId","type":"string","doc":"The call task; cal_ and 26 characters made from its cause; also the stream id."},{"name":"holderId","type":"string","doc":"Holder who is called; hld_ and a ULID."},{"name":"queueKey","type":"string","doc":"Queue it waits in: the issuer\'s own key of a shop, or \'centre\'."},{"name":"purpose","type":"string","doc":"What it is about: key of an outreach of the programme, of a kind of case, or one of the desk; the script is found by it."},{"name":"category","type":"string","doc":"What it is for: \'service\' or \'marketing\'; the most that a holder gets is counted by it."},{"name":"cause","type":"string","doc":"What gave rise to it: \'outreach\', \'case\', \'follow_up\' or \'desk\'."},{"name":"causeId","type":["null","string"],"default":null,"doc":"The outreach or the case; null for one of the desk."},{"name":"earliestAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"First moment at which the holder may be called, as the windows of the programme gave it."},{"name":"latestAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"First moment that is too late; null: there is none."},{"name":"programmeId","type":"string","doc":"Programme it is decided under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document; replay never looks at today\'s terms."},{"name":"occasion","type":["null","string"],"default":null,"doc":"What gave rise to the outreach, such as \'birthday\': windows are told apart by it; null of other causes."},{"name":"expiresAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"First moment at which what it is about is over, such as the end of a birthday, or that the desk named; null: never."},{"name":"askFirst","type":["null","boolean"],"default":null,"doc":"Whether the number roams and the holder is asked first whether to go on; null in events from before this field."}]}',
  },
  {
    type: 'CallTaskPutOff',
    service: 'notifications',
    stream: 'call',
    text: '{"type":"record","name":"CallTaskPutOff","namespace":"scrip.notifications","doc":"The task waits for the next time in which the holder may be called: nobody called in the last one, somebody wanted to call outside of it, or a second call was wanted outside of it (domain 2.12).","fields":[{"name":"callId","type":"string","doc":"The call task; cal_ and 26 characters made from its cause; also the stream id."},{"name":"earliestAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"First moment at which the holder may be called from now on."},{"name":"latestAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"First moment that is too late; null: there is none."},{"name":"ruleKey","type":["null","string"],"default":null,"doc":"Window of the programme that put it off; null where none did."}]}',
  },
  {
    type: 'CallTaskReleased',
    service: 'notifications',
    stream: 'call',
    text: '{"type":"record","name":"CallTaskReleased","namespace":"scrip.notifications","doc":"A call task that somebody had taken waits again.","fields":[{"name":"callId","type":"string","doc":"The call task; cal_ and 26 characters made from its cause; also the stream id."},{"name":"claimedBy","type":"string","doc":"Subject of the token of who had taken it."},{"name":"reason","type":"string","doc":"\'given_back\': by who had it; \'lapsed\': the time for it was over."}]}',
  },
];
