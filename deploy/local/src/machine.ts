/** What the machine must bring along: each check answers what it found, or throws a StartError that says how to mend it. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { isFree, LISTENERS, type Listener, type Ports } from './ports.ts';
import { StartError } from './start-error.ts';

/** The oldest Node that runs the project's tools. */
const NODE_MIN = [24, 9] as const;
/** The oldest Java that Kafka 4 and the registry run on. */
const JAVA_MIN = 17;
/** Jars, an empty cluster and a day's play fit; below it Postgres would be the one to say so, in the middle of something. */
const DISK_BYTES_MIN = 2_000_000_000;

/** A Java that is new enough. */
export interface Java {
  /** The program to run. */
  readonly path: string;
  /** As it names itself: `17.0.15`. */
  readonly version: string;
}

function findOnPath(program: string, env: NodeJS.ProcessEnv): string | null {
  for (const folder of (env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, program);
    try {
      if (folder === '') continue;
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this folder.
    }
  }
  return null;
}

/** Node 24.9 or newer. */
export function checkNode(version = process.versions.node): string {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < NODE_MIN[0] || (major === NODE_MIN[0] && minor < NODE_MIN[1]))
    throw new StartError(
      `Scrip needs Node ${NODE_MIN.join('.')} or newer; this is ${version}.`,
      'Start it by `npm start`, which uses the Node that the project pins.',
    );
  return version;
}

const INSTALL_JAVA =
  'Install one (Debian, Ubuntu: `apt install openjdk-17-jre-headless`; macOS: `brew install openjdk@17`), or name your own Kafka and registry by SCRIP_KAFKA and SCRIP_REGISTRY.';

/** Java 17 or newer, by JAVA_HOME, else on the PATH. */
export function findJava(env: NodeJS.ProcessEnv = process.env): Java {
  const home = env['JAVA_HOME'];
  const path = home && existsSync(join(home, 'bin', 'java')) ? join(home, 'bin', 'java') : findOnPath('java', env);
  if (!path) throw new StartError('No Java was found; the local Kafka and schema registry run on it.', INSTALL_JAVA);
  const said = spawnSync(path, ['-version'], { encoding: 'utf8', env });
  const version = /version "([^"]+)"/.exec(`${said.stderr}${said.stdout}`)?.[1];
  if (version === undefined) throw new StartError(`${path} does not say which Java it is.`, INSTALL_JAVA);
  // Java 8 still called itself 1.8.
  const major = Number(/^(?:1\.)?(\d+)/.exec(version)?.[1]);
  if (!(major >= JAVA_MIN))
    throw new StartError(`Java ${JAVA_MIN} or newer is needed; ${path} is ${version}.`, INSTALL_JAVA);
  return { path, version };
}

/** Maven, which fetches the jars; needed only while they are missing. */
export function findMaven(env: NodeJS.ProcessEnv = process.env): string {
  const path = findOnPath('mvn', env);
  if (!path)
    throw new StartError(
      'No Maven was found; it fetches the jars of the local Kafka and schema registry, once.',
      'Install it (Debian, Ubuntu: `apt install maven`; macOS: `brew install maven`), or name your own Kafka and registry by SCRIP_KAFKA and SCRIP_REGISTRY.',
    );
  return path;
}

/** At least 2 GB free where the state lies. Answers the free bytes. */
export async function checkDisk(folder: string, bytesMin = DISK_BYTES_MIN): Promise<number> {
  let existing = folder;
  while (!existsSync(existing)) existing = dirname(existing);
  const { bavail, bsize } = await statfs(existing);
  const free = bavail * bsize;
  if (free < bytesMin)
    throw new StartError(
      `Only ${(free / 1e9).toFixed(1)} GB are free in ${folder}; ${(bytesMin / 1e9).toFixed(0)} GB are needed.`,
      'Make room, or name a folder on another disk by --state.',
    );
  return free;
}

/** Every port that will be listened on is free; names the first that is not, and what wanted it. */
export async function checkPorts(ports: Ports, wanted: ReadonlySet<Listener>): Promise<void> {
  const names = LISTENERS.filter((name) => wanted.has(name));
  const free = await Promise.all(names.map((name) => isFree(ports[name])));
  const taken = names.find((_, index) => !free[index]);
  if (taken)
    throw new StartError(
      `Port ${ports[taken]} (${taken}) is in use by another program.`,
      `End that program, or move all of Scrip's ports by --port (for example \`npm start -- --port 18080\`).`,
    );
}
