import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of the repository, found upwards from here: the same for the sources and for the build. */
export const ROOT: string = rootAbove(import.meta.dirname);

/** Where the tests keep what belongs to a run: logs, addresses, data of the shared parts. Not in version control. */
export const TEST_STATE: string = join(ROOT, '.scrip', 'test');

function rootAbove(folder: string): string {
  if (existsSync(join(folder, 'nx.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error(`no nx.json in any folder above ${import.meta.dirname}`);
  return rootAbove(parent);
}

/** Among the logs of the shared system: the spans that its processes exported, an export a line. */
export const SPANS_FILE = 'spans.ndjson';
