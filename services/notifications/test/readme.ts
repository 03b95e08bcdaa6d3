/** The parts of README.md that come from the code, between marks: `<!-- routes -->`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { routesTable } from './routes-table.ts';

const README = new URL('../README.md', import.meta.url);
const PARTS: Readonly<Record<string, () => string>> = { routes: routesTable };

/** The README as it stands. */
export function readme(): string {
  return readFileSync(README, 'utf8');
}

/** The README with its generated parts as the code has them. Throws RangeError where a mark is missing. */
export function freshReadme(): string {
  return Object.entries(PARTS).reduce((whole, [name, table]) => {
    const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    const [start, end] = [whole.indexOf(open), whole.indexOf(close)];
    if (start < 0 || end < start) throw new RangeError(`README.md has no ${open} … ${close}`);
    return `${whole.slice(0, start + open.length)}\n\n${table()}\n\n${whole.slice(end)}`;
  }, readme());
}

/** Writes it. */
export function writeReadme(): void {
  writeFileSync(README, freshReadme());
}
