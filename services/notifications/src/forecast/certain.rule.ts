/** What of a holder is certain on a day to come, and which conditions follow from it whatever else may be (domain 2.12). */
import { type BusinessDate, isBirthday } from '@scrip/calendar';
import { type Condition, clausesOf, evaluate, type Facts, gradeOrder, type Programme } from '@scrip/programme';
import type { KnownContact } from '../contact/contact.decider.ts';

/**
 * Days of the year that the vault of cards keeps of a holder, each as a day of some year, YYYY-MM-DD. Personal data: they go
 * to no log, event or table.
 */
export interface HolderDays {
  readonly own: readonly BusinessDate[];
  readonly relative: readonly BusinessDate[];
  readonly anniversary: readonly BusinessDate[];
}

/** Who is asked about. */
export interface CertainOf {
  readonly contact: Pick<KnownContact, 'holderClass' | 'visitClass'>;
  readonly programme: Programme;
  readonly grade: string | null;
  /** Null: cards did not say. */
  readonly days: HolderDays | null;
}

/** What is certain of a holder on a day to come: grade and class are taken to stay. */
export function factsOn({ contact, programme, grade, days }: CertainOf, date: BusinessDate): Facts {
  const { holderClass, visitClass } = contact;
  const birthday = days === null ? {} : { birthday: fallsOn(days.own, date) };
  return {
    values: { grade, holderClass, visitClass, ...birthday },
    businessDate: date,
    grades: gradeOrder(programme),
  };
}

/** Whether one of these days comes round on a day. */
export function fallsOn(days: readonly BusinessDate[], date: BusinessDate): boolean {
  return days.some((day) => isBirthday(day, date));
}

/** Whether a condition is met whatever else may be; undefined where it depends on what is not among the facts. */
export function whetherMet(when: Condition | undefined, facts: Facts): boolean | undefined {
  if (when === undefined) return true;
  if ('all' in when) return every(when.all.map((part) => whetherMet(part, facts)));
  if ('any' in when) return not(every(when.any.map((part) => not(whetherMet(part, facts)))));
  if ('not' in when) return not(whetherMet(when.not, facts));
  return isGiven(when, facts) ? evaluate(when, facts).met : undefined;
}

function every(parts: readonly (boolean | undefined)[]): boolean | undefined {
  if (parts.includes(false)) return false;
  return parts.includes(undefined) ? undefined : true;
}

function not(met: boolean | undefined): boolean | undefined {
  return met === undefined ? undefined : !met;
}

/** Whether a clause asks only for what is among the facts. */
function isGiven(clause: Condition, { values }: Facts): boolean {
  if ('fact' in clause) return values[clause.fact] !== undefined;
  return 'calendar' in clause || 'grade' in clause;
}

/** Facts that are taken to stay. */
const STAYS: ReadonlySet<string> = new Set(['grade', 'holderClass', 'visitClass']);

/** Whether a condition asks only what does not depend on what the holder will do. */
export function isCertain(condition: Condition, days: HolderDays | null): boolean {
  return clausesOf(condition).every((clause) => {
    if ('fact' in clause) return STAYS.has(clause.fact) || (clause.fact === 'birthday' && days !== null);
    return 'calendar' in clause || 'grade' in clause;
  });
}
