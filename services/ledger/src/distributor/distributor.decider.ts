/**
 * A distributor's or an agent's agreement (domain 2.5): its terms by version, which of its orders are not settled, and an
 * agent's monthly fees. The orders themselves are streams of their own, each under the terms of its day.
 */
import { addPeriodToDate, type BusinessDate, businessDate, daysEarlier, type EpochMs } from '@scrip/calendar';
import type { AgencyFeesReleased, AgencyTermsAgreed, DistributorEvent, WholesaleTermsAgreed } from '@scrip/contracts';
import { accept, type Decider, type Decision, InvariantError, type Refusal, reject } from '@scrip/decider';
import { type Fen, minus, plus, sumFen, ZERO_FEN } from '@scrip/money';

/** Kind of an order, and of the terms it is placed under. */
export type OrderKind = 'wholesale' | 'agency';

/** An agent's fee of a month that was not released. */
export interface KeptFee {
  /** `YYYY-MM`. */
  readonly feeMonth: string;
  readonly feeFen: Fen;
  /** Kept until the term that the month is in is over. */
  readonly retainedFen: Fen;
}

/** An agent's fees. */
export interface Fees {
  /** Months that a fee was recorded for, `YYYY-MM`; a year has twelve. */
  readonly months: readonly string[];
  readonly kept: readonly KeptFee[];
  /** Numbers of the latest invoices, so that none is taken twice. */
  readonly invoiceNumbers: readonly string[];
  /** Sum of the invoices that are in, less the fees that were released against them. */
  readonly invoicedFen: Fen;
}

/** An agreement. Plain data, since snapshots keep it as JSON. */
export interface Distributor {
  readonly status: 'agreed';
  readonly distributorId: string;
  /** The latest terms of each kind; null where none were agreed. */
  readonly wholesale: WholesaleTermsAgreed | null;
  readonly agency: AgencyTermsAgreed | null;
  /** Orders that are not settled, oldest first. */
  readonly openOrders: readonly { readonly orderId: string; readonly kind: string }[];
  readonly fees: Fees;
  /** Who may act for it: the one whose day came last, and those whose day is still to come; none while none was named. */
  readonly contacts?: readonly Contact[];
  /** Last days of agreements that somebody ended in the last month of their term. */
  readonly ended?: Readonly<Partial<Record<OrderKind, BusinessDate>>>;
}

/** A person who may act for a distributor. */
export interface Contact {
  readonly contactId: string;
  readonly actsFromDate: BusinessDate;
}

/** What is known of a distributor's id: nothing, or an agreement. */
export type DistributorState = { readonly status: 'none' } | Distributor;

/** Orders of a distributor that are open at once: more would say that nobody settles them. */
export const OPEN_ORDERS_MAX = 200;

/** The stream of an issuer's distributor; its code is unique within the issuer only. */
export function distributorStream(issuerId: string, distributorId: string): string {
  return `dst_${issuerId}.${distributorId}`;
}

/** Contacts that are remembered: the acting one and letters of five days. */
const CONTACTS_MAX = 10;

/** Numbers of invoices that are remembered: years of them. */
const INVOICES_MAX = 500;

const NO_FEES: Fees = { months: [], kept: [], invoiceNumbers: [], invoicedFen: ZERO_FEN };

/** Nothing is known of the distributor yet. */
const NO_DISTRIBUTOR: DistributorState = { status: 'none' };

/** How a distributor's stream is folded. */
export const distributorDecider: Decider<DistributorState, DistributorEvent> = {
  stream: 'distributor',
  initial: NO_DISTRIBUTOR,
  evolve,
};

function evolve(state: DistributorState, event: DistributorEvent): DistributorState {
  if (event.type === 'WholesaleTermsAgreed') return { ...agreed(state, event.data), wholesale: event.data };
  if (event.type === 'AgencyTermsAgreed') return { ...agreed(state, event.data), agency: event.data };
  if (state.status === 'none') throw new InvariantError(`${event.type} comes before its terms were agreed`);
  switch (event.type) {
    case 'DistributorOrderTaken': {
      const { orderId, kind } = event.data;
      return { ...state, openOrders: [...state.openOrders, { orderId, kind }] };
    }
    case 'DistributorOrderClosed': {
      const openOrders = state.openOrders.filter(({ orderId }) => orderId !== event.data.orderId);
      return { ...state, openOrders };
    }
    case 'AgencyFeeRecorded': {
      const { months, kept } = state.fees;
      const { feeMonth, feeFen, retainedFen } = event.data;
      const fees = { months: [...months, feeMonth], kept: [...kept, { feeMonth, feeFen, retainedFen }] };
      return { ...state, fees: { ...state.fees, ...fees } };
    }
    case 'AgencyInvoiceTaken': {
      const { invoiceNumbers, invoicedFen } = state.fees;
      const { invoiceNumber, amountFen } = event.data;
      const fees = {
        invoiceNumbers: [...invoiceNumbers, invoiceNumber].slice(-INVOICES_MAX),
        invoicedFen: plus(invoicedFen, amountFen),
      };
      return { ...state, fees: { ...state.fees, ...fees } };
    }
    case 'DistributorContactNamed': {
      const { contactId, actsFromDate, arrivedDate } = event.data;
      // Whose day had come when the letter arrived, the next one takes the place of, and nobody before.
      const acting = (state.contacts ?? []).filter((one) => one.actsFromDate <= arrivedDate).slice(-1);
      const coming = (state.contacts ?? []).filter((one) => one.actsFromDate > arrivedDate);
      return { ...state, contacts: [...acting, ...coming, { contactId, actsFromDate }].slice(-CONTACTS_MAX) };
    }
    case 'DistributorAgreementEnded':
      return { ...state, ended: { ...state.ended, [event.data.kind]: event.data.lastDate } };
    case 'AgencyFeesReleased':
      return { ...state, fees: released(state.fees, event.data) };
  }
}

/** What is left when fees were paid out. A fact from before there were invoices said their sum, and it was used up. */
function released(fees: Fees, { feeMonths, invoicedFen }: AgencyFeesReleased): Fees {
  if (feeMonths === null) return { ...fees, kept: [], invoicedFen: ZERO_FEN };
  const paid = fees.kept.filter(({ feeMonth }) => feeMonths.includes(feeMonth));
  const kept = fees.kept.filter(({ feeMonth }) => !feeMonths.includes(feeMonth));
  return { ...fees, kept, invoicedFen: minus(invoicedFen, sumFen(paid.map(({ feeFen }) => feeFen))) };
}

function agreed(state: DistributorState, { distributorId }: { readonly distributorId: string }): Distributor {
  if (state.status === 'agreed') return state;
  return { status: 'agreed', distributorId, wholesale: null, agency: null, openOrders: [], fees: NO_FEES };
}

/** What may be left out of wholesale terms: nothing is agreed about it then. */
type WholesaleOptional = 'startsDate' | 'endsDate' | AgencyOptional | 'discountSteps';
/** What may be left out of agency terms. */
type AgencyOptional = 'renewedFor' | 'cityPrices' | 'targets' | keyof typeof NO_CONTRACT;

/** Terms of wholesale orders, as the schema of WholesaleTermsAgreed describes them; the version is counted here. */
export type WholesaleTerms = Omit<WholesaleTermsAgreed, 'termsVersion' | WholesaleOptional> &
  Partial<Pick<WholesaleTermsAgreed, WholesaleOptional>>;

/** Terms of agency orders and fees, as the schema of AgencyTermsAgreed describes them; the version is counted here. */
export type AgencyTerms = Omit<AgencyTermsAgreed, 'termsVersion' | AgencyOptional> &
  Partial<Pick<AgencyTermsAgreed, AgencyOptional>>;

/** What terms say of a contract that they are not under. */
export const NO_CONTRACT = { programmeId: null, programmeVersion: null, contractKey: null, regions: null };
const OPTIONAL = { renewedFor: null, cityPrices: null, targets: null, ...NO_CONTRACT };
const WHOLESALE_OPTIONAL = { startsDate: null, endsDate: null, ...OPTIONAL, discountSteps: null };

/**
 * Agrees terms of wholesale orders: the first ones, or others for orders from now on (domain 2.5).
 * Refused: `term_ends_before_it_starts`.
 */
export function agreeWholesale(state: DistributorState, terms: WholesaleTerms): Decision<DistributorEvent> {
  const { startsDate = null, endsDate = null } = terms;
  if (startsDate !== null && endsDate !== null && endsDate < startsDate) {
    return reject('term_ends_before_it_starts', { startsDate, endsDate });
  }
  const termsVersion = (state.status === 'none' ? 0 : (state.wholesale?.termsVersion ?? 0)) + 1;
  return accept({ type: 'WholesaleTermsAgreed', data: { ...WHOLESALE_OPTIONAL, ...terms, termsVersion } });
}

/**
 * Agrees terms of agency orders and fees: the first ones, or others from now on (domain 2.5). Fees that are kept stay kept
 * until the new term is over. Refused: `term_ends_before_it_starts`.
 */
export function agreeAgency(state: DistributorState, terms: AgencyTerms): Decision<DistributorEvent> {
  const { startsDate, endsDate } = terms;
  if (endsDate < startsDate) return reject('term_ends_before_it_starts', { startsDate, endsDate });
  const termsVersion = (state.status === 'none' ? 0 : (state.agency?.termsVersion ?? 0)) + 1;
  return accept({ type: 'AgencyTermsAgreed', data: { ...OPTIONAL, ...terms, termsVersion } });
}

/** An order is asked for. */
export interface TakeOrder {
  readonly orderId: string;
  readonly kind: OrderKind;
  /** Who orders for the distributor; null where nobody said. */
  readonly contactId?: string | null | undefined;
  readonly at: EpochMs;
}

/**
 * Lets a distributor order. An agent places no order while its last one is unsettled (domain 2.5, D7).
 * Refused in this order: `distributor_unknown`; `terms_missing` (none of the kind were agreed); `term_over` (the term does
 * not cover the day, and was not renewed); `not_the_contact` with who is (where a letter named one); `order_unsettled` with the order that is; `open_orders_exceeded`.
 */
export function takeOrder(
  state: DistributorState,
  { orderId, kind, contactId, at }: TakeOrder,
): Decision<DistributorEvent> {
  if (state.status === 'none') return refuse(DISTRIBUTOR_UNKNOWN);
  const { distributorId, openOrders } = state;
  const terms = state[kind];
  if (terms === null) return reject('terms_missing', { kind });
  const date = businessDate(at);
  const term = termAt(terms, date, state.ended?.[kind]);
  if (term && !(term.startsDate <= date && date <= term.endsDate)) return reject('term_over', { ...term });
  const contact = contactAt(state, date);
  if (contact !== undefined && contact !== contactId)
    return reject('not_the_contact', { askedBy: contactId ?? null, contactId: contact });
  const unsettled = openOrders.find((order) => order.kind === 'agency');
  if (kind === 'agency' && unsettled) return reject('order_unsettled', { unsettledOrderId: unsettled.orderId });
  if (openOrders.length >= OPEN_ORDERS_MAX) {
    return reject('open_orders_exceeded', { openOrders: openOrders.length, limit: OPEN_ORDERS_MAX });
  }
  return accept({ type: 'DistributorOrderTaken', data: { distributorId, orderId, kind } });
}

/** A term of an agreement, both days included. */
export interface Term {
  readonly startsDate: BusinessDate;
  readonly endsDate: BusinessDate;
}

/** What terms say of their term; a snapshot of older ones has no words for what was not agreed then. */
type TermWords = Partial<Pick<WholesaleTermsAgreed, 'startsDate' | 'endsDate' | 'renewedFor'>>;

/**
 * The term that a day is in, or the last one there was: it goes on each time it is over, unless somebody ended it in its
 * last month (domain 2.5). Undefined where no term is agreed.
 */
export function termAt(
  { startsDate = null, endsDate = null, renewedFor = null }: TermWords,
  date: BusinessDate,
  lastDate?: BusinessDate,
): Term | undefined {
  if (startsDate === null || endsDate === null) return undefined;
  let term: Term = { startsDate, endsDate };
  while (renewedFor !== null && term.endsDate < date && term.endsDate !== lastDate) {
    const next = addPeriodToDate(term.endsDate, 'P1D');
    term = { startsDate: next, endsDate: daysEarlier(addPeriodToDate(next, renewedFor), 1) };
  }
  return term;
}

/** Who may act for a distributor on a day; undefined while no letter named anybody. */
export function contactAt({ contacts = [] }: Distributor, date: BusinessDate): string | undefined {
  return contacts.filter((one) => one.actsFromDate <= date).at(-1)?.contactId;
}

/** No distributor has this id. */
export const DISTRIBUTOR_UNKNOWN: Refusal = { code: 'distributor_unknown', detail: {} };

/** A refusal that was found elsewhere, as a decision. */
export function refuse(refusal: Refusal): Decision<never> {
  return { kind: 'refused', refusal };
}
