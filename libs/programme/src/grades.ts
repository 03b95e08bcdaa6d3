import type { BusinessDate } from '@scrip/calendar';
import type { Fen, Points } from '@scrip/money';
import { evaluate } from './condition.ts';
import type { Programme } from './document.ts';
import { gradeOrder } from './document.ts';
import type { RuleExplanation, Shortfall } from './explain.ts';
import { shortfalls } from './explain.ts';
import type { LocalText } from './facts.ts';

/** Which grade a joining gives; with `grade: null` nobody joins and `missing` names the numbers of the least grade. */
export type Joining =
  | { readonly grade: string; readonly rule: string; readonly explain: readonly RuleExplanation[] }
  | { readonly grade: null; readonly missing: readonly Shortfall[]; readonly explain: readonly RuleExplanation[] };

/** A rise to a higher grade and the rule that gave it. */
export interface GradeRise {
  readonly toGrade: string;
  readonly rule: string;
  readonly explain: readonly RuleExplanation[];
}

/** The highest grade that the receipts of one business day give a holder who joins (domain 2.1; M5: 299 none, 300 gold, 3,000 diamond). */
export function gradeOnJoin(
  asked: { readonly sameDayTotalFen: Fen; readonly businessDate: BusinessDate },
  programme: Programme,
): Joining {
  const order = gradeOrder(programme);
  const rules = (programme.joining ?? []).map((rule) => ({
    key: rule.key,
    grade: rule.grade,
    ...evaluate(rule.when, { values: { sameDayTotalFen: asked.sameDayTotalFen }, businessDate: asked.businessDate }),
  }));
  const best = highestMet(rules, order);
  const explain = explained(rules, best?.key);
  if (best !== undefined) return { grade: best.grade, rule: best.key, explain };
  const least = [...rules].sort((a, b) => order.indexOf(a.grade) - order.indexOf(b.grade))[0];
  return { grade: null, missing: least === undefined ? [] : shortfalls(least.explain), explain };
}

/** The highest grade above the holder's own that points give, or `null` (domain 2.1; M7: 8,000 lifetime points give Diamond at once). A rule may ask for the lifetime count or for the balance. */
export function raiseFor(
  asked: { readonly grade: string; readonly lifetimePoints: Points; readonly balancePoints: Points },
  programme: Programme,
): GradeRise | null {
  const order = gradeOrder(programme);
  const rules = (programme.raises ?? [])
    .filter((rule) => order.indexOf(rule.to) > order.indexOf(asked.grade))
    .map((rule) => ({ key: rule.key, grade: rule.to, ...evaluate(rule.when, { values: asked, grades: order }) }));
  const best = highestMet(rules, order);
  return best === undefined ? null : { toGrade: best.grade, rule: best.key, explain: explained(rules, best.key) };
}

/** Whether so many points could raise anybody: false where they meet no rule of the programme, whatever the holder's grade. */
export function canRaise(
  points: { readonly lifetimePoints: Points; readonly balancePoints: Points },
  programme: Programme,
): boolean {
  // A grade that the programme has no more is below all of them.
  return ['', ...gradeOrder(programme)].some((grade) => raiseFor({ ...points, grade }, programme) !== null);
}

interface AskedRule {
  readonly key: string;
  readonly grade: string;
  readonly met: boolean;
  readonly explain: RuleExplanation['explain'];
}

function highestMet(rules: readonly AskedRule[], order: readonly string[]): AskedRule | undefined {
  let best: AskedRule | undefined;
  for (const rule of rules) {
    if (rule.met && (best === undefined || order.indexOf(rule.grade) > order.indexOf(best.grade))) best = rule;
  }
  return best;
}

function explained(rules: readonly AskedRule[], countedKey: string | undefined): readonly RuleExplanation[] {
  return rules.map((rule) => ({
    rule: rule.key,
    met: rule.met,
    counted: rule.key === countedKey,
    explain: rule.explain,
  }));
}

/** What people call a grade; its key where the programme no longer has it. */
export function gradeName(gradeKey: string, programme: Programme): LocalText {
  return programme.grades?.find(({ key }) => key === gradeKey)?.name ?? { 'zh-CN': gradeKey, en: gradeKey };
}
