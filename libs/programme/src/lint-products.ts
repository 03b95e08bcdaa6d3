/** Checks inside stored-value products: steps that rise, notices that come nearer, ranges of numbers that fit. */
import type { CardTerms } from './card-terms.ts';
import type { Programme } from './document.ts';
import { type Path, type Problem, problem } from './problem.ts';

/** A bonus is a rate or steps, not both; steps rise, so that the highest one reached is the last. */
export function rechargeProblems(programme: Programme): readonly Problem[] {
  return (programme.storedValue ?? []).flatMap(({ recharge }, index) => {
    const path: Path = ['storedValue', index, 'recharge'];
    const { bonusRateBp, bonusSteps, gifts = [] } = recharge;
    const both =
      bonusRateBp !== undefined && bonusSteps !== undefined ? [problem([...path, 'bonusSteps'], 'bonus_twice')] : [];
    return [
      ...both,
      ...stepsOutOfOrder([...path, 'bonusSteps', 'steps'], 'principalFen', bonusSteps?.steps ?? []),
      ...gifts.flatMap((gift, at) => stepsOutOfOrder([...path, 'gifts', at, 'steps'], 'principalFen', gift.steps)),
      ...gifts.flatMap((gift, at) =>
        gifts.findIndex((other) => other.key === gift.key) < at
          ? [problem([...path, 'gifts', at, 'key'], 'key_taken', { key: gift.key })]
          : [],
      ),
    ];
  });
}

/** A list may load any amount, so steps must not be the only amounts that a wallet takes; nor may a dormant one stop all of it. */
export function clientProblems(programme: Programme): readonly Problem[] {
  return (programme.storedValue ?? []).flatMap(({ client, recharge, dormantAfterMonths }, index) => {
    if (client === undefined) return [];
    const path: Path = ['storedValue', index];
    return [
      ...(recharge.bonusSteps?.between === 'exactOnly' ? [problem([...path, 'client'], 'client_loads_any')] : []),
      ...(dormantAfterMonths === undefined ? [] : [problem([...path, 'dormantAfterMonths'], 'client_loads_dormant')]),
    ];
  });
}

/** Notices come nearer to the end one by one; what is never held has no period. */
export function lotProblems(programme: Programme): readonly Problem[] {
  return (programme.storedValue ?? []).flatMap(({ lots, spend }, index) => {
    const path: Path = ['storedValue', index];
    const days = lots.validity === 'none' ? [] : (lots.validity.notices?.daysBefore ?? []);
    const outOfOrder = daysNotFalling(days, [...path, 'lots', 'validity', 'notices', 'daysBefore']);
    const neverHeld = spend.holdPeriod !== undefined && spend.holds === 'refused';
    return neverHeld ? [...outOfOrder, problem([...path, 'spend', 'holdPeriod'], 'hold_never_open')] : outOfOrder;
  });
}

/** Notices of points that lapse come nearer to the end one by one, too. */
export function pointsProblems(programme: Programme): readonly Problem[] {
  const days = programme.points?.expiry?.notices?.daysBefore ?? [];
  return daysNotFalling(days, ['points', 'expiry', 'notices', 'daysBefore']);
}

function daysNotFalling(days: readonly number[], path: Path): readonly Problem[] {
  return days.flatMap((day, at) => {
    const before = days[at - 1];
    return before !== undefined && before <= day ? [problem([...path, at], 'days_not_falling', { before, day })] : [];
  });
}

/** A range of numbers has room between prefix and check digit; a PIN says its amount where it needs one. */
export function cardProblems(programme: Programme): readonly Problem[] {
  return (programme.storedValue ?? []).flatMap(({ card }, index) => {
    if (card === undefined) return [];
    const path: Path = ['storedValue', index, 'card'];
    return [...inRange(card, [...path, 'number']), ...inPin(card, [...path, 'pin'])];
  });
}

function inRange({ number }: CardTerms, path: Path): readonly Problem[] {
  if (number === undefined) return [];
  const { prefix, digits, from, to } = number;
  const room = digits - prefix.length - 1;
  if (room < 1) return [problem([...path, 'prefix'], 'prefix_too_long', { digits: prefix.length, length: digits })];
  const tooLong = Object.entries({ from, to }).flatMap(([name, bound]) =>
    bound !== undefined && bound.length > room
      ? [problem([...path, name], 'range_digits', { digits: bound.length, room })]
      : [],
  );
  if (tooLong.length > 0 || from === undefined || to === undefined || BigInt(from) <= BigInt(to)) return tooLong;
  return [problem([...path, 'from'], 'range_upside_down', { from, to })];
}

function inPin({ pin }: CardTerms, path: Path): readonly Problem[] {
  if (pin?.use === 'aboveAmount' && pin.aboveFen === undefined)
    return [problem([...path, 'aboveFen'], 'pin_amount_missing')];
  return pin?.use === 'everySpend' && pin.aboveFen !== undefined
    ? [problem([...path, 'aboveFen'], 'pin_amount_unused')]
    : [];
}

/** Steps each above the one before it, by one of their fields. */
export function stepsOutOfOrder<F extends string>(
  path: Path,
  field: F,
  steps: readonly Readonly<Record<F, number>>[],
): readonly Problem[] {
  return steps.flatMap((step, index) => {
    const before = steps[index - 1];
    return before !== undefined && before[field] >= step[field]
      ? [problem([...path, index, field], 'steps_not_rising', { before: before[field], step: step[field] })]
      : [];
  });
}
