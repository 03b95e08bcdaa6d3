/** The rules of an agreement that are not about its orders: who acts for the distributor, and how it ends (domain 2.5). */
import { addPeriodToDate, type BusinessDate, businessDate, type EpochMs } from '@scrip/calendar';
import type { DistributorEvent } from '@scrip/contracts';
import { accept, type Decision, reject } from '@scrip/decider';
import { DISTRIBUTOR_UNKNOWN, type DistributorState, type OrderKind, refuse, termAt } from './distributor.decider.ts';

/** How long after its arrival a letter acts: what arrives on 1 June acts from 6 June (domain 2.5, D7). */
const LETTER_PERIOD = 'P5D';
/** The part of a term in which it can be ended. */
const NOTICE_PERIOD = 'P1M';

/** A letter named who may act for the distributor. */
export interface NameContact {
  /** A code of the issuer's, never a name. */
  readonly contactId: string;
  readonly arrivedDate: BusinessDate;
}

/**
 * Takes a letter: the contact may act from five days after its arrival, the one before until then.
 * Refused in this order: `distributor_unknown`; `contact_known` (the latest letter named the same); `letter_out_of_order` (a later one has arrived) with its day.
 */
export function nameContact(
  state: DistributorState,
  { contactId, arrivedDate }: NameContact,
): Decision<DistributorEvent> {
  if (state.status === 'none') return refuse(DISTRIBUTOR_UNKNOWN);
  const actsFromDate = addPeriodToDate(arrivedDate, LETTER_PERIOD);
  const latest = state.contacts?.at(-1);
  if (latest?.contactId === contactId) return reject('contact_known', { contactId, actsFromDate: latest.actsFromDate });
  if (latest && latest.actsFromDate > actsFromDate) {
    return reject('letter_out_of_order', { arrivedDate, latestActsFromDate: latest.actsFromDate });
  }
  const { distributorId } = state;
  return accept({ type: 'DistributorContactNamed', data: { distributorId, contactId, arrivedDate, actsFromDate } });
}

/** Notice was given. */
export interface EndAgreement {
  readonly kind: OrderKind;
  readonly at: EpochMs;
}

/**
 * Ends an agreement with the term it is in; only the last month of a term is for that, else it is renewed.
 * Refused in this order: `distributor_unknown`; `terms_missing`; `term_missing` (no term is agreed); `agreement_ended` with
 * its last day; `term_over`; `not_in_last_month` with the last day of the term.
 */
export function endAgreement(state: DistributorState, { kind, at }: EndAgreement): Decision<DistributorEvent> {
  if (state.status === 'none') return refuse(DISTRIBUTOR_UNKNOWN);
  const terms = state[kind];
  if (!terms) return reject('terms_missing', { kind });
  const lastDate = state.ended?.[kind];
  const date = businessDate(at);
  const term = termAt(terms, date, lastDate);
  if (!term) return reject('term_missing', { kind });
  if (lastDate !== undefined) return reject('agreement_ended', { lastDate });
  if (term.endsDate < date) return reject('term_over', { ...term });
  if (addPeriodToDate(date, NOTICE_PERIOD) <= term.endsDate)
    return reject('not_in_last_month', { date, endsDate: term.endsDate });
  const { distributorId } = state;
  const data = { distributorId, kind, lastDate: term.endsDate, termsVersion: terms.termsVersion };
  return accept({ type: 'DistributorAgreementEnded', data });
}
