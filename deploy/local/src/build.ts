/** Builds what the services run from, by Nx, which builds only what has changed. */
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint, isStamped, stamp } from './fingerprint.ts';
import { PROJECT_ROOT } from './places.ts';
import { StartError } from './start-error.ts';

/** How much of a failed build is shown. */
const LAST_WORDS = 30;

const inProject = (...path: readonly string[]): string => join(PROJECT_ROOT, ...path);

/** Everything that a build is made from. */
const SOURCES = ['libs', 'services', 'deploy/local', 'schemas'].map((name) => inProject(name));
const SETTINGS = ['package.json', 'package-lock.json', 'tsconfig.base.json', 'nx.json'].map((name) => inProject(name));
/** The state of sources and builds after the last build of ours. */
const STAMP = inProject('.scrip', 'build.stamp');

/** What the compiler leaves in every package that it has built. */
function buildInfos(): string[] {
  const rooms = ['libs', 'services'].flatMap((name) =>
    readdirSync(inProject(name)).map((room) => inProject(name, room)),
  );
  return [...rooms, inProject('deploy', 'local')].map((room) => join(room, 'dist', '.tsbuildinfo'));
}

/**
 * Builds all packages; answers whether there was anything to build. Asking Nx costs two seconds of CPU even where nothing
 * has changed, so it is not asked where neither sources nor builds have been touched since the last time.
 * Throws a StartError with the compiler's words.
 */
export async function buildAll(progress: (text: string) => void, abort?: AbortSignal): Promise<boolean> {
  const sources = fingerprint([...SOURCES, ...SETTINGS]);
  const state = (): string => `${sources} ${fingerprint(buildInfos())}`;
  if (isStamped(STAMP, state())) return false;
  await askNx(progress, abort);
  mkdirSync(inProject('.scrip'), { recursive: true });
  stamp(STAMP, state());
  return true;
}

/** Runs `nx run-many -t build`. */
async function askNx(progress: (text: string) => void, abort?: AbortSignal): Promise<void> {
  const said: string[] = [];
  let projects = '';
  let built = 0;
  const nx = inProject('node_modules', 'nx', 'dist', 'bin', 'nx.js');
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
