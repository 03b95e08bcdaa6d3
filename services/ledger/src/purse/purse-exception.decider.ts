/**
 * An exception of a purse, as far as it is closed: what was found is a fact of the purse. Each has a stream of its own,
 * so that a purse's state does not grow with what finance has not looked at.
 */
import type { PurseExceptionClosed, PurseExceptionEvent } from '@scrip/contracts';
import { accept, type Decider, type Decision, reject } from '@scrip/decider';

/** Open, or closed with its reason. */
export type PurseExceptionState = { readonly status: 'open' } | { readonly status: 'closed'; readonly reason: string };

/** How an exception's stream is folded. */
export const purseExceptionDecider: Decider<PurseExceptionState, PurseExceptionEvent> = {
  stream: 'purse-exception',
  initial: { status: 'open' },
  evolve: (_state, event) => ({ status: 'closed', reason: event.data.reason }),
};

/**
 * Closes an exception; a difference leaves suspense for the issuer's expense (domain 2.10, O3), what a gap keeps there stays.
 * Refused: `exception_closed` {exceptionId, closedFor} (already, by somebody or by the records of a gap).
 * @param closing what was found, and why it can be closed.
 * @param closedFor why it is closed where it is known to be; null while it is open.
 */
export function closeException(
  state: PurseExceptionState,
  closing: PurseExceptionClosed,
  closedFor: string | null,
): Decision<PurseExceptionEvent> {
  const reason = state.status === 'closed' ? state.reason : closedFor;
  if (reason !== null) return reject('exception_closed', { exceptionId: closing.exceptionId, closedFor: reason });
  return accept({ type: 'PurseExceptionClosed', data: closing });
}
