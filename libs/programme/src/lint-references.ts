/** Checks between the parts of a document: keys given twice, and names of things that are not there. */
import { accountPatternOf } from './accounts.ts';
import type { Programme } from './document.ts';
import { counterOf, gradeOrder, productOf } from './document.ts';
import { type Path, type Problem, problem } from './problem.ts';

interface Keyed {
  readonly key: string;
}

/** Keys of one group are recorded in the same field of an event, so they must differ across its parts. */
export function repeatedKeys(programme: Programme): readonly Problem[] {
  const { points, contact, entitlements = [], cases = [], approvals = [] } = programme;
  const groups: (readonly (readonly [Path, readonly Keyed[]])[])[] = [
    [[['grades'], programme.grades ?? []]],
    [[['counters'], programme.counters ?? []]],
    [[['joining'], programme.joining ?? []]],
    [[['pricing'], programme.pricing ?? []]],
    [[['raises'], programme.raises ?? []]],
    [[['storedValue'], programme.storedValue ?? []]],
    [
      [['points', 'multipliers'], points?.multipliers ?? []],
      [['points', 'bonuses'], points?.bonuses ?? []],
    ],
    [[['points', 'draws'], points?.draws ?? []]],
    [[['contact', 'triggers'], contact?.triggers ?? []]],
    [[['contact', 'templates'], contact?.templates ?? []]],
    [
      [['contact', 'outreach'], contact?.outreach ?? []],
      [['contact', 'festivals'], contact?.festivals ?? []],
    ],
    [[['contact', 'feedback', 'questions'], contact?.feedback?.questions ?? []]],
    [[['contact', 'caps'], contact?.caps ?? []]],
    [
      [['contact', 'windows'], contact?.windows ?? []],
      [['contact', 'blackouts'], contact?.blackouts ?? []],
    ],
    [[['tiers', 'standards'], programme.tiers?.standards ?? []]],
    [[['fees'], programme.fees ?? []]],
    [[['segments'], programme.segments ?? []]],
    [[['entitlements'], entitlements]],
    [[['approvals'], approvals]],
    [[['contracts'], programme.contracts ?? []]],
    [[['cases'], cases]],
    ...cases.map(({ clocks }, index) => [[['cases', index, 'clocks'], clocks] as const]),
    ...approvals.flatMap(({ documents, steps }, index) => [
      [[['approvals', index, 'documents'], documents] as const],
      [[['approvals', index, 'steps'], steps] as const],
    ]),
  ];
  return groups.flatMap((group) => {
    const seen = new Set(points !== undefined && group[0]?.[0][1] === 'multipliers' ? [points.base.key] : []);
    return group.flatMap(([path, items]) =>
      items.flatMap((item, index) => {
        if (seen.has(item.key)) return [problem([...path, index, 'key'], 'key_taken', { key: item.key })];
        seen.add(item.key);
        return [];
      }),
    );
  });
}

/** Every name of a grade that is not in a condition. */
export function unknownGrades(programme: Programme): readonly Problem[] {
  const order = gradeOrder(programme);
  const unknown = (path: Path, grade: string | undefined): readonly Problem[] =>
    grade === undefined || order.includes(grade) ? [] : [problem(path, 'grade_unknown', { grade })];
  const { tiers, benefits } = programme;
  return [
    ...(programme.joining ?? []).flatMap((rule, index) => unknown(['joining', index, 'grade'], rule.grade)),
    ...(programme.raises ?? []).flatMap((rule, index) =>
      rule.to === order[0]
        ? [problem(['raises', index, 'to'], 'grade_is_lowest', { grade: rule.to })]
        : unknown(['raises', index, 'to'], rule.to),
    ),
    ...(tiers?.standards ?? []).flatMap((standard, at) =>
      standard.met.flatMap((met, index) => unknown(['tiers', 'standards', at, 'met', index, 'grade'], met.grade)),
    ),
    ...(tiers?.cardLevels ?? []).flatMap((level, index) =>
      unknown(['tiers', 'cardLevels', index, 'grade'], level.grade),
    ),
    ...(programme.fees ?? []).flatMap((fee, index) => unknown(['fees', index, 'grade'], fee.grade)),
    ...(benefits?.grades ?? []).flatMap((entry, index) => unknown(['benefits', 'grades', index, 'grade'], entry.grade)),
    ...(programme.approvals ?? []).flatMap(({ authorities }, at) =>
      authorities.flatMap((authority, index) =>
        unknown(['approvals', at, 'authorities', index, 'grade'], authority.grade),
      ),
    ),
    ...(programme.storedValue ?? []).flatMap(({ card }, at) =>
      (card?.replacement?.grades ?? []).flatMap((grade, index) =>
        unknown(['storedValue', at, 'card', 'replacement', 'grades', index], grade),
      ),
    ),
    ...(programme.entitlements ?? []).flatMap(({ effect }, at) =>
      effect.kind === 'amenities'
        ? effect.levels.flatMap((level, index) =>
            unknown(['entitlements', at, 'effect', 'levels', index, 'grade'], level.grade),
          )
        : [],
    ),
  ];
}

/** Names of products, segments, entitlements and the parent. */
export function unknownNames(programme: Programme): readonly Problem[] {
  const product = (path: Path, key: string | undefined): readonly Problem[] =>
    key === undefined || productOf(programme, key) ? [] : [problem(path, 'product_unknown', { product: key })];
  return [
    ...(programme.parent === programme.id ? [problem(['parent'], 'parent_is_itself')] : []),
    ...(programme.tiers?.cardLevels ?? []).flatMap((level, index) =>
      product(['tiers', 'cardLevels', index, 'product'], level.product),
    ),
    ...(programme.approvals ?? []).flatMap((approval, index) =>
      product(['approvals', index, 'product'], approval.product),
    ),
    ...(programme.contracts ?? []).flatMap(({ products = [] }, at) =>
      products.flatMap((key, index) => product(['contracts', at, 'products', index], key)),
    ),
    ...(programme.storedValue ?? []).flatMap(({ card }, at) =>
      (card?.replacement?.segments ?? []).flatMap((segment, index) =>
        unknownSegment(programme, ['storedValue', at, 'card', 'replacement', 'segments', index], segment),
      ),
    ),
    ...(programme.entitlements ?? []).flatMap(({ effect }, at) => {
      const counter = effect.kind === 'gift' ? effect.stock?.counterKey : undefined;
      const path = ['entitlements', at, 'effect', 'stock', 'counterKey'];
      return counter === undefined || counterOf(programme, counter)
        ? []
        : [problem(path, 'counter_unknown', { counter })];
    }),
    ...(programme.benefits?.grades ?? []).flatMap(({ entitlements }, at) =>
      entitlements.flatMap((entitlement, index) =>
        programme.entitlements?.some(({ key }) => key === entitlement)
          ? []
          : [
              problem(['benefits', 'grades', at, 'entitlements', index], 'entitlement_unknown', {
                entitlement,
              }),
            ],
      ),
    ),
  ];
}

/** The problem of a segment that the programme does not have. */
export function unknownSegment(programme: Programme, path: Path, segment: string): readonly Problem[] {
  return programme.segments?.some(({ key }) => key === segment) ? [] : [problem(path, 'segment_unknown', { segment })];
}

/** A code is for an account of the chart, and each account has one. */
export function accountProblems({ accounts = [] }: Programme): readonly Problem[] {
  return accounts.flatMap(({ account }, index) => {
    const path: Path = ['accounts', index, 'account'];
    if (!accountPatternOf(account)) return [problem(path, 'account_unknown', { account })];
    const taken = accounts.findIndex((other) => other.account === account) < index;
    return taken ? [problem(path, 'account_taken', { account })] : [];
  });
}
