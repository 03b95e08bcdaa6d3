/** The part of README.md that comes from the code, between the marks `<!-- routes -->` and `<!-- /routes -->`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { routesTable } from './routes-table.ts';

const README = new URL('../README.md', import.meta.url);
const OPEN = '<!-- routes -->';
const CLOSE = '<!-- /routes -->';

/** The README as it stands. */
export function readme(): string {
  return readFileSync(README, 'utf8');
}

/** The README with its routes as the code has them. Throws RangeError where a mark is missing. */
export function freshReadme(): string {
  const whole = readme();
  const [start, end] = [whole.indexOf(OPEN), whole.indexOf(CLOSE)];
  if (start < 0 || end < start) throw new RangeError(`README.md has no ${OPEN} … ${CLOSE}`);
  return `${whole.slice(0, start + OPEN.length)}\n\n${routesTable()}\n\n${whole.slice(end)}`;
}

/** Writes it. */
export function writeReadme(): void {
  writeFileSync(README, freshReadme());
}
