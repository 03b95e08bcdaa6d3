/**
 * Whether a concurrent run could have happened one command after another: each at one moment between its call and its
 * answer (linearizability; Herlihy and Wing 1990). The search is Wing and Gong's (1993) with Lowe's memory of states that
 * led nowhere (2017).
 */

/** What somebody asked, and what was answered. */
export interface Operation<I, O> {
  readonly input: I;
  /** Undefined where nobody knows: the copy was killed. It may have happened at any time after its call, or never. */
  readonly output: O | undefined;
  /** Milliseconds of one clock. */
  readonly called: number;
  /** Infinity where no answer came. */
  readonly returned: number;
}

/** How the thing behaves when only one command runs at a time. */
export interface Model<S, I, O> {
  readonly initial: S;
  step(state: S, input: I): { readonly state: S; readonly output: O };
  sameOutput(one: O, other: O): boolean;
  /** Equal for equal states only. */
  keyOf(state: S): string;
}

/** An order that explains the run, or the operations that none could be put after the longest explained part. */
export type Verdict<I, O> =
  | { readonly kind: 'linearizable'; readonly order: readonly Operation<I, O>[] }
  | { readonly kind: 'impossible'; readonly explained: number; readonly stuckAt: readonly Operation<I, O>[] };

/** Looks for an order. Exponential at worst; a run of some hundred operations with answers that tell the balance is quick. */
export function linearize<S, I, O>(run: readonly Operation<I, O>[], model: Model<S, I, O>): Verdict<I, O> {
  const operations = run.toSorted((a, b) => a.called - b.called);
  const answered = operations.filter((operation) => operation.output !== undefined).length;
  const seen = new Set<string>();
  const order: number[] = [];
  let longest: { readonly explained: number; readonly stuckAt: readonly Operation<I, O>[] } = {
    explained: -1,
    stuckAt: [],
  };

  const search = (state: S, done: bigint, explained: number): boolean => {
    if (explained === answered) return true;
    const memory = `${done.toString(36)} ${model.keyOf(state)}`;
    if (seen.has(memory)) return false;
    seen.add(memory);
    const next = candidates(operations, done);
    if (explained > longest.explained) {
      longest = { explained, stuckAt: next.flatMap((index) => operations[index] ?? []) };
    }
    for (const index of next) {
      const operation = operations[index];
      if (!operation) continue;
      const { state: after, output } = model.step(state, operation.input);
      if (operation.output !== undefined && !model.sameOutput(output, operation.output)) continue;
      order.push(index);
      const told = operation.output === undefined ? 0 : 1;
      if (search(after, done | (1n << BigInt(index)), explained + told)) return true;
      order.pop();
    }
    return false;
  };

  if (search(model.initial, 0n, 0)) {
    return { kind: 'linearizable', order: order.flatMap((index) => operations[index] ?? []) };
  }
  return { kind: 'impossible', ...longest };
}

/** What may come next: called before the first answer of all that are not placed yet. */
function candidates<I, O>(operations: readonly Operation<I, O>[], done: bigint): readonly number[] {
  const open: number[] = [];
  let firstAnswer = Number.POSITIVE_INFINITY;
  for (const [index, operation] of operations.entries()) {
    if ((done >> BigInt(index)) & 1n) continue;
    if (operation.called > firstAnswer) break;
    open.push(index);
    firstAnswer = Math.min(firstAnswer, operation.returned);
  }
  // Those with an answer first: one that nobody saw answered is only placed where it must have happened.
  const known = open.filter((index) => operations[index]?.output !== undefined);
  const unknown = open.filter((index) => operations[index]?.output === undefined);
  return [...known, ...unknown];
}
