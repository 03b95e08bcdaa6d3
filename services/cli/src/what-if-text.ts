/** One report of a what-if as text for a terminal: a table, then who would have another grade. Pure. */
import type { Line, Moved, OneReport, Whole } from './what-if-report.ts';
import type { Words } from './words.ts';

/** Lines that end with a line feed each. */
export function reportText(report: OneReport, words: Words['whatIfReport']): string {
  const { ratings } = report;
  const rows = [
    [`${report.programmeId} ${report.from} – ${report.to}`, words.was, words.would, words.difference, ''],
    rowOf(words.pointsGiven, report.pointsGiven, whole),
    rowOf(words.pointsRedeemed, report.pointsRedeemed, whole),
    rowOf(words.pointsPending, report.pointsPending, whole),
    rowOf(words.discounts, report.discountFen, yuan),
    rowOf(words.liabilityPoints, report.liabilityPoints, whole),
    rowOf(words.liability, report.liabilityFen, yuan),
    ...(ratings?.grades ?? []).map(({ grade, ...line }) => rowOf(words.grade(grade), line, whole)),
  ];
  const lines = [
    ...table(rows),
    ...report.receiptsRefused.map(words.receiptsRefused),
    ...movedLines(words.movedByPoints, report.movedByPoints, words),
    ...(ratings ? movedLines(words.movedByRatings(ratings.holders), ratings.moved, words) : [words.noRatings]),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function rowOf(name: string, { was, would, difference, percent }: Line, told: (value: Whole) => string): string[] {
  const number = (value: Whole | null): string => (value === null ? '—' : told(value));
  const more = difference !== null && BigInt(difference) > 0n ? '+' : '';
  return [
    name,
    number(was),
    number(would),
    `${more}${number(difference)}`,
    percent === null ? '—' : percentText(percent),
  ];
}

function movedLines(
  heading: string,
  moved: readonly (Moved & { readonly percent?: number | null })[],
  words: Words['whatIfReport'],
): string[] {
  if (moved.length === 0) return [`${heading} ${words.nobody}`];
  const name = (grade: string | null): string => grade ?? words.noMember;
  return [
    heading,
    ...moved.map(({ from, to, count, percent }) => {
      const share = percent === undefined || percent === null ? '' : ` (${percent.toFixed(2)}%)`;
      return `  ${name(from)} → ${name(to)}: ${whole(count)}${share}`;
    }),
  ];
}

/** The first column begins at the left, numbers end at the right. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_cell, at) => Math.max(...rows.map((row) => widthOf(row[at] ?? ''))));
  return rows.map((row) =>
    row
      .map((cell, at) => {
        const space = ' '.repeat((widths[at] ?? 0) - widthOf(cell));
        return at === 0 ? `${cell}${space}` : `${space}${cell}`;
      })
      .join('  ')
      .trimEnd(),
  );
}

/** Columns of a terminal: a Chinese character takes two. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += character > '\u2e7f' ? 2 : 1;
  return width;
}

function percentText(percent: number): string {
  return `${percent > 0 ? '+' : ''}${percent.toFixed(2)}%`;
}

function whole(value: Whole): string {
  return BigInt(value).toLocaleString('en-US');
}

/** Fen as yuan, two decimals. */
function yuan(amountFen: Whole): string {
  const fen = BigInt(amountFen);
  const size = fen < 0n ? -fen : fen;
  return `${fen < 0n ? '-' : ''}${whole((size / 100n).toString())}.${String(size % 100n).padStart(2, '0')}`;
}
