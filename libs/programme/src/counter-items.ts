import type { Counter } from './document.ts';

/** A counter lists thousands of articles and is asked for each line of a receipt. Documents never change. */
const listed = new WeakMap<Counter, ReadonlySet<string>>();

/** Whether an article passes at a counter: it lists this one, or it lists none (domain 2.1: only known items pass the till). */
export function sellsItem(counter: Counter, sku: string): boolean {
  if (counter.skus === undefined) return true;
  let skus = listed.get(counter);
  if (!skus) {
    skus = new Set(counter.skus);
    listed.set(counter, skus);
  }
  return skus.has(sku);
}
