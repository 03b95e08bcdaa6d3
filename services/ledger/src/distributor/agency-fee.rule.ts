/** An agent's fees: most of a month's is paid at once, the rest when its term is over and the invoices are in (domain 2.5, D5). */
import { addPeriodToDate, type BusinessDate, businessDate, daysEarlier, type EpochMs } from '@scrip/calendar';
import type { DistributorEvent } from '@scrip/contracts';
import { accept, type Decision, reject } from '@scrip/decider';
import { cutShare, type Fen, minus, sumFen } from '@scrip/money';
import { DISTRIBUTOR_UNKNOWN, type Distributor, type DistributorState, refuse, termAt } from './distributor.decider.ts';

/** A fee of a month. */
export interface RecordFee {
  /** `YYYY-MM`. */
  readonly feeMonth: string;
  readonly feeFen: Fen;
  readonly bankReference: string;
}

/**
 * Records the fee of a month with the payment of the part that is due at once, cut to the fen; the rest is kept until the
 * term is over (domain 2.5, D5).
 * Refused in this order: `distributor_unknown`; `terms_missing`; `fee_known` (the month has one); `amount_not_positive`.
 */
export function recordFee(state: DistributorState, command: RecordFee): Decision<DistributorEvent> {
  if (state.status === 'none') return refuse(DISTRIBUTOR_UNKNOWN);
  const { distributorId, agency, fees } = state;
  if (!agency) return reject('terms_missing', { kind: 'agency' });
  const { feeMonth, feeFen, bankReference } = command;
  if (fees.months.includes(feeMonth)) return reject('fee_known', { feeMonth });
  if (feeFen <= 0n) return reject('amount_not_positive', { askedFen: feeFen });
  const { feeNowBp, termsVersion } = agency;
  const paidFen = cutShare(feeFen, feeNowBp);
  const parts = { feeFen, paidFen, retainedFen: minus(feeFen, paidFen) };
  return accept({
    type: 'AgencyFeeRecorded',
    data: { distributorId, feeMonth, ...parts, feeNowBp, bankReference, termsVersion },
  });
}

/** An invoice came in. */
export interface TakeInvoice {
  readonly invoiceNumber: string;
  readonly invoiceDate: BusinessDate;
  readonly amountFen: Fen;
}

/**
 * Takes an agent's invoice for its fees. Refused in this order: `distributor_unknown`; `terms_missing`; `invoice_known`;
 * `amount_not_positive`.
 * @param taken whether the tables have its number: the state remembers the latest ones only, which the tables may lack.
 */
export function takeInvoice(state: DistributorState, invoice: TakeInvoice, taken = false): Decision<DistributorEvent> {
  if (state.status === 'none') return refuse(DISTRIBUTOR_UNKNOWN);
  const { distributorId, agency, fees } = state;
  if (!agency) return reject('terms_missing', { kind: 'agency' });
  const { invoiceNumber, amountFen } = invoice;
  if (taken || fees.invoiceNumbers.includes(invoiceNumber)) return reject('invoice_known', { invoiceNumber });
  if (amountFen <= 0n) return reject('amount_not_positive', { askedFen: amountFen });
  return accept({ type: 'AgencyInvoiceTaken', data: { distributorId, ...invoice } });
}

/** What was kept is to be paid. */
export interface ReleaseFees {
  readonly bankReference: string;
  readonly at: EpochMs;
}

/**
 * Records the payment of what was kept of the fees of terms that are over, when the invoices for them are in. Refused in
 * this order: `distributor_unknown`; `terms_missing`; `nothing_retained`; `term_running` with the last day of the term that
 * the fees are of; `invoices_missing` with fees, invoiced and missing.
 */
export function releaseFees(state: DistributorState, { bankReference, at }: ReleaseFees): Decision<DistributorEvent> {
  if (state.status === 'none') return refuse(DISTRIBUTOR_UNKNOWN);
  const { distributorId, agency, fees } = state;
  if (!agency) return reject('terms_missing', { kind: 'agency' });
  if (sumFen(fees.kept.map(({ retainedFen }) => retainedFen)) === 0n) return reject('nothing_retained');
  const over = fees.kept.filter(({ feeMonth }) => termEndOf(state, feeMonth) < businessDate(at));
  if (over.length === 0) return reject('term_running', { endsDate: termEndOf(state, fees.kept[0]?.feeMonth ?? '') });
  const feesFen = sumFen(over.map(({ feeFen }) => feeFen));
  const { invoicedFen } = fees;
  if (invoicedFen < feesFen) {
    return reject('invoices_missing', { feesFen, invoicedFen, missingFen: minus(feesFen, invoicedFen) });
  }
  const releasedFen = sumFen(over.map(({ retainedFen }) => retainedFen));
  const feeMonths = over.map(({ feeMonth }) => feeMonth);
  return accept({
    type: 'AgencyFeesReleased',
    data: { distributorId, releasedFen, invoicedFen, bankReference, feeMonths },
  });
}

/** Last day of the term that the last day of a month is in, or of the last one there was. */
function termEndOf({ agency, ended }: Distributor, feeMonth: string): BusinessDate {
  const monthEnd = daysEarlier(addPeriodToDate(`${feeMonth}-01` as BusinessDate, 'P1M'), 1);
  const term = agency && termAt(agency, monthEnd, ended?.agency);
  return term?.endsDate ?? monthEnd;
}
