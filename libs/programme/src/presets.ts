import { readdirSync, readFileSync } from 'node:fs';
import { InvariantError } from '@scrip/decider';
import type { Programme } from './document.ts';
import { parseProgramme } from './parse.ts';

/** Beside `src` and `dist` alike, so the same path serves sources and the built package. */
const FOLDER = new URL('../presets/', import.meta.url);

/** Names of the programmes that come with Scrip, sorted. */
export function presetNames(): readonly string[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort();
}

/**
 * The YAML text of a preset with its comments, ready to be published or edited.
 * @throws RangeError when there is no such preset.
 */
export function presetText(name: string): string {
  if (!presetNames().includes(name))
    throw new RangeError(`there is no preset ${name}; there are ${presetNames().join(', ')}`);
  return readFileSync(new URL(`${name}.yaml`, FOLDER), 'utf8');
}

/**
 * A preset as a document.
 * @throws RangeError when there is no such preset; InvariantError when it has a problem, which a spec rules out.
 */
export function preset(name: string): Programme {
  const parsed = parseProgramme(presetText(name));
  if (parsed.kind === 'valid') return parsed.programme;
  const [first] = parsed.problems;
  throw new InvariantError(`the preset ${name} has a problem: ${first.path} ${first.message}`);
}
