/** A call task whose time passed before anybody called, or whose holder is gone: the next time, or its end (domain 2.12). */
import type { EpochMs } from '@scrip/calendar';
import type { CallEvent } from '@scrip/contracts';
import { accept, type Decision } from '@scrip/decider';
import type { ContactPolicy } from '@scrip/programme';
import type { ContactState } from '../contact/contact.decider.ts';
import { mayContact, type ToSay } from '../contact/contact-policy.rule.ts';
import type { CallState, CallTask } from './call.decider.ts';

/**
 * What becomes of a task at the end of its time. Whoever died, moved away, was erased or merged is not called for anything.
 * One of an outreach waits for the next time that consent, caps, windows and
 * night leave, or is over with the reason why they leave none; one of another cause is over. A task that somebody has, that
 * is over, or whose time has not passed stays as it is. Never refused.
 * @param expiresAt first moment at which the occasion is over, such as the end of a birthday; null: never.
 */
export function passWindow(
  state: CallState,
  contact: ContactState,
  policy: Partial<ContactPolicy>,
  { now, expiresAt, by }: { readonly now: EpochMs; readonly expiresAt: EpochMs | null; readonly by: string },
): Decision<CallEvent> {
  if (state.status === 'none' || state.status === 'closed') return accept();
  if (state.claim !== null && state.claim.untilAt > now) return accept();
  if (contact.kind === 'known' && contact.ended !== null) return accept(over(state, `holder_${contact.ended}`, by));
  if (state.latestAt === null || now < state.latestAt) return accept();
  const { cause, category, occasion } = state.opened;
  if (cause !== 'outreach') return accept(over(state, 'too_late', by));
  if (contact.kind === 'unknown') return accept();
  const say: ToSay = { category, purpose: occasion ?? 'event', channels: ['call'], expiresAt };
  const verdict = mayContact(contact, say, policy, now);
  if (verdict.kind === 'suppress') return accept(over(state, verdict.reason, by));
  const earliestAt = verdict.kind === 'wait' ? verdict.untilAt : now;
  const then = mayContact(contact, say, policy, earliestAt);
  const latestAt = then.kind === 'send' ? then.windowEndsAt : null;
  const ruleKey = verdict.kind === 'wait' ? verdict.ruleKey : null;
  const { callId } = state.opened;
  return accept({ type: 'CallTaskPutOff', data: { callId, earliestAt, latestAt, ruleKey } });
}

function over({ opened: { callId, holderId } }: CallTask, reason: string, closedBy: string): CallEvent {
  return { type: 'CallTaskClosed', data: { callId, holderId, reason, closedBy } };
}
