/** What comes of a call: of its task, of what the holder may still be called, and of the case that it was about (domain 2.12). */
import { businessDate, type EpochMs } from '@scrip/calendar';
import type { CallEvent, CaseEvent, ContactEvent, OutreachEvent, OutreachPlanned } from '@scrip/contracts';
import { accept, type Decision } from '@scrip/decider';
import type { ContactPolicy } from '@scrip/programme';
import { type Case, type CaseState, calledBack } from '../case/case.decider.ts';
import { giveUpCallBack } from '../case/case-life.rule.ts';
import { type ContactState, contactOf, countMade } from '../contact/contact.decider.ts';
import type { OutreachState } from '../outreach/outreach.decider.ts';
import { type CallState, type CallTask, NOT_REACHED, type RecordCall } from './call.decider.ts';
import { endCall } from './call-window.rule.ts';

/** A fact and the stream it belongs to. */
export interface OutcomeFact {
  readonly streamId: string;
  readonly event: CallEvent | ContactEvent | CaseEvent | OutreachEvent;
}

/** What is decided on. */
export interface OutcomeStreams {
  readonly call: CallState;
  readonly contact: ContactState;
  /** The case that the call is about; left out where it is about none. */
  readonly about?: CaseState | undefined;
  /** The message that the holder is written instead. */
  readonly written: OutreachState;
}

/** Ids that are made before it is decided, always the same of the same call. */
export interface OutcomeIds {
  /** Of the message that the holder is written instead. */
  readonly outreachId: string;
  /** What a conversation counts as, by the number of the call of its task. */
  conversation(attempt: number): string;
}

/** Part of the contact section that calls for the message. */
const UNREACHED_KEY = 'unreached';
const HOLDER_NOT_REACHED = 'holder_not_reached';
/** Why a case needs no call back any more, by how its call was over. */
const GIVEN_UP: Readonly<Record<string, string>> = {
  [NOT_REACHED]: HOLDER_NOT_REACHED,
  // A call is owed again, but the policy leaves no time for it any more.
  no_answer: HOLDER_NOT_REACHED,
  busy: HOLDER_NOT_REACHED,
  wrong_number: 'number_wrong',
  refused: 'holder_refused',
};
const SERVICE = 'service:notifications';

/**
 * Records how a call ended. A conversation counts against the caps, each of a task for itself (K1). A call back that
 * reached the holder is told to its case; one that was the last allowed, or is not to be made again, or for which the
 * policy leaves no time any more, frees the case from it, writes to the holder where the programme has words for that, and closes the case where nothing else is left to do.
 * Refused like endCall; then `contact_unknown`.
 */
export function endCallWith(
  { call, contact, about, written }: OutcomeStreams,
  policy: Partial<ContactPolicy>,
  command: RecordCall,
  ids: OutcomeIds,
): Decision<OutcomeFact> {
  const made = endCall(call, contact, policy, command);
  if (made.kind === 'refused') return made;
  if (call.status === 'none') return accept();
  const { opened } = call;
  const facts = made.events.map((event): OutcomeFact => ({ streamId: opened.callId, event }));
  const ended = made.events.find((event) => event.type === 'CallTaskClosed');
  const reason = GIVEN_UP[ended?.data.reason ?? ''];
  if (reason !== undefined && about !== undefined && about.status !== 'none') {
    const { at } = command;
    const attempts = call.calls.length + 1;
    facts.push(...givenUp(call, { about, written }, policy, { reason, attempts, at, outreachId: ids.outreachId }));
  }
  const connected = made.events.find((event) => event.type === 'CallConnected');
  if (connected === undefined) return accept(...facts);
  const counted = countMade(contact, {
    outreachId: ids.conversation(connected.data.attempt),
    channel: 'call',
    category: opened.category,
    madeDate: businessDate(command.at),
  });
  if (counted.kind === 'refused') return counted;
  facts.push(...counted.events.map((event): OutcomeFact => ({ streamId: contactOf(opened.holderId), event })));
  if (about !== undefined && about.status !== 'none' && command.outcome === 'reached') {
    const { caseId } = about.opened;
    facts.push(...calledBack(about, opened.callId).map((event): OutcomeFact => ({ streamId: caseId, event })));
  }
  return accept(...facts);
}

/**
 * What comes of a task that was put off, or that the policy ended before anybody called. A call back that nobody may make
 * any more frees its case as one that nobody answered; where the holder is gone the case finds that itself when it is
 * closed. Refused like what was settled.
 * @param settled what settleCall or passWindow says of the call.
 */
export function settleWith(
  { call, contact, about, written }: OutcomeStreams,
  settled: Decision<CallEvent>,
  policy: Partial<ContactPolicy>,
  { at, outreachId }: { readonly at: EpochMs; readonly outreachId: string },
): Decision<OutcomeFact> {
  if (settled.kind === 'refused') return settled;
  if (call.status === 'none') return accept();
  const facts = settled.events.map((event): OutcomeFact => ({ streamId: call.opened.callId, event }));
  const isOver = settled.events.some(({ type }) => type === 'CallTaskClosed');
  const isThere = contact.kind === 'known' && contact.ended === null;
  if (!isOver || !isThere || about === undefined || about.status === 'none') return accept(...facts);
  const end = { reason: HOLDER_NOT_REACHED, attempts: call.calls.length, at, outreachId };
  return accept(...facts, ...givenUp(call, { about, written }, policy, end));
}

/** How a call back was over without the holder. */
interface GivenUp {
  readonly reason: string;
  /** Calls that were made for it. */
  readonly attempts: number;
  readonly at: EpochMs;
  readonly outreachId: string;
}

/** The case goes on without a call back, or is over; its holder is written to once. */
function givenUp(
  { opened }: CallTask,
  { about, written }: { readonly about: Case; readonly written: OutreachState },
  policy: Partial<ContactPolicy>,
  { reason, attempts, at, outreachId }: GivenUp,
): readonly OutcomeFact[] {
  const { caseId } = about.opened;
  const words = policy.calls?.unreached;
  const unreached = {
    callId: opened.callId,
    attempts,
    reason,
    outreachId: words === undefined ? null : outreachId,
  };
  const told = giveUpCallBack(about, unreached, { by: SERVICE, at });
  if (told.length === 0) return [];
  const facts = told.map((event): OutcomeFact => ({ streamId: caseId, event }));
  if (words === undefined || written.kind !== 'unknown') return facts;
  const { holderId, programmeId, programmeVersion, callId } = opened;
  const plan: OutreachPlanned = {
    outreachId,
    holderId,
    category: 'service',
    purpose: UNREACHED_KEY,
    channels: [words.channel, ...(words.otherwise ?? [])],
    templateKey: words.template,
    draftId: null,
    locale: null,
    variables: { caseId },
    causeEventId: callId,
    programmeId,
    programmeVersion,
    triggerKey: UNREACHED_KEY,
    placeId: null,
    dueAt: at,
    expiresAt: null,
  };
  return [...facts, { streamId: outreachId, event: { type: 'OutreachPlanned', data: plan } }];
}
