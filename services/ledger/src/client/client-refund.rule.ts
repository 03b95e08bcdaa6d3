/** The rules by which an agreement ends and what a client is owed is paid (domain 2.4, C5). */
import { addPeriodToDate, businessDate, type EpochMs } from '@scrip/calendar';
import type { ClientEvent } from '@scrip/contracts';
import { accept, type Decision, reject } from '@scrip/decider';
import { type Fen, minus, plus } from '@scrip/money';
import {
  CLIENT_UNKNOWN,
  type ClientState,
  type ClientTermsInForce,
  owedTo,
  refuse,
  terminated,
} from './client.decider.ts';
import { lateness } from './client-owed.ts';

/**
 * Ends the agreement on the day of the notice: what is owed then, and what comes back later, is to be refunded within the
 * agreed time (domain 2.4). The cards outlive it. Refused in this order: `client_unknown`; `client_terminated`.
 */
export function terminate(state: ClientState, at: EpochMs, terms: ClientTermsInForce): Decision<ClientEvent> {
  if (state.status === 'none') return refuse(CLIENT_UNKNOWN);
  if (state.termination) return refuse(terminated(state.termination));
  const { clientId, programmeId } = state;
  const { refundWithin, lateBpPerDay } = terms.client;
  const terminatedDate = businessDate(at);
  const dueDate = addPeriodToDate(terminatedDate, refundWithin);
  const agreed = { dueDate, refundWithin, lateBpPerDay, programmeId, programmeVersion: terms.programmeVersion };
  return accept({
    type: 'ClientTerminated',
    data: { clientId, terminatedDate, refundFen: owedTo(state), ...agreed },
  });
}

/** Money went to a client. */
export interface Refund {
  readonly refundId: string;
  /** Null: all that is owed. */
  readonly amountFen: Fen | null;
  readonly bankReference: string;
  readonly at: EpochMs;
}

/**
 * Records that a client was paid what it is owed, or a part: what was due first is paid first. A part that was late adds a
 * penalty to what is owed, under the terms of the notice (domain 2.4, C5).
 * Refused in this order: `client_unknown`; `nothing_owed`; `amount_not_positive`; `refund_exceeds_owed` with asked, owed
 * and excess.
 */
export function refund(state: ClientState, command: Refund): Decision<ClientEvent> {
  if (state.status === 'none') return refuse(CLIENT_UNKNOWN);
  const owedFen = owedTo(state);
  if (owedFen === 0n) return reject('nothing_owed');
  const { refundId, bankReference, at } = command;
  const refundedFen = command.amountFen ?? owedFen;
  if (refundedFen <= 0n) return reject('amount_not_positive', { askedFen: refundedFen });
  if (refundedFen > owedFen) {
    return reject('refund_exceeds_owed', { askedFen: refundedFen, owedFen, excessFen: minus(refundedFen, owedFen) });
  }
  const refundedDate = businessDate(at);
  const lateBpPerDay = state.termination?.lateBpPerDay ?? 0;
  const late = lateness(state.owed, { paidFen: refundedFen, paidDate: refundedDate, lateBpPerDay });
  const owedAfterFen = plus(minus(owedFen, refundedFen), late.penaltyFen);
  const { clientId, programmeId } = state;
  return accept({
    type: 'ClientRefunded',
    data: { clientId, programmeId, refundId, refundedFen, bankReference, refundedDate, ...late, owedAfterFen },
  });
}
