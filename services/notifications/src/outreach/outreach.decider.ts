/** One message that an event called for: queued and then sent, or suppressed for a reason that anybody can look up. */
import type { EpochMs } from '@scrip/calendar';
import type { OutreachEvent } from '@scrip/contracts';
import { accept, type Decider, type Decision, InvariantError, reject } from '@scrip/decider';

/** A message in each state of its life. */
export type OutreachState =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'queued'; readonly outreachId: string; readonly holderId: string; readonly channel: string }
  | { readonly kind: 'suppressed'; readonly outreachId: string; readonly reason: string }
  | { readonly kind: 'sent'; readonly outreachId: string };

export const outreachDecider: Decider<OutreachState, OutreachEvent> = {
  stream: 'outreach',
  initial: { kind: 'unknown' },
  evolve(state, event) {
    switch (event.type) {
      case 'OutreachQueued': {
        const { outreachId, holderId, channel } = event.data;
        return { kind: 'queued', outreachId, holderId, channel };
      }
      case 'OutreachSuppressed': {
        const { outreachId, reason } = event.data;
        return { kind: 'suppressed', outreachId, reason };
      }
      case 'OutreachSent': {
        const { outreachId } = event.data;
        if (state.kind !== 'queued') throw new InvariantError(`${outreachId} was sent while it was ${state.kind}`);
        return { kind: 'sent', outreachId };
      }
    }
  },
};

/**
 * Records that the channel took the message; one that was sent stays as it is, because the channel is asked again after
 * a crash. Refusals in the order tried:
 * - `outreach_unknown`: no such message was ever queued.
 * - `outreach_suppressed` {outreachId, reason}.
 */
export function recordSent(state: OutreachState, sentAt: EpochMs): Decision<OutreachEvent> {
  switch (state.kind) {
    case 'unknown':
      return reject('outreach_unknown');
    case 'suppressed':
      return reject('outreach_suppressed', { outreachId: state.outreachId, reason: state.reason });
    case 'sent':
      return accept();
    case 'queued': {
      const { outreachId, holderId, channel } = state;
      return accept({ type: 'OutreachSent', data: { outreachId, holderId, channel, sentAt } });
    }
  }
}
