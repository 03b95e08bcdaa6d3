/** A text for one occasion: a shop writes it, the centre approves it, and only then it goes out (domain 2.12). */
import type { EpochMs } from '@scrip/calendar';
import type { DraftEvent, DraftWritten } from '@scrip/contracts';
import { accept, type Decider, type Decision, InvariantError, reject } from '@scrip/decider';
import type { ContactPolicy } from '@scrip/programme';

/** A text. */
export type DraftState =
  | { readonly status: 'none' }
  | { readonly status: 'written' | 'approved' | 'refused'; readonly written: DraftWritten };

export const draftDecider: Decider<DraftState, DraftEvent> = {
  stream: 'draft',
  initial: { status: 'none' },
  evolve(state, event) {
    if (event.type === 'DraftWritten') return { status: 'written', written: event.data };
    if (state.status === 'none')
      throw new InvariantError(`${event.data.draftId} has ${event.type} before it was written`);
    return { ...state, status: event.type === 'DraftApproved' ? 'approved' : 'refused' };
  },
};

/** Who acts: the subject of the token, and the roles that it carries. */
export interface Actor {
  readonly subject: string;
  readonly roles: ReadonlySet<string>;
}

/** What comes when one holder does something: no day is its occasion. */
const FOLLOWS_EVENT: ReadonlySet<string> = new Set(['newSeasonPurchase', 'returnOrExchange']);

/**
 * Writes a text; the id is new. Refusals in the order tried:
 * - `drafts_not_used`: the programme has no texts that are drafted.
 * - `role_missing` {roles}: the writer has none of the roles that write.
 * - `outreach_unknown` {outreachKey}: the programme has no such outreach, it is a call, or it follows an event of a holder
 *   and no day.
 * - `send_time_over` {sendAt, now}, both in milliseconds since 1970-01-01T00:00:00Z.
 */
export function writeDraft(
  _state: DraftState,
  draft: Omit<DraftWritten, 'writtenRole' | 'writtenBy'>,
  contact: ContactPolicy | undefined,
  by: Actor,
  now: EpochMs,
): Decision<DraftEvent> {
  if (contact?.drafts === undefined) return reject('drafts_not_used');
  const { writtenBy: roles } = contact.drafts;
  const role = roles.find((one) => by.roles.has(one));
  if (role === undefined) return reject('role_missing', { roles });
  const { outreachKey, sendAt } = draft;
  const outreach = contact.outreach?.find(({ key }) => key === outreachKey);
  if (outreach === undefined || outreach.channel === 'call' || FOLLOWS_EVENT.has(outreach.on))
    return reject('outreach_unknown', { outreachKey });
  if (sendAt < now) return reject('send_time_over', { sendAt, now });
  return accept({ type: 'DraftWritten', data: { ...draft, writtenRole: role, writtenBy: by.subject } });
}

/**
 * Approves a text; one that is approved leaves no event. Refusals in the order tried:
 * - `draft_unknown`.
 * - `draft_refused`: it was turned down or taken back.
 * - `role_missing` {roles}: the approver has none of the roles that approve.
 * - `own_work`: the writer does not approve.
 * - `send_time_over` {sendAt, now}: it should have gone out already.
 */
export function approveDraft(
  state: DraftState,
  contact: ContactPolicy | undefined,
  by: Actor,
  now: EpochMs,
): Decision<DraftEvent> {
  if (state.status === 'none') return reject('draft_unknown');
  if (state.status === 'refused') return reject('draft_refused');
  if (state.status === 'approved') return accept();
  const roles = contact?.drafts?.approvedBy ?? [];
  const role = roles.find((one) => by.roles.has(one));
  if (role === undefined) return reject('role_missing', { roles });
  const { draftId, writtenBy, sendAt } = state.written;
  if (writtenBy === by.subject) return reject('own_work');
  if (sendAt < now) return reject('send_time_over', { sendAt, now });
  return accept({ type: 'DraftApproved', data: { draftId, approvedRole: role, approvedBy: by.subject } });
}

/**
 * Turns a text down, or takes one's own back; one that is refused leaves no event. Refusals in the order tried:
 * - `draft_unknown`.
 * - `draft_approved`: it goes out.
 * - `role_missing` {roles}: it is another's, and the token has none of the roles that approve.
 */
export function refuseDraft(
  state: DraftState,
  contact: ContactPolicy | undefined,
  by: Actor,
  reason: string,
): Decision<DraftEvent> {
  if (state.status === 'none') return reject('draft_unknown');
  if (state.status === 'approved') return reject('draft_approved');
  if (state.status === 'refused') return accept();
  const { draftId, writtenBy } = state.written;
  const roles = contact?.drafts?.approvedBy ?? [];
  if (writtenBy !== by.subject && !roles.some((one) => by.roles.has(one))) return reject('role_missing', { roles });
  return accept({ type: 'DraftRefused', data: { draftId, refusedBy: by.subject, reason } });
}
