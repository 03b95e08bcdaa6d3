/** Given these events, when this is asked of the rule, then these facts, or this refusal. */
import { AssertionError } from 'node:assert';
import { inspect, isDeepStrictEqual } from 'node:util';
import { type Decider, type Decision, fold } from '@scrip/decider';

/** What may follow `given`: ask the rule. */
export interface Given<S, E> {
  /** Folds the events and asks `decide`, which calls the rule under test with the state; it is asked exactly once. */
  when(decide: (state: S) => Decision<E>): When<S, E>;
}

/** What may follow `when`: one of the two ends of a decision, with all of it said. */
export interface When<S, E> {
  /** Accepted with exactly these events in this order; none means accepted without a new fact. */
  then(...events: readonly E[]): Then<S>;
  /** Refused with this code; where a detail is given, it must name all of the refusal's numbers. */
  thenRefused(code: string, detail?: Readonly<Record<string, unknown>>): Then<S>;
  /** The decision itself, for an assertion that speaks of a part of it. */
  readonly decision: Decision<E>;
}

/** What is known afterwards. */
export interface Then<S> {
  /** After a decision's events: the state that the next command would see; after a refusal the state as it was. */
  readonly state: S;
}

/**
 * Starts a test of a decider from its history, oldest event first.
 * A history that the decider cannot fold (`InvariantError`) fails the test here.
 */
export function given<S, E>(decider: Decider<S, E>, ...events: readonly E[]): Given<S, E> {
  const state = fold(decider, events);
  return {
    when(decide) {
      const decision = decide(state);
      return {
        decision,
        // biome-ignore lint/suspicious/noThenProperty: given/when/then are the words of the practice; nobody awaits a decision.
        then(...expected) {
          if (decision.kind === 'refused') {
            throw mismatch('the facts were expected, the rule refused', expected, decision.refusal);
          }
          if (!isDeepStrictEqual(decision.events, expected)) {
            throw mismatch(firstDifference(expected, decision.events), expected, decision.events);
          }
          return { state: fold(decider, expected, state) };
        },
        thenRefused(code, detail) {
          const expected = detail === undefined ? { code } : { code, detail };
          if (decision.kind === 'accepted') {
            throw mismatch('a refusal was expected, the rule accepted', expected, decision.events);
          }
          const { refusal } = decision;
          if (refusal.code !== code) throw mismatch(`refused with ${refusal.code}, not ${code}`, expected, refusal);
          if (detail !== undefined && !isDeepStrictEqual({ ...refusal.detail }, { ...detail })) {
            throw mismatch(`refused with ${code} as expected, but with other numbers`, expected, refusal);
          }
          return { state };
        },
      };
    },
  };
}

/** Names the first event, and in it the first field, that differs: a long list of events is not compared by eye. */
function firstDifference(expected: readonly unknown[], actual: readonly unknown[]): string {
  const index = expected.findIndex((event, at) => !isDeepStrictEqual(event, actual[at]));
  if (index === -1) return `${actual.length - expected.length} more events than expected`;
  if (index >= actual.length) return `${expected.length - actual.length} fewer events than expected`;
  const path = pathOfDifference(expected[index], actual[index]);
  return `event ${index + 1} differs${path === '' ? '' : ` in ${path}`}`;
}

function pathOfDifference(expected: unknown, actual: unknown): string {
  if (!isRecord(expected) || !isRecord(actual)) return '';
  for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
    if (isDeepStrictEqual(expected[key], actual[key])) continue;
    const deeper = pathOfDifference(expected[key], actual[key]);
    return deeper === '' ? key : `${key}.${deeper}`;
  }
  return '';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function mismatch(what: string, expected: unknown, actual: unknown): AssertionError {
  const show = (value: unknown): string => inspect(value, { depth: 8, breakLength: 110, sorted: false });
  return new AssertionError({
    message: `${what}\n  expected: ${show(expected)}\n  decided:  ${show(actual)}`,
    expected,
    actual,
    operator: 'decision',
    stackStartFn: mismatch,
  });
}
