/** Sets of serials as ranges: in order, apart from each other, never touching. Pure. */

/** Cards of a batch that follow each other, both ends included; serials count from 1. */
export interface SerialRange {
  readonly firstSerial: number;
  readonly lastSerial: number;
}

/** How many serials a set has. */
export function countIn(ranges: readonly SerialRange[]): number {
  return ranges.reduce((sum, { firstSerial, lastSerial }) => sum + lastSerial - firstSerial + 1, 0);
}

/** Any ranges as a set: in order, joined where they touch or overlap. */
export function inOrder(ranges: readonly SerialRange[]): readonly SerialRange[] {
  const sorted = [...ranges].sort((a, b) => a.firstSerial - b.firstSerial);
  const joined: SerialRange[] = [];
  for (const range of sorted) {
    const before = joined.at(-1);
    if (before && range.firstSerial <= before.lastSerial + 1) {
      joined[joined.length - 1] = { ...before, lastSerial: Math.max(before.lastSerial, range.lastSerial) };
    } else joined.push(range);
  }
  return joined;
}

/** What is in `ranges` and not in `others`; both are sets. */
export function without(ranges: readonly SerialRange[], others: readonly SerialRange[]): readonly SerialRange[] {
  const left: SerialRange[] = [];
  for (const range of ranges) {
    let firstSerial = range.firstSerial;
    for (const other of others) {
      if (other.lastSerial < firstSerial || other.firstSerial > range.lastSerial) continue;
      if (other.firstSerial > firstSerial) left.push({ firstSerial, lastSerial: other.firstSerial - 1 });
      firstSerial = other.lastSerial + 1;
    }
    if (firstSerial <= range.lastSerial) left.push({ firstSerial, lastSerial: range.lastSerial });
  }
  return left;
}

/** What is in both sets. */
export function common(ranges: readonly SerialRange[], others: readonly SerialRange[]): readonly SerialRange[] {
  return without(ranges, without(ranges, others));
}

/** The serials of some cards as a set. */
export function rangesOf(serials: readonly number[]): readonly SerialRange[] {
  return inOrder(serials.map((serial) => ({ firstSerial: serial, lastSerial: serial })));
}
