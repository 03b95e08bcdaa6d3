// Generated from schemas/ by libs/contracts/generate.ts; never edited.

import type { Fen } from '@scrip/money';
import type { EpochMs, SchemaSource } from '../schema-source.ts';

/** A clock of a case that runs from now on. */
export interface CaseClockStart {
  /** Name of the clock, a key of the programme. */
  readonly clockKey: string;
  /** When it is late. */
  readonly dueAt: EpochMs;
  /** When it warns; null: it does not. */
  readonly warnAt: EpochMs | null;
}

/** What is going to be done, and by when. */
export interface CasePlanStep {
  /** What, a code of the issuer such as 'replace-goods'. */
  readonly step: string;
  /** By when it is promised. */
  readonly dueAt: EpochMs;
}

/** A time that a case may take, as the programme says. */
export interface CaseClock {
  /** Name of the clock, a key of the programme. */
  readonly clockKey: string;
  /** What starts it: 'opened', 'acknowledged' or 'answered'. */
  readonly starts: string;
  /** What stops it: 'acknowledged', 'answered', 'done' or 'closed'. */
  readonly stops: string;
  /** How long after its start it is due, an ISO 8601 period; null: at the date that was promised. */
  readonly within: string | null;
  /** 'always', or 'workingHours'. */
  readonly runs: string;
  /** How long before it is due it warns, an ISO 8601 period; null: it does not. */
  readonly warnBefore: string | null;
  /** Role that is told when it is late, a key of the programme; null: nobody. */
  readonly escalateTo: string | null;
}

/** Hours of work, for clocks that run in them. */
export interface CaseHours {
  /** Days of the week on which somebody works, 1 is Monday. */
  readonly weekdays: readonly number[];
  /** First moment of such a day, HH:MM. */
  readonly from: string;
  /** First moment after it, HH:MM of the same day. */
  readonly to: string;
  /** Days on which nobody works, YYYY-MM-DD. */
  readonly closedDates: readonly string[];
}

/** Who may grant a compensation up to an amount. */
export interface CaseAuthority {
  /** The most, in fen. */
  readonly upToFen: Fen;
  /** Roles that grant it, any of them: keys of the programme; held by those whose token has the scope notifications:authority.<key>. */
  readonly roles: readonly string[];
}

/** The holder was told that the case was taken up. It stops no clock that waits for an answer. */
export interface CaseAcknowledged {
  /** The case; cas_ and 26 characters; also the stream id. */
  readonly caseId: string;
  /** Clocks that run from now on. */
  readonly started: readonly CaseClockStart[];
  /** Subject of the token of who told. */
  readonly acknowledgedBy: string;
}

/** The holder was answered with a plan and its dates. Only this stops the clock of the answer; the last of the dates is the next clock (domain 2.12, K3). */
export interface CaseAnswered {
  /** The case; cas_ and 26 characters; also the stream id. */
  readonly caseId: string;
  /** The plan that was told to the holder. */
  readonly steps: readonly CasePlanStep[];
  /** The last of its dates. */
  readonly promisedAt: EpochMs;
  /** The answer, as a document of the holder in the vault of cards; doc_ and a ULID; null where nothing was written down. */
  readonly noteId: string | null;
  /** Clocks that run from now on. */
  readonly started: readonly CaseClockStart[];
  /** Subject of the token of who answered. */
  readonly answeredBy: string;
}

/** Somebody is to call the holder back about the case. */
export interface CaseCallBackAsked {
  /** The case; cas_ and 26 characters; also the stream id. */
  readonly caseId: string;
  /** The call task; cal_ and 26 characters. */
  readonly callId: string;
}

/** The holder was called back about the case and spoken to; without it the case is not closed where the programme wants it. */
export interface CaseCalledBack {
  /** The case; cas_ and 26 characters; also the stream id. */
  readonly caseId: string;
  /** The call task; cal_ and 26 characters. */
  readonly callId: string;
}

/** A clock of a case is about to be late. */
export interface CaseClockWarned {
  /** The case; cas_ and 26 characters; also the stream id. */
  readonly caseId: string;
  /** Name of the clock, a key of the programme. */
  readonly clockKey: string;
  /** When it is late. */
  readonly dueAt: EpochMs;
  /** Role that is told, a key of the programme; null: nobody in particular. */
  readonly role: string | null;
}

/** A case is over. */
export interface CaseClosed {
  /** The case; cas_ and 26 characters; also the stream id. */
  readonly caseId: string;
  /** Why, a code of the issuer; null where nobody asks. */
  readonly reason: string | null;
  /** What it cost, in fen; null where nobody asks. */
  readonly costFen: Fen | null;
  /** Of a holder who wanted to leave: 'kept' or 'left'; of others a code of the issuer; null where nobody asks. */
  readonly outcome: string | null;
  /** Call task in which the holder is asked whether it was settled well; cal_ and 26 characters; null: there is none. */
  readonly followUpCallId: string | null;
  /** Subject of the token of who closed it. */
  readonly closedBy: string;
  /** Why the holder was not called back though the kind of case asks for it: 'holder_unknown', 'holder_died', 'holder_moved_away' or 'holder_erased'; or why calls did not reach the holder: 'holder_not_reached', 'number_wrong' or 'holder_refused'; null where the holder was, or need not be. */
  readonly uncalledFor: string | null;
}

/** Another person than who proposed it granted a compensation; the ledger is asked to record it. */
export interface CaseCompensationApproved {
  /** The case; cas_ and 26 characters; also the stream id. */
  readonly caseId: string;
  /** The compensation; cmp_ and 26 characters. */
  readonly compensationId: string;
  /** What is paid, in fen. */
  readonly amountFen: Fen;
  /** Role that it was granted in, a key of the programme. */
  readonly role: string;
  /** Subject of the token of who granted it. */
  readonly approvedBy: string;
}

/** The ledger has recorded a compensation that was granted. */
export interface CaseCompensationPosted {
  /** The case; cas_ and 26 characters; also the stream id. */
  readonly caseId: string;
  /** The compensation; cmp_ and 26 characters. */
  readonly compensationId: string;
  /** Claim of the holder in the ledger; clm_ and 26 characters. */
  readonly claimId: string;
  /** What was recorded, in fen. */
  readonly amountFen: Fen;
}

/** Somebody proposes to make good a loss. */
export interface CaseCompensationProposed {
  /** The case; cas_ and 26 characters; also the stream id. */
  readonly caseId: string;
  /** The compensation; cmp_ and 26 characters. */
  readonly compensationId: string;
  /** What is to be paid, in fen. */
  readonly amountFen: Fen;
  /** The loss that was proved, in fen. */
  readonly provedLossFen: Fen;
  /** Where the proof is found, the issuer's own reference of [A-Za-z0-9._:/-]{1,100}; never its text. */
  readonly evidence: string;
  /** Wallet that gets it; wal_ and a ULID; null: it is owed, and paid by bank. */
  readonly walletId: string | null;
  /** Subject of the token of who proposed; never approves. */
  readonly proposedBy: string;
}

/** The ledger refused a compensation that was granted; another one can be proposed. */
export interface CaseCompensationRefused {
  /** The case; cas_ and 26 characters; also the stream id. */
  readonly caseId: string;
  /** The compensation; cmp_ and 26 characters. */
  readonly compensationId: string;
  /** The ledger's refusal, such as 'wallet_closed'. */
  readonly code: string;
}

/** A compensation was not granted. */
export interface CaseCompensationRejected {
  /** The case; cas_ and 26 characters; also the stream id. */
  readonly caseId: string;
  /** The compensation; cmp_ and 26 characters. */
  readonly compensationId: string;
  /** Why, in snake_case. */
  readonly reason: string;
  /** Subject of the token of who said no. */
  readonly rejectedBy: string;
}

/** What was promised was done. */
export interface CaseDone {
  /** The case; cas_ and 26 characters; also the stream id. */
  readonly caseId: string;
  /** Subject of the token of who says so. */
  readonly doneBy: string;
}

/** A clock of a case is late (domain 2.12, K3). */
export interface CaseEscalated {
  /** The case; cas_ and 26 characters; also the stream id. */
  readonly caseId: string;
  /** Name of the clock, a key of the programme. */
  readonly clockKey: string;
  /** When it became late. */
  readonly dueAt: EpochMs;
  /** Role that is told, a key of the programme; null: nobody in particular. */
  readonly role: string | null;
}

/** The call back about a case ended without the holder: after as many calls as the programme allows, at a wrong number, because the holder does not want to be called, or because the policy leaves no time for it any more. The case needs no call back any more (domain 2.12). */
export interface CaseHolderUnreached {
  /** The case; cas_ and 26 characters; also the stream id. */
  readonly caseId: string;
  /** Call task that ended so; cal_ and 26 characters. */
  readonly callId: string;
  /** Calls that were made for it; 0 where the policy left no time for any. */
  readonly attempts: number;
  /** 'holder_not_reached', 'number_wrong' or 'holder_refused'. */
  readonly reason: string;
  /** Message by which the holder is written instead, decided by consent, caps, windows and night like any other; out_ and 26 characters; null where the programme names no words for it. */
  readonly outreachId: string | null;
}

/** A complaint, a request at the service desk, or a holder who wants to leave. The terms it is dealt with under are written here (domain 2.12). */
export interface CaseOpened {
  /** The case; cas_ and 26 characters; also the stream id. */
  readonly caseId: string;
  /** Whose case it is; hld_ and a ULID; null where the holder is not known. */
  readonly holderId: string | null;
  /** Kind of case, a key of the programme. */
  readonly caseKey: string;
  /** 'complaint', 'request' or 'retention'. */
  readonly kind: string;
  /** What it is about, a code of the issuer such as 'late-delivery'; cases are counted by it. */
  readonly topic: string;
  /** How it came in: 'desk', 'phone', 'online' or 'letter'. */
  readonly channel: string;
  /** Who deals with it: the issuer's own key of a shop, or 'centre'. */
  readonly queueKey: string;
  /** Receipt it is about, as points knows it; null where it is about none. */
  readonly receiptId: string | null;
  /** Of a holder who wants to leave: why, a code of the issuer; null otherwise. */
  readonly reason: string | null;
  /** What was said, as a document of the holder in the vault of cards; doc_ and a ULID; null where nothing was written down. */
  readonly noteId: string | null;
  /** The times it may take. */
  readonly clocks: readonly CaseClock[];
  /** Hours of work; null where no clock runs in them. */
  readonly hours: CaseHours | null;
  /** Who grants how much compensation, the least first; empty: there is none. */
  readonly authorities: readonly CaseAuthority[];
  /** Whether compensation may not be above the loss that was proved. */
  readonly isCappedAtLoss: boolean;
  /** Whether the holder must have been called back before it is closed. */
  readonly needsCallBack: boolean;
  /** What must be told at its end: 'reason', 'cost', 'outcome'. */
  readonly asks: readonly string[];
  /** How long after its end the holder is asked whether it was settled well, an ISO 8601 period; null: not. */
  readonly followUpAfter: string | null;
  /** Clocks that run from now on. */
  readonly started: readonly CaseClockStart[];
  /** Subject of the token of who recorded it. */
  readonly openedBy: string;
  /** Programme it is decided under, an issuer's own key of [a-z0-9-]{2,40}. */
  readonly programmeId: string;
  /** Version of the programme document; replay never looks at today's terms. */
  readonly programmeVersion: number;
  /** What the holder is asked then: 'expected', 'perceived'; null where nobody asks, and in events from before this field. */
  readonly followUpAsks: readonly string[] | null;
}

/** A case that was closed goes on; its clocks start anew. */
export interface CaseReopened {
  /** The case; cas_ and 26 characters; also the stream id. */
  readonly caseId: string;
  /** Why, in snake_case. */
  readonly reason: string;
  /** Clocks that run from now on. */
  readonly started: readonly CaseClockStart[];
  /** Subject of the token of who reopened it. */
  readonly reopenedBy: string;
}

/** The holder said what was expected and what was got. */
export interface CaseSatisfactionRecorded {
  /** The case; cas_ and 26 characters; also the stream id. */
  readonly caseId: string;
  /** What was expected, from 1 to 10; null where it was not said. */
  readonly expected: number | null;
  /** What was got, from 1 to 10; null where it was not said. */
  readonly perceived: number | null;
  /** Subject of the token of who asked. */
  readonly recordedBy: string;
}

/** Every event of topic notifications.case. */
export type CaseEvent =
  | { readonly type: 'CaseAcknowledged'; readonly data: CaseAcknowledged }
  | { readonly type: 'CaseAnswered'; readonly data: CaseAnswered }
  | { readonly type: 'CaseCallBackAsked'; readonly data: CaseCallBackAsked }
  | { readonly type: 'CaseCalledBack'; readonly data: CaseCalledBack }
  | { readonly type: 'CaseClockWarned'; readonly data: CaseClockWarned }
  | { readonly type: 'CaseClosed'; readonly data: CaseClosed }
  | { readonly type: 'CaseCompensationApproved'; readonly data: CaseCompensationApproved }
  | { readonly type: 'CaseCompensationPosted'; readonly data: CaseCompensationPosted }
  | { readonly type: 'CaseCompensationProposed'; readonly data: CaseCompensationProposed }
  | { readonly type: 'CaseCompensationRefused'; readonly data: CaseCompensationRefused }
  | { readonly type: 'CaseCompensationRejected'; readonly data: CaseCompensationRejected }
  | { readonly type: 'CaseDone'; readonly data: CaseDone }
  | { readonly type: 'CaseEscalated'; readonly data: CaseEscalated }
  | { readonly type: 'CaseHolderUnreached'; readonly data: CaseHolderUnreached }
  | { readonly type: 'CaseOpened'; readonly data: CaseOpened }
  | { readonly type: 'CaseReopened'; readonly data: CaseReopened }
  | { readonly type: 'CaseSatisfactionRecorded'; readonly data: CaseSatisfactionRecorded };

/** The schemas of topic notifications.case, compact JSON. */
export const CASE_SCHEMAS: readonly SchemaSource[] = [
  {
    type: 'CaseAcknowledged',
    service: 'notifications',
    stream: 'case',
    text: '{"type":"record","name":"CaseAcknowledged","namespace":"scrip.notifications","doc":"The holder was told that the case was taken up. It stops no clock that waits for an answer.","fields":[{"name":"caseId","type":"string","doc":"The case; cas_ and 26 characters; also the stream id."},{"name":"started","type":{"type":"array","items":{"type":"record","name":"CaseClockStart","doc":"A clock of a case that runs from now on.","fields":[{"name":"clockKey","type":"string","doc":"Name of the clock, a key of the programme."},{"name":"dueAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"When it is late."},{"name":"warnAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"When it warns; null: it does not."}]}},"doc":"Clocks that run from now on."},{"name":"acknowledgedBy","type":"string","doc":"Subject of the token of who told."}]}',
  },
  {
    type: 'CaseAnswered',
    service: 'notifications',
    stream: 'case',
    text: '{"type":"record","name":"CaseAnswered","namespace":"scrip.notifications","doc":"The holder was answered with a plan and its dates. Only this stops the clock of the answer; the last of the dates is the next clock (domain 2.12, K3).","fields":[{"name":"caseId","type":"string","doc":"The case; cas_ and 26 characters; also the stream id."},{"name":"steps","type":{"type":"array","items":{"type":"record","name":"CasePlanStep","doc":"What is going to be done, and by when.","fields":[{"name":"step","type":"string","doc":"What, a code of the issuer such as \'replace-goods\'."},{"name":"dueAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"By when it is promised."}]}},"doc":"The plan that was told to the holder."},{"name":"promisedAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"The last of its dates."},{"name":"noteId","type":["null","string"],"default":null,"doc":"The answer, as a document of the holder in the vault of cards; doc_ and a ULID; null where nothing was written down."},{"name":"started","type":{"type":"array","items":{"type":"record","name":"CaseClockStart","doc":"A clock of a case that runs from now on.","fields":[{"name":"clockKey","type":"string","doc":"Name of the clock, a key of the programme."},{"name":"dueAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"When it is late."},{"name":"warnAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"When it warns; null: it does not."}]}},"doc":"Clocks that run from now on."},{"name":"answeredBy","type":"string","doc":"Subject of the token of who answered."}]}',
  },
  {
    type: 'CaseCallBackAsked',
    service: 'notifications',
    stream: 'case',
    text: '{"type":"record","name":"CaseCallBackAsked","namespace":"scrip.notifications","doc":"Somebody is to call the holder back about the case.","fields":[{"name":"caseId","type":"string","doc":"The case; cas_ and 26 characters; also the stream id."},{"name":"callId","type":"string","doc":"The call task; cal_ and 26 characters."}]}',
  },
  {
    type: 'CaseCalledBack',
    service: 'notifications',
    stream: 'case',
    text: '{"type":"record","name":"CaseCalledBack","namespace":"scrip.notifications","doc":"The holder was called back about the case and spoken to; without it the case is not closed where the programme wants it.","fields":[{"name":"caseId","type":"string","doc":"The case; cas_ and 26 characters; also the stream id."},{"name":"callId","type":"string","doc":"The call task; cal_ and 26 characters."}]}',
  },
  {
    type: 'CaseClockWarned',
    service: 'notifications',
    stream: 'case',
    text: '{"type":"record","name":"CaseClockWarned","namespace":"scrip.notifications","doc":"A clock of a case is about to be late.","fields":[{"name":"caseId","type":"string","doc":"The case; cas_ and 26 characters; also the stream id."},{"name":"clockKey","type":"string","doc":"Name of the clock, a key of the programme."},{"name":"dueAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"When it is late."},{"name":"role","type":["null","string"],"default":null,"doc":"Role that is told, a key of the programme; null: nobody in particular."}]}',
  },
  {
    type: 'CaseClosed',
    service: 'notifications',
    stream: 'case',
    text: '{"type":"record","name":"CaseClosed","namespace":"scrip.notifications","doc":"A case is over.","fields":[{"name":"caseId","type":"string","doc":"The case; cas_ and 26 characters; also the stream id."},{"name":"reason","type":["null","string"],"default":null,"doc":"Why, a code of the issuer; null where nobody asks."},{"name":"costFen","type":["null",{"type":"long","logicalType":"fen"}],"default":null,"doc":"What it cost, in fen; null where nobody asks."},{"name":"outcome","type":["null","string"],"default":null,"doc":"Of a holder who wanted to leave: \'kept\' or \'left\'; of others a code of the issuer; null where nobody asks."},{"name":"followUpCallId","type":["null","string"],"default":null,"doc":"Call task in which the holder is asked whether it was settled well; cal_ and 26 characters; null: there is none."},{"name":"closedBy","type":"string","doc":"Subject of the token of who closed it."},{"name":"uncalledFor","type":["null","string"],"default":null,"doc":"Why the holder was not called back though the kind of case asks for it: \'holder_unknown\', \'holder_died\', \'holder_moved_away\' or \'holder_erased\'; or why calls did not reach the holder: \'holder_not_reached\', \'number_wrong\' or \'holder_refused\'; null where the holder was, or need not be."}]}',
  },
  {
    type: 'CaseCompensationApproved',
    service: 'notifications',
    stream: 'case',
    text: '{"type":"record","name":"CaseCompensationApproved","namespace":"scrip.notifications","doc":"Another person than who proposed it granted a compensation; the ledger is asked to record it.","fields":[{"name":"caseId","type":"string","doc":"The case; cas_ and 26 characters; also the stream id."},{"name":"compensationId","type":"string","doc":"The compensation; cmp_ and 26 characters."},{"name":"amountFen","type":{"type":"long","logicalType":"fen"},"doc":"What is paid, in fen."},{"name":"role","type":"string","doc":"Role that it was granted in, a key of the programme."},{"name":"approvedBy","type":"string","doc":"Subject of the token of who granted it."}]}',
  },
  {
    type: 'CaseCompensationPosted',
    service: 'notifications',
    stream: 'case',
    text: '{"type":"record","name":"CaseCompensationPosted","namespace":"scrip.notifications","doc":"The ledger has recorded a compensation that was granted.","fields":[{"name":"caseId","type":"string","doc":"The case; cas_ and 26 characters; also the stream id."},{"name":"compensationId","type":"string","doc":"The compensation; cmp_ and 26 characters."},{"name":"claimId","type":"string","doc":"Claim of the holder in the ledger; clm_ and 26 characters."},{"name":"amountFen","type":{"type":"long","logicalType":"fen"},"doc":"What was recorded, in fen."}]}',
  },
  {
    type: 'CaseCompensationProposed',
    service: 'notifications',
    stream: 'case',
    text: '{"type":"record","name":"CaseCompensationProposed","namespace":"scrip.notifications","doc":"Somebody proposes to make good a loss.","fields":[{"name":"caseId","type":"string","doc":"The case; cas_ and 26 characters; also the stream id."},{"name":"compensationId","type":"string","doc":"The compensation; cmp_ and 26 characters."},{"name":"amountFen","type":{"type":"long","logicalType":"fen"},"doc":"What is to be paid, in fen."},{"name":"provedLossFen","type":{"type":"long","logicalType":"fen"},"doc":"The loss that was proved, in fen."},{"name":"evidence","type":"string","doc":"Where the proof is found, the issuer\'s own reference of [A-Za-z0-9._:/-]{1,100}; never its text."},{"name":"walletId","type":["null","string"],"default":null,"doc":"Wallet that gets it; wal_ and a ULID; null: it is owed, and paid by bank."},{"name":"proposedBy","type":"string","doc":"Subject of the token of who proposed; never approves."}]}',
  },
  {
    type: 'CaseCompensationRefused',
    service: 'notifications',
    stream: 'case',
    text: '{"type":"record","name":"CaseCompensationRefused","namespace":"scrip.notifications","doc":"The ledger refused a compensation that was granted; another one can be proposed.","fields":[{"name":"caseId","type":"string","doc":"The case; cas_ and 26 characters; also the stream id."},{"name":"compensationId","type":"string","doc":"The compensation; cmp_ and 26 characters."},{"name":"code","type":"string","doc":"The ledger\'s refusal, such as \'wallet_closed\'."}]}',
  },
  {
    type: 'CaseCompensationRejected',
    service: 'notifications',
    stream: 'case',
    text: '{"type":"record","name":"CaseCompensationRejected","namespace":"scrip.notifications","doc":"A compensation was not granted.","fields":[{"name":"caseId","type":"string","doc":"The case; cas_ and 26 characters; also the stream id."},{"name":"compensationId","type":"string","doc":"The compensation; cmp_ and 26 characters."},{"name":"reason","type":"string","doc":"Why, in snake_case."},{"name":"rejectedBy","type":"string","doc":"Subject of the token of who said no."}]}',
  },
  {
    type: 'CaseDone',
    service: 'notifications',
    stream: 'case',
    text: '{"type":"record","name":"CaseDone","namespace":"scrip.notifications","doc":"What was promised was done.","fields":[{"name":"caseId","type":"string","doc":"The case; cas_ and 26 characters; also the stream id."},{"name":"doneBy","type":"string","doc":"Subject of the token of who says so."}]}',
  },
  {
    type: 'CaseEscalated',
    service: 'notifications',
    stream: 'case',
    text: '{"type":"record","name":"CaseEscalated","namespace":"scrip.notifications","doc":"A clock of a case is late (domain 2.12, K3).","fields":[{"name":"caseId","type":"string","doc":"The case; cas_ and 26 characters; also the stream id."},{"name":"clockKey","type":"string","doc":"Name of the clock, a key of the programme."},{"name":"dueAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"When it became late."},{"name":"role","type":["null","string"],"default":null,"doc":"Role that is told, a key of the programme; null: nobody in particular."}]}',
  },
  {
    type: 'CaseHolderUnreached',
    service: 'notifications',
    stream: 'case',
    text: '{"type":"record","name":"CaseHolderUnreached","namespace":"scrip.notifications","doc":"The call back about a case ended without the holder: after as many calls as the programme allows, at a wrong number, because the holder does not want to be called, or because the policy leaves no time for it any more. The case needs no call back any more (domain 2.12).","fields":[{"name":"caseId","type":"string","doc":"The case; cas_ and 26 characters; also the stream id."},{"name":"callId","type":"string","doc":"Call task that ended so; cal_ and 26 characters."},{"name":"attempts","type":"int","doc":"Calls that were made for it; 0 where the policy left no time for any."},{"name":"reason","type":"string","doc":"\'holder_not_reached\', \'number_wrong\' or \'holder_refused\'."},{"name":"outreachId","type":["null","string"],"default":null,"doc":"Message by which the holder is written instead, decided by consent, caps, windows and night like any other; out_ and 26 characters; null where the programme names no words for it."}]}',
  },
  {
    type: 'CaseOpened',
    service: 'notifications',
    stream: 'case',
    text: '{"type":"record","name":"CaseOpened","namespace":"scrip.notifications","doc":"A complaint, a request at the service desk, or a holder who wants to leave. The terms it is dealt with under are written here (domain 2.12).","fields":[{"name":"caseId","type":"string","doc":"The case; cas_ and 26 characters; also the stream id."},{"name":"holderId","type":["null","string"],"default":null,"doc":"Whose case it is; hld_ and a ULID; null where the holder is not known."},{"name":"caseKey","type":"string","doc":"Kind of case, a key of the programme."},{"name":"kind","type":"string","doc":"\'complaint\', \'request\' or \'retention\'."},{"name":"topic","type":"string","doc":"What it is about, a code of the issuer such as \'late-delivery\'; cases are counted by it."},{"name":"channel","type":"string","doc":"How it came in: \'desk\', \'phone\', \'online\' or \'letter\'."},{"name":"queueKey","type":"string","doc":"Who deals with it: the issuer\'s own key of a shop, or \'centre\'."},{"name":"receiptId","type":["null","string"],"default":null,"doc":"Receipt it is about, as points knows it; null where it is about none."},{"name":"reason","type":["null","string"],"default":null,"doc":"Of a holder who wants to leave: why, a code of the issuer; null otherwise."},{"name":"noteId","type":["null","string"],"default":null,"doc":"What was said, as a document of the holder in the vault of cards; doc_ and a ULID; null where nothing was written down."},{"name":"clocks","type":{"type":"array","items":{"type":"record","name":"CaseClock","doc":"A time that a case may take, as the programme says.","fields":[{"name":"clockKey","type":"string","doc":"Name of the clock, a key of the programme."},{"name":"starts","type":"string","doc":"What starts it: \'opened\', \'acknowledged\' or \'answered\'."},{"name":"stops","type":"string","doc":"What stops it: \'acknowledged\', \'answered\', \'done\' or \'closed\'."},{"name":"within","type":["null","string"],"default":null,"doc":"How long after its start it is due, an ISO 8601 period; null: at the date that was promised."},{"name":"runs","type":"string","doc":"\'always\', or \'workingHours\'."},{"name":"warnBefore","type":["null","string"],"default":null,"doc":"How long before it is due it warns, an ISO 8601 period; null: it does not."},{"name":"escalateTo","type":["null","string"],"default":null,"doc":"Role that is told when it is late, a key of the programme; null: nobody."}]}},"doc":"The times it may take."},{"name":"hours","type":["null",{"type":"record","name":"CaseHours","doc":"Hours of work, for clocks that run in them.","fields":[{"name":"weekdays","type":{"type":"array","items":"int"},"doc":"Days of the week on which somebody works, 1 is Monday."},{"name":"from","type":"string","doc":"First moment of such a day, HH:MM."},{"name":"to","type":"string","doc":"First moment after it, HH:MM of the same day."},{"name":"closedDates","type":{"type":"array","items":"string"},"doc":"Days on which nobody works, YYYY-MM-DD."}]}],"default":null,"doc":"Hours of work; null where no clock runs in them."},{"name":"authorities","type":{"type":"array","items":{"type":"record","name":"CaseAuthority","doc":"Who may grant a compensation up to an amount.","fields":[{"name":"upToFen","type":{"type":"long","logicalType":"fen"},"doc":"The most, in fen."},{"name":"roles","type":{"type":"array","items":"string"},"doc":"Roles that grant it, any of them: keys of the programme; held by those whose token has the scope notifications:authority.<key>."}]}},"doc":"Who grants how much compensation, the least first; empty: there is none."},{"name":"isCappedAtLoss","type":"boolean","doc":"Whether compensation may not be above the loss that was proved."},{"name":"needsCallBack","type":"boolean","doc":"Whether the holder must have been called back before it is closed."},{"name":"asks","type":{"type":"array","items":"string"},"doc":"What must be told at its end: \'reason\', \'cost\', \'outcome\'."},{"name":"followUpAfter","type":["null","string"],"default":null,"doc":"How long after its end the holder is asked whether it was settled well, an ISO 8601 period; null: not."},{"name":"started","type":{"type":"array","items":{"type":"record","name":"CaseClockStart","doc":"A clock of a case that runs from now on.","fields":[{"name":"clockKey","type":"string","doc":"Name of the clock, a key of the programme."},{"name":"dueAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"When it is late."},{"name":"warnAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"When it warns; null: it does not."}]}},"doc":"Clocks that run from now on."},{"name":"openedBy","type":"string","doc":"Subject of the token of who recorded it."},{"name":"programmeId","type":"string","doc":"Programme it is decided under, an issuer\'s own key of [a-z0-9-]{2,40}."},{"name":"programmeVersion","type":"int","doc":"Version of the programme document; replay never looks at today\'s terms."},{"name":"followUpAsks","type":["null",{"type":"array","items":"string"}],"default":null,"doc":"What the holder is asked then: \'expected\', \'perceived\'; null where nobody asks, and in events from before this field."}]}',
  },
  {
    type: 'CaseReopened',
    service: 'notifications',
    stream: 'case',
    text: '{"type":"record","name":"CaseReopened","namespace":"scrip.notifications","doc":"A case that was closed goes on; its clocks start anew.","fields":[{"name":"caseId","type":"string","doc":"The case; cas_ and 26 characters; also the stream id."},{"name":"reason","type":"string","doc":"Why, in snake_case."},{"name":"started","type":{"type":"array","items":{"type":"record","name":"CaseClockStart","doc":"A clock of a case that runs from now on.","fields":[{"name":"clockKey","type":"string","doc":"Name of the clock, a key of the programme."},{"name":"dueAt","type":{"type":"long","logicalType":"timestamp-millis"},"doc":"When it is late."},{"name":"warnAt","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"default":null,"doc":"When it warns; null: it does not."}]}},"doc":"Clocks that run from now on."},{"name":"reopenedBy","type":"string","doc":"Subject of the token of who reopened it."}]}',
  },
  {
    type: 'CaseSatisfactionRecorded',
    service: 'notifications',
    stream: 'case',
    text: '{"type":"record","name":"CaseSatisfactionRecorded","namespace":"scrip.notifications","doc":"The holder said what was expected and what was got.","fields":[{"name":"caseId","type":"string","doc":"The case; cas_ and 26 characters; also the stream id."},{"name":"expected","type":["null","int"],"default":null,"doc":"What was expected, from 1 to 10; null where it was not said."},{"name":"perceived","type":["null","int"],"default":null,"doc":"What was got, from 1 to 10; null where it was not said."},{"name":"recordedBy","type":"string","doc":"Subject of the token of who asked."}]}',
  },
];
