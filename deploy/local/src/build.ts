/** Builds what the services run from, by Nx, which skips what has not changed. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { PROJECT_ROOT } from './places.ts';
import { StartError } from './start-error.ts';

/** How much of a failed build is shown. */
const LAST_WORDS = 30;

/** Runs `nx run-many -t build`. Throws a StartError with the compiler's words. */
export async function buildAll(progress: (text: string) => void, abort?: AbortSignal): Promise<void> {
  const said: string[] = [];
  let projects = '';
  let built = 0;
  const nx = join(PROJECT_ROOT, 'node_modules', 'nx', 'dist', 'bin', 'nx.js');
  const code = await new Promise<number | null>((resolve) => {
    const child = spawn(process.execPath, [nx, 'run-many', '-t', 'build', '--outputStyle=static'], {
      cwd: PROJECT_ROOT,
      env: { ...process.env, FORCE_COLOR: '0', NX_TUI: 'false' },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(abort && { signal: abort }),
    });
    const hear = (chunk: Buffer): void => {
      for (const line of chunk.toString('utf8').split('\n')) {
        if (line.trim() !== '') said.push(line.trimEnd());
        projects = /build for (\d+) projects/.exec(line)?.[1] ?? projects;
        if (!/nx run \S+:build/.test(line)) continue;
        built += 1;
        progress(projects === '' ? `${built} packages` : `${built} of ${projects} packages`);
      }
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('error', () => resolve(null));
    child.on('close', resolve);
  });
  if (code !== 0)
    throw new StartError(
      'The build failed.',
      'Mend what the compiler says; `npm run build` shows all of it.',
      said.slice(-LAST_WORDS),
    );
}
