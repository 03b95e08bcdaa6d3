/** What becomes of a message by its delivery: taken is sent, given up is its next channel's, or its end. Pure. */
import type { EpochMs } from '@scrip/calendar';
import type { DeliveryEvent, OutreachEvent } from '@scrip/contracts';
import type { Decision } from '@scrip/decider';
import { type ContactState, consentTo, needsConsent } from '../contact/contact.decider.ts';
import { type OutreachState, recordFailed, recordSent } from '../outreach/outreach.decider.ts';
import type { OfDelivery } from './delivery.decider.ts';

/** A fact of a delivery or of its message, and the stream it belongs to. */
export interface DeliveryFact {
  readonly streamId: string;
  readonly event: DeliveryEvent | OutreachEvent;
}

/** The facts of a delivery with those of its message; a message that was decided otherwise meanwhile gets none. */
export function withMessage(
  decision: Decision<DeliveryEvent>,
  { outreach, contact }: { readonly outreach: OutreachState; readonly contact: ContactState },
  { deliveryId, outreachId, channel }: OfDelivery,
  at: EpochMs,
): Decision<DeliveryFact> {
  if (decision.kind === 'refused') return decision;
  const followed = decision.events.flatMap((event): readonly OutreachEvent[] => {
    if (event.type === 'DeliveryAccepted') return eventsOf(recordSent(outreach, at));
    if (event.type !== 'DeliveryRefused' || event.data.nextAttemptAt !== null) return [];
    const gone = { channel, reason: event.data.reason, failedAt: at };
    return eventsOf(recordFailed(outreach, gone, (next, category) => whyNotOn(contact, next, category)));
  });
  const own = decision.events.map((event): DeliveryFact => ({ streamId: deliveryId, event }));
  return {
    kind: 'accepted',
    events: [...own, ...followed.map((event): DeliveryFact => ({ streamId: outreachId, event }))],
  };
}

function eventsOf(decision: Decision<OutreachEvent>): readonly OutreachEvent[] {
  return decision.kind === 'accepted' ? decision.events : [];
}

/** Why a message of a category may not go out on a channel now; null when it may. */
function whyNotOn(contact: ContactState, channel: string, category: string): string | null {
  if (contact.kind === 'unknown' || contact.ended !== null) return 'contact_ended';
  if (!needsConsent(category)) return null;
  const said = consentTo(contact, category, channel);
  if (said === 'given') return null;
  return said === 'withdrawn' ? 'consent_withdrawn' : 'no_consent';
}
