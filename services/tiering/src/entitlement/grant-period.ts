/** For what and until when an entitlement is given: months, quarters, years, contracts, occasions (domain 2.1, 2.11). Pure. */
import { addPeriodToDate, type BusinessDate, daysEarlier } from '@scrip/calendar';
import type { Entitlement } from '@scrip/programme';

/** Periods that are looked back for what is not used up yet: ten years of months. */
const PERIODS_BACK_MAX = 120;

/** Uses that were given together. */
export interface Grant {
  /** 2026-03, 2026-Q1 or 2026 for a month, quarter or year; the first day of a contract or its year; the occasion; 'joining'. */
  readonly period: string;
  readonly fromDate: BusinessDate;
  /** Last day of use; null: it does not expire by itself. */
  readonly lastDate: BusinessDate | null;
  readonly count: number;
}

/** What grants depend on, as far as it is there. */
export interface GrantAsked {
  readonly date: BusinessDate;
  /** Day of the joining; null where nobody joined. */
  readonly joinedDate: BusinessDate | null;
  /** First day of the contract; null without one. */
  readonly contractStartsDate: BusinessDate | null;
  /** The application, or the event, that gave the grade last; null where none did. */
  readonly approval: { readonly applicationId: string; readonly approvedDate: BusinessDate } | null;
  /** The receipt, stay or event; null where none is named. */
  readonly occasion: string | null;
  /** Day of the receipt; null: the day of use. */
  readonly occasionDate: BusinessDate | null;
}

/**
 * What can be used on a day, what expires first before what expires later. A period that began before the joining gives
 * nothing but the one that the joining is in; nothing is given before it begins. Where nobody joined, only what ends by
 * itself is carried over.
 */
export function grantsOn(entitlement: Entitlement, asked: GrantAsked): readonly Grant[] {
  const { date } = asked;
  const open = grantsSoFar(entitlement, asked).filter(
    ({ fromDate, lastDate }) => fromDate <= date && (lastDate === null || date <= lastDate),
  );
  return open.toSorted(
    (one, other) => ends(one).localeCompare(ends(other)) || one.fromDate.localeCompare(other.fromDate),
  );
}

function grantsSoFar(entitlement: Entitlement, asked: GrantAsked): readonly Grant[] {
  const { on, count } = entitlement.grant;
  const { date, joinedDate, contractStartsDate, approval, occasion, occasionDate } = asked;
  const grant = (period: string, fromDate: BusinessDate): Grant => {
    return { period, fromDate, lastDate: lastDateOf(entitlement, fromDate), count };
  };
  switch (on) {
    case 'calendarMonth':
    case 'calendarQuarter':
    case 'calendarYear':
      return calendarGrants(entitlement, { on, date, joinedDate });
    case 'joining':
      return joinedDate === null ? [] : [grant('joining', joinedDate)];
    case 'approval':
      return approval === null ? [] : [grant(approval.applicationId, approval.approvedDate)];
    case 'purchase':
    case 'stay':
      return occasion === null ? [] : [grant(occasion, occasionDate ?? date)];
    case 'contractStart':
      return contractStartsDate === null ? [] : [grant(contractStartsDate, contractStartsDate)];
    case 'contractYear':
      return contractStartsDate === null ? [] : yearsOf(contractStartsDate, date).map((from) => grant(from, from));
  }
}

type CalendarUnit = 'calendarMonth' | 'calendarQuarter' | 'calendarYear';

function calendarGrants(
  entitlement: Entitlement,
  asked: { readonly on: CalendarUnit; readonly date: BusinessDate; readonly joinedDate: BusinessDate | null },
): readonly Grant[] {
  const { on, date, joinedDate } = asked;
  const grants: Grant[] = [];
  let fromDate = beginOf(on, date);
  while (grants.length < PERIODS_BACK_MAX) {
    const lastDate = lastDateOf(entitlement, fromDate);
    if (lastDate !== null && lastDate < date) break;
    grants.push({ period: nameOf(on, fromDate), fromDate, lastDate, count: entitlement.grant.count });
    if (joinedDate === null ? lastDate === null : fromDate <= joinedDate) break;
    fromDate = beginOf(on, daysEarlier(fromDate, 1));
  }
  return grants;
}

/** Begins of the years of a contract up to a day, the first one first; of 29 February the last day of February. */
function yearsOf(startsDate: BusinessDate, date: BusinessDate): readonly BusinessDate[] {
  const begins: BusinessDate[] = [];
  for (let from = startsDate; from <= date && begins.length < PERIODS_BACK_MAX; ) {
    begins.push(from);
    from = addPeriodToDate(startsDate, `P${begins.length}Y`);
  }
  return begins;
}

function lastDateOf({ expires }: Entitlement, fromDate: BusinessDate): BusinessDate | null {
  if (typeof expires === 'object') return addPeriodToDate(fromDate, expires.after);
  switch (expires) {
    case 'never':
    case 'withContract':
      return null;
    case 'endOfMonth':
      return lastOf('calendarMonth', fromDate);
    case 'endOfQuarter':
      return lastOf('calendarQuarter', fromDate);
    case 'endOfYear':
      return lastOf('calendarYear', fromDate);
    case 'endOfContractYear':
      return daysEarlier(addPeriodToDate(fromDate, 'P1Y'), 1);
  }
}

const LENGTH = { calendarMonth: 'P1M', calendarQuarter: 'P3M', calendarYear: 'P1Y' } as const;

function lastOf(on: CalendarUnit, date: BusinessDate): BusinessDate {
  return daysEarlier(addPeriodToDate(beginOf(on, date), LENGTH[on]), 1);
}

function beginOf(on: CalendarUnit, date: BusinessDate): BusinessDate {
  const [year = '', month = ''] = date.split('-');
  if (on === 'calendarYear') return `${year}-01-01`;
  if (on === 'calendarMonth') return `${year}-${month}-01`;
  return `${year}-${String(quarterOf(date) * 3 - 2).padStart(2, '0')}-01`;
}

function nameOf(on: CalendarUnit, fromDate: BusinessDate): string {
  if (on === 'calendarYear') return fromDate.slice(0, 4);
  return on === 'calendarMonth' ? fromDate.slice(0, 7) : `${fromDate.slice(0, 4)}-Q${quarterOf(fromDate)}`;
}

function quarterOf(date: BusinessDate): number {
  return Math.ceil(Number(date.slice(5, 7)) / 3);
}

/** What does not expire comes last. */
function ends({ lastDate }: Grant): string {
  return lastDate ?? '9999-12-31';
}
