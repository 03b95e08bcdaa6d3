/**
 * The rules by which terms are agreed under a kind of agreement that a programme has published (its section `contracts`,
 * domain 2.5): what the contract says holds without being typed, and what is typed otherwise is refused.
 */
import {
  addPeriodToDate,
  type BusinessDate,
  businessDate,
  daysEarlier,
  type EpochMs,
  isDayPeriod,
} from '@scrip/calendar';
import type { DiscountStep, DistributorEvent } from '@scrip/contracts';
import { type Decision, type Refusal, reject } from '@scrip/decider';
import type { Contract } from '@scrip/programme';
import {
  type AgencyTerms,
  agreeAgency,
  agreeWholesale,
  type DistributorState,
  type OrderKind,
  refuse,
  termAt,
  type WholesaleTerms,
} from './distributor.decider.ts';

/** A contract in the version of its programme that is in force. */
export interface Under {
  readonly programmeId: string;
  readonly programmeVersion: number;
  readonly contractKey: string;
  /** Undefined where the version has none of the key. */
  readonly contract: Contract | undefined;
}

type Said<T> = { readonly [K in keyof T]?: T[K] | undefined };
/** What is never typed: it comes with the contract. */
type OfContract = 'programmeId' | 'programmeVersion' | 'contractKey' | 'regions' | 'discountSteps';
/** Terms of wholesale orders as somebody types them; what is left out, the contract says. */
export type WholesaleSaid = Said<Omit<WholesaleTerms, 'distributorId' | OfContract>> & {
  readonly distributorId: string;
};
/** The same of an agent's orders and fees. */
export type AgencySaid = Said<Omit<AgencyTerms, 'distributorId' | OfContract>> & { readonly distributorId: string };

/** Days of a year where neither a contract nor anybody says otherwise. */
const YEAR_DAYS = 365;

/** Whom a contract of a kind is made with. */
const WITH = { wholesale: 'distributor', agency: 'agent' } as const;

/**
 * Agrees terms of wholesale orders; without a contract as they are typed. What an order costs is the price of the highest
 * step that its cards reach, where the contract has steps; the typed share is then that of the smallest order.
 * Refused in this order: `contract_unknown`; `contract_of_other` {with, expected}; `term_contradicts_contract` {term, asked,
 * agreed} for the first of payBp, deliverWithin, lateBpPerDay, faultTimes, endsDate, renewedFor, region that does;
 * `terms_incomplete` {missing} (neither says it); then as `agreeWholesale`.
 */
export function agreeWholesaleUnder(
  state: DistributorState,
  said: WholesaleSaid,
  { under, at }: { readonly under: Under | undefined; readonly at: EpochMs },
): Decision<DistributorEvent> {
  const contract = under?.contract;
  const frame = contract?.wholesale;
  const term = termOf(contract, said, { running: runningUnder(state, 'wholesale', { under, at }), at });
  const agreed = { ...frame, payBp: frame?.discountSteps[0]?.payBp, ...term };
  const wrong =
    (under && whyNotUnder(under, WITH.wholesale)) ??
    contradiction(
      under,
      ['payBp', 'deliverWithin', 'lateBpPerDay', 'faultTimes', 'endsDate', 'renewedFor'],
      said,
      agreed,
    );
  if (wrong) return refuse(wrong);
  const payBp = said.payBp ?? agreed.payBp;
  const deliverWithin = said.deliverWithin ?? agreed.deliverWithin;
  const lateBpPerDay = said.lateBpPerDay ?? agreed.lateBpPerDay;
  const faultTimes = said.faultTimes ?? agreed.faultTimes;
  if (payBp === undefined || deliverWithin === undefined || lateBpPerDay === undefined || faultTimes === undefined) {
    return incomplete({ payBp, deliverWithin, lateBpPerDay, faultTimes });
  }
  return agreeWholesale(state, {
    distributorId: said.distributorId,
    payBp,
    deliverWithin,
    lateBpPerDay,
    faultTimes,
    ...rest(said, term, contract),
    ...named(under),
    discountSteps: stepsOf(frame?.discountSteps),
  });
}

/**
 * Agrees terms of an agent's orders and fees; without a contract as they are typed. Refused as `agreeWholesaleUnder`, for
 * the first of concessionBp, deliverWithin, refundAfter, loanRateBp, lateTimes, yearDays, feeNowBp, endsDate, renewedFor,
 * region; then as `agreeAgency`.
 */
export function agreeAgencyUnder(
  state: DistributorState,
  said: AgencySaid,
  { under, at }: { readonly under: Under | undefined; readonly at: EpochMs },
): Decision<DistributorEvent> {
  const contract = under?.contract;
  const frame = contract?.agency;
  const term = termOf(contract, said, { running: runningUnder(state, 'agency', { under, at }), at });
  const agreed = { ...frame, ...term };
  const wrong = (under && whyNotUnder(under, WITH.agency)) ?? contradiction(under, AGENCY_TERMS, said, agreed);
  if (wrong) return refuse(wrong);
  const more = rest(said, term, contract);
  const { startsDate, endsDate } = more;
  const concessionBp = said.concessionBp ?? agreed.concessionBp;
  const deliverWithin = said.deliverWithin ?? agreed.deliverWithin;
  const refundAfter = said.refundAfter ?? agreed.refundAfter;
  const loanRateBp = said.loanRateBp ?? agreed.loanRateBp;
  const lateTimes = said.lateTimes ?? agreed.lateTimes;
  const feeNowBp = said.feeNowBp ?? agreed.feeNowBp;
  if (
    concessionBp === undefined ||
    deliverWithin === undefined ||
    refundAfter === undefined ||
    loanRateBp === undefined ||
    lateTimes === undefined ||
    feeNowBp === undefined ||
    startsDate === null ||
    endsDate === null
  ) {
    const dates = { startsDate: startsDate ?? undefined, endsDate: endsDate ?? undefined };
    return incomplete({ concessionBp, deliverWithin, refundAfter, loanRateBp, lateTimes, feeNowBp, ...dates });
  }
  const yearDays = said.yearDays ?? agreed.yearDays ?? YEAR_DAYS;
  const money = { concessionBp, loanRateBp, lateTimes, yearDays, feeNowBp };
  const terms = { distributorId: said.distributorId, ...money, deliverWithin, refundAfter };
  return agreeAgency(state, { ...terms, ...more, startsDate, endsDate, ...named(under) });
}

const AGENCY_TERMS = [
  'concessionBp',
  'deliverWithin',
  'refundAfter',
  'loanRateBp',
  'lateTimes',
  'yearDays',
  'feeNowBp',
  'endsDate',
  'renewedFor',
] as const;

/** What the kind of an agreement says of its term; undefined where it says nothing. */
interface TermAgreed {
  readonly startsDate: BusinessDate | null;
  readonly endsDate: BusinessDate | undefined;
  readonly renewedFor: string | null | undefined;
}

/** First day of the term that the day is in, of terms agreed before under the same contract; null where there is none. */
function runningUnder(
  state: DistributorState,
  kind: OrderKind,
  { under, at }: { readonly under: Under | undefined; readonly at: EpochMs },
): BusinessDate | null {
  if (state.status === 'none' || !under) return null;
  const terms = state[kind];
  if (!terms || terms.programmeId !== under.programmeId || terms.contractKey !== under.contractKey) return null;
  const date = businessDate(at);
  const term = termAt(terms, date, state.ended?.[kind]);
  return term && term.startsDate <= date && date <= term.endsDate ? term.startsDate : null;
}

/**
 * A term that nobody says the first day of is the running one, where later terms are agreed under the same contract, else
 * it begins on the day of its agreement.
 */
function termOf(
  contract: Contract | undefined,
  { startsDate = null }: { readonly startsDate?: BusinessDate | null | undefined },
  { running, at }: { readonly running: BusinessDate | null; readonly at: EpochMs },
): TermAgreed {
  const period = contract?.term;
  if (contract === undefined || period === undefined || !isDayPeriod(period)) {
    return { startsDate, endsDate: undefined, renewedFor: undefined };
  }
  const first = startsDate ?? running ?? businessDate(at);
  const endsDate = daysEarlier(addPeriodToDate(first, period), 1);
  return { startsDate: first, endsDate, renewedFor: contract.renewal === 'unlessEnded' ? period : null };
}

/** Terms of both kinds. A contract with one region needs nobody to name it. */
function rest(
  said: Pick<WholesaleSaid, 'region' | 'endsDate' | 'renewedFor' | 'cityPrices' | 'targets'>,
  { startsDate, endsDate, renewedFor }: TermAgreed,
  contract: Contract | undefined,
) {
  const regions = contract?.regions ?? null;
  const [only = null] = regions?.length === 1 ? regions : [];
  return {
    startsDate,
    endsDate: said.endsDate ?? endsDate ?? null,
    renewedFor: said.renewedFor ?? renewedFor ?? null,
    region: said.region ?? only,
    regions,
    cityPrices: said.cityPrices ?? null,
    targets: said.targets ?? null,
  };
}

function named(under: Under | undefined) {
  const { programmeId = null, programmeVersion = null, contractKey = null } = under ?? {};
  return { programmeId, programmeVersion, contractKey };
}

function stepsOf(steps: readonly DiscountStep[] | undefined): readonly DiscountStep[] | null {
  return steps?.map(({ fromCards, payBp }) => ({ fromCards, payBp })) ?? null;
}

function whyNotUnder({ contract, ...of }: Under, expected: Contract['with']): Refusal | undefined {
  if (contract === undefined) return { code: 'contract_unknown', detail: of };
  if (contract.with === expected) return undefined;
  return { code: 'contract_of_other', detail: { ...of, with: contract.with, expected } };
}

/** The first term that is typed otherwise than the contract has it; what either leaves out contradicts nothing. */
function contradiction(
  under: Under | undefined,
  terms: readonly string[],
  said: Readonly<Record<string, unknown>> & { readonly region?: string | null | undefined },
  agreed: Readonly<Record<string, unknown>>,
): Refusal | undefined {
  if (!under) return undefined;
  const { contract, ...of } = under;
  for (const term of terms) {
    // A term that ends on no day is one of which nothing is typed.
    const asked = term === 'endsDate' ? (said[term] ?? undefined) : said[term];
    if (asked === undefined || agreed[term] === undefined || asked === agreed[term]) continue;
    return { code: 'term_contradicts_contract', detail: { term, asked, agreed: agreed[term], ...of } };
  }
  const { region } = said;
  return typeof region === 'string' ? regionRefusal(region, contract?.regions ?? null) : undefined;
}

/** Why cards may not be for a region; undefined where they may. `term_contradicts_contract` {term, asked, agreed}. */
export function regionRefusal(region: string | null, regions: readonly string[] | null): Refusal | undefined {
  if (regions === null || (region !== null && regions.includes(region))) return undefined;
  return { code: 'term_contradicts_contract', detail: { term: 'region', asked: region, agreed: regions } };
}

function incomplete(terms: Readonly<Record<string, unknown>>): Decision<never> {
  const missing = Object.keys(terms).filter((term) => terms[term] === undefined);
  return reject('terms_incomplete', { missing });
}
