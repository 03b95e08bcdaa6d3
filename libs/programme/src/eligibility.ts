import { type Explanation, evaluate, type Facts } from './condition.ts';
import type { Programme } from './document.ts';
import { gradeOrder } from './document.ts';

/** A standard that was asked for a grade. */
export interface AskedStandard {
  /** Key of the standard. */
  readonly standard: string;
  /** Key of the grade. */
  readonly grade: string;
  /** Whether who meets it has the grade, or may only apply for it. */
  readonly gives: 'grade' | 'application';
  /** Whether it counts for this holder at all. */
  readonly applies: boolean;
  readonly met: boolean;
  readonly explain: Explanation;
}

/**
 * Every standard of a programme asked of one holder, in the document's order (domain 2.8, V1 to V3). One that is not for
 * this holder is never met.
 * @throws InvariantError when a measure of `ratingMeasures` is not among the facts.
 */
export function standardsAsked(facts: Facts, programme: Programme): readonly AskedStandard[] {
  return (programme.tiers?.standards ?? []).flatMap(({ key, gives, appliesTo, met: rules }) => {
    const applies = appliesTo === undefined || evaluate(appliesTo, facts).met;
    return rules.map(({ grade, when }): AskedStandard => {
      const { met, explain } = evaluate(when, facts);
      return { standard: key, grade, gives, applies, met: applies && met, explain };
    });
  });
}

/** Whether a holder may apply for a grade, and by what. */
export type MayApply =
  | { readonly kind: 'anybody' }
  | { readonly kind: 'met'; readonly standard: string }
  | { readonly kind: 'missed'; readonly asked: readonly AskedStandard[] };

/**
 * Whether a holder may apply for a grade: where standards of the programme speak of it, one of them, or of a higher grade,
 * must be met; where none does, anybody may (domain 2.8, V2: who may apply for the head office may for the branch).
 */
export function mayApplyFor(gradeKey: string, asked: readonly AskedStandard[], programme: Programme): MayApply {
  const order = gradeOrder(programme);
  const enough = asked.filter(({ grade }) => order.indexOf(grade) >= order.indexOf(gradeKey));
  if (!enough.some(({ grade }) => grade === gradeKey)) return { kind: 'anybody' };
  const met = enough.find((one) => one.met);
  return met ? { kind: 'met', standard: met.standard } : { kind: 'missed', asked: enough };
}
