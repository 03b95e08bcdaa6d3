/** What a contract lets whom use on a day, and why not: the waits of the insured and of the relatives (domain 2.11, E1 to E3). */
import { addPeriodToDate, type BusinessDate } from '@scrip/calendar';
import type { Entitlement } from '@scrip/programme';
import type { Contract, KnownRelative, Spell } from './contract.decider.ts';

/** One thing that must hold before an entitlement can be used: the refusal where it does not, with its numbers. */
export interface Check {
  /** Code of the refusal where it is not met; it names the check also where it is. */
  readonly code: string;
  readonly met: boolean;
  /** Days, counts and keys that it was decided with. */
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Who wants to use it: null is the insured. */
export type RelativeId = string | null;

/**
 * Whether the contract lets a person use an entitlement on a day, each check in the order tried:
 * - `contract_not_begun` {startsDate}
 * - `contract_ended` {endedDate}
 * - `contract_over` {endsDate}: its term
 * - `contract_lapsed` {lapsedDate}
 * - `waiting_period` {fromDate, usableFromDate}: from the start, or again from the reinstatement
 * and for a relative:
 * - `not_shareable` {entitlementKey}
 * - `relative_unknown` {relativeId}
 * - `relative_barred` {relativeId, barredDate}
 * - `call_missing` {reinstatedDate}: the insured has not called after the reinstatement
 * - `relative_waiting` {calledDate, usableFromDate}
 * Later checks are left out where an earlier one takes away what they look at.
 */
export function contractChecks(
  contract: Contract,
  asked: { readonly entitlement: Entitlement; readonly relativeId: RelativeId; readonly date: BusinessDate },
): readonly Check[] {
  const { entitlement, relativeId, date } = asked;
  const { startsDate, endsDate, endedDate } = contract;
  const days = [
    check('contract_not_begun', date >= startsDate, { startsDate }),
    check('contract_ended', endedDate === null || date < endedDate, { endedDate }),
    check('contract_over', endsDate === null || date <= endsDate, { endsDate }),
  ];
  const spell = spellOn(contract, date);
  const lapsedDate = spell ? null : lapseBefore(contract, date);
  const standing = [...days, check('contract_lapsed', spell !== undefined || date < startsDate, { lapsedDate })];
  if (!spell) return standing;
  const fromDate = waitsFrom(contract, spell, entitlement);
  const usableFromDate = entitlement.waiting ? addPeriodToDate(fromDate, entitlement.waiting.period) : fromDate;
  const waited = [...standing, check('waiting_period', date >= usableFromDate, { fromDate, usableFromDate })];
  return relativeId === null
    ? waited
    : [...waited, ...relativeChecks(contract, { spell, entitlement, relativeId, date })];
}

function relativeChecks(
  contract: Contract,
  asked: {
    readonly spell: Spell;
    readonly entitlement: Entitlement;
    readonly relativeId: string;
    readonly date: BusinessDate;
  },
): readonly Check[] {
  const { spell, entitlement, relativeId, date } = asked;
  const shared = entitlement.shareable === 'holderAndRelatives';
  const relative = relativeOf(contract, relativeId);
  const checks = [
    check('not_shareable', shared, { entitlementKey: entitlement.key }),
    check('relative_unknown', relative !== undefined, { relativeId }),
  ];
  if (!relative) return checks;
  const { barredDate } = relative;
  const { calledDate } = spell;
  checks.push(
    check('relative_barred', barredDate === null, { relativeId, barredDate }),
    check('call_missing', calledDate !== null, { reinstatedDate: spell.fromDate }),
  );
  if (calledDate === null) return checks;
  const usableFromDate = relativeUsableFrom(calledDate, entitlement);
  return [...checks, check('relative_waiting', date >= usableFromDate, { calledDate, usableFromDate })];
}

/** First day on which relatives can use an entitlement after a call on `calledDate`. */
export function relativeUsableFrom(calledDate: BusinessDate, { relatives }: Entitlement): BusinessDate {
  return relatives?.waiting === undefined ? calledDate : addPeriodToDate(calledDate, relatives.waiting);
}

/** The relative of this id, if it was named. */
export function relativeOf({ relatives }: Contract, relativeId: string): KnownRelative | undefined {
  return relatives?.find((relative) => relative.relativeId === relativeId);
}

/** The stretch of days in force that a day is in; undefined where it is in none. The term is not looked at. */
export function spellOn({ spells }: Contract, date: BusinessDate): Spell | undefined {
  return spells.find(({ fromDate, untilDate }) => fromDate <= date && (untilDate === null || date < untilDate));
}

/** What a contract is on a day. */
export function statusOn(
  contract: Contract,
  date: BusinessDate,
): 'not_begun' | 'in_force' | 'lapsed' | 'over' | 'ended' {
  const { startsDate, endsDate, endedDate } = contract;
  if (endedDate !== null && date >= endedDate) return 'ended';
  if (endsDate !== null && date > endsDate) return 'over';
  if (date < startsDate) return 'not_begun';
  return spellOn(contract, date) ? 'in_force' : 'lapsed';
}

/** Where the programme does not begin the wait anew it counts from the start. */
function waitsFrom({ startsDate }: Contract, spell: Spell, { waiting }: Entitlement): BusinessDate {
  return waiting?.restartsOn.includes('reinstatement') ? spell.fromDate : startsDate;
}

function lapseBefore({ spells }: Contract, date: BusinessDate): BusinessDate | null {
  return spells.findLast(({ untilDate }) => untilDate !== null && untilDate <= date)?.untilDate ?? null;
}

function check(code: string, met: boolean, detail: Check['detail']): Check {
  return { code, met, detail };
}
