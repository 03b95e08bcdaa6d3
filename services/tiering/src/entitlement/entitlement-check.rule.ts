/** Whether an entitlement may be used by somebody on a day, and why not: grade, contract, person, condition (domain 2.1, 2.11). */
import type { BusinessDate } from '@scrip/calendar';
import {
  type Entitlement,
  evaluate,
  type Facts,
  gradeOrder,
  gradesWith,
  inWords,
  type Programme,
} from '@scrip/programme';
import type { Contract } from '../contract/contract.decider.ts';
import { type Check, contractChecks } from '../contract/contract-standing.ts';

/** A receipt that an entitlement is used with. */
export interface Purchase {
  readonly receiptId: string;
  /** Null for a purchase of nobody known. */
  readonly holderId: string | null;
  readonly paidFen: bigint;
  readonly businessDate: BusinessDate;
}

/** What the decision is made with. */
export interface Situation {
  readonly programme: Programme;
  readonly entitlement: Entitlement;
  readonly holderId: string;
  readonly gradeKey: string | null;
  readonly contract: Contract | null;
  readonly relativeId: string | null;
  readonly date: BusinessDate;
  readonly occasion: string | null;
  /** The receipt of the occasion; null where the entitlement is not one of purchases. */
  readonly purchase: Purchase | null;
  /** Whether the day is the holder's birthday; null where nobody asked or the vault did not say. */
  readonly birthday: boolean | null;
  readonly segments: readonly string[];
  readonly measures: NonNullable<Facts['measures']>;
}

/** Whether an entitlement comes with a contract. */
export function isOfContract({ grant, expires, waiting }: Entitlement): boolean {
  return (
    grant.on === 'contractStart' ||
    grant.on === 'contractYear' ||
    expires === 'withContract' ||
    expires === 'endOfContractYear' ||
    waiting !== undefined
  );
}

/**
 * What must hold, in the order tried; who asks is refused by the first that does not:
 * - `reception_needed`: amenities are laid out by a reception and used in no other way
 * - `grade_lacks_entitlement` {gradeKey, grades}: where it is a benefit of grades
 * - `contract_needed`: it comes with a contract, and none is named
 * - those of `contractChecks`, for the insured or a relative
 * - `contract_not_needed` {entitlementKey}: one is named where it comes with none; it is counted by the holder alone
 * - `not_shareable` {entitlementKey}: a relative without a contract
 * - `occasion_needed`: the receipt or the stay that it is used with
 * - `receipt_of_other_holder` {receiptId}
 * - `condition_not_met` {because}: in words of both languages, with the numbers that each clause saw
 */
export function entitlementChecks(situation: Situation): readonly Check[] {
  const { programme, entitlement, contract, relativeId, date, gradeKey, occasion } = situation;
  const grades = gradesWith(programme, entitlement.key);
  const { on, when } = entitlement.grant;
  const checks: Check[] = [{ code: 'reception_needed', met: entitlement.effect.kind !== 'amenities', detail: {} }];
  if (grades.length > 0) {
    const met = gradeKey !== null && grades.includes(gradeKey);
    checks.push({ code: 'grade_lacks_entitlement', met, detail: { gradeKey, grades } });
  }
  if (isOfContract(entitlement)) {
    checks.push({ code: 'contract_needed', met: contract !== null, detail: {} });
    if (contract) checks.push(...contractChecks(contract, { entitlement, relativeId, date }));
  } else if (contract) {
    checks.push({ code: 'contract_not_needed', met: false, detail: { entitlementKey: entitlement.key } });
  } else if (relativeId !== null) {
    checks.push({ code: 'not_shareable', met: false, detail: { entitlementKey: entitlement.key } });
  }
  if (on === 'purchase' || on === 'stay') {
    checks.push({ code: 'occasion_needed', met: occasion !== null, detail: { on } });
  }
  if (situation.purchase) {
    const { receiptId, holderId } = situation.purchase;
    checks.push({ code: 'receipt_of_other_holder', met: holderId === situation.holderId, detail: { receiptId } });
  }
  if (when) {
    const { met, explain } = evaluate(when, factsOf(situation));
    const because = { 'zh-CN': inWords(explain, 'zh-CN'), en: inWords(explain, 'en') };
    checks.push({ code: 'condition_not_met', met, detail: { because } });
  }
  return checks;
}

/** What is not known is null: no clause is met by it. */
function factsOf({ programme, gradeKey, purchase, birthday, date, segments, measures }: Situation): Facts {
  return {
    values: { birthday, grade: gradeKey, paidFen: purchase?.paidFen ?? null },
    // A purchase is looked at as of its own day.
    businessDate: purchase?.businessDate ?? date,
    grades: gradeOrder(programme),
    segments,
    measures,
  };
}
