/** READMEs of which parts come from the code, between marks such as `<!-- routes -->` and `<!-- /routes -->`. */
import { readFileSync, writeFileSync } from 'node:fs';

export { type Route, routesOf, routesTable } from './routes-table.ts';

/** What stands between the marks of each name. */
export type GeneratedParts = Readonly<Record<string, () => string>>;

/** The README as it stands. */
export function readme(file: URL): string {
  return readFileSync(file, 'utf8');
}

/** The README with its generated parts as the code has them. Throws RangeError where a mark is missing. */
export function freshReadme(file: URL, parts: GeneratedParts): string {
  return Object.entries(parts).reduce((whole, [name, table]) => {
    const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    const [start, end] = [whole.indexOf(open), whole.indexOf(close)];
    if (start < 0 || end < start) throw new RangeError(`README.md has no ${open} … ${close}`);
    return `${whole.slice(0, start + open.length)}\n\n${table()}\n\n${whole.slice(end)}`;
  }, readme(file));
}

/** Writes it. */
export function writeReadme(file: URL, parts: GeneratedParts): void {
  writeFileSync(file, freshReadme(file, parts));
}
