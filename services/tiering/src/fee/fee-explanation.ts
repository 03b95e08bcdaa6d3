/** Why a fee was waived or not: its waiver asked again with the numbers of its fact, under the version that decided. */
import { type Explanation, evaluate, gradeOrder, type Measured, type Programme } from '@scrip/programme';
import type { FeeAsked, FeeView } from './fee.projection.ts';

/** The explanation of a fee; null where the programme names no waiver for it. */
export function whyFee(
  { feeKey, gradeKey }: Pick<FeeView, 'feeKey' | 'gradeKey'>,
  asked: FeeAsked,
  programme: Programme,
): Explanation | null {
  const waive = programme.fees?.find(({ key }) => key === feeKey)?.waive;
  if (waive === undefined) return null;
  const measures = new Map(
    asked.measures.map(({ measure, total, over }): readonly [string, Measured] => [
      measure,
      { total: BigInt(total), over: BigInt(over) },
    ]),
  );
  const values = { grade: gradeKey, keyClientExecutive: asked.keyClientExecutive };
  const facts = { values, measures, segments: asked.segments, grades: gradeOrder(programme) };
  return evaluate(waive, facts).explain;
}
