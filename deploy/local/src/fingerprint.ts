/** Whether files are the same as at an earlier look, told by their names, sizes and times, without reading them. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Folders that hold what is made from the rest. */
const MADE = new Set(['node_modules', 'dist']);

function collect(path: string, into: string[]): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return;
  if (!found.isDirectory()) {
    into.push(`${path}:${found.size}:${found.mtimeMs}`);
    return;
  }
  for (const name of readdirSync(path)) if (!MADE.has(name)) collect(join(path, name), into);
}

/** One text for the present state of files and folders (with all below them, but for node_modules and dist). */
export function fingerprint(paths: readonly string[]): string {
  const lines: string[] = [];
  for (const path of paths) collect(path, lines);
  return createHash('sha256').update(lines.toSorted().join('\n')).digest('hex');
}

/** Whether a stamp file holds this text; a stamp that cannot be read holds nothing. */
export function isStamped(file: string, text: string): boolean {
  try {
    return readFileSync(file, 'utf8') === text;
  } catch {
    return false;
  }
}

/** Remembers a text for `isStamped`. */
export function stamp(file: string, text: string): void {
  writeFileSync(file, text);
}
