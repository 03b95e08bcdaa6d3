/** Postgres refuses to run as root; as root it is run as the system user `postgres`. */
import { spawnSync } from 'node:child_process';
import { chownSync, readFileSync } from 'node:fs';
import { StartError } from './start-error.ts';

/** The name that distributions give this user. */
const USER = 'postgres';

/** A user of the system. */
export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

/** How to run a program of Postgres: as which user, and through what. */
export interface PostgresUser {
  /** Null: as ourselves. */
  readonly user: SystemUser | null;
  /** What stands before the program on its command line. */
  readonly through: readonly string[];
}

function lookUp(): SystemUser | null {
  for (const line of readFileSync('/etc/passwd', 'utf8').split('\n')) {
    const [name, , uid, gid] = line.split(':');
    if (name === USER) return { uid: Number(uid), gid: Number(gid) };
  }
  return null;
}

function findOrCreate(): SystemUser {
  const known = lookUp();
  if (known) return known;
  spawnSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', USER]);
  const created = lookUp();
  if (created) return created;
  throw new StartError(
    `Postgres does not run as root, and the system user ${USER} for it could not be created.`,
    `Create it (\`useradd --system ${USER}\`), run Scrip as an ordinary user, or name a Postgres of your own by SCRIP_POSTGRES.`,
  );
}

/** Whether a program started this way can enter the folder and run the binary. */
function reaches(candidate: PostgresUser, binary: string, folder: string): boolean {
  const [command, ...args] = [...candidate.through, '/bin/sh', '-c', 'cd "$0" && "$1" --version', folder, binary];
  return spawnSync(command, args, { cwd: '/', ...(candidate.through.length === 0 && candidate.user) }).status === 0;
}

/** The one capability that lets a user pass through folders that are closed to it, such as root's home. */
const PASSAGES = ['dac_read_search', 'dac_override'];

/**
 * How to run Postgres so that it is not root and yet reaches its binaries and its data. Where the project or the state
 * lies in a folder closed to others (a clone in root's home), it is given passage by a capability rather than by opening
 * the folder. The folder itself is given to it. Throws a StartError when nothing of this works.
 */
export function postgresUser(binary: string, folder: string): PostgresUser {
  if (process.getuid?.() !== 0) return { user: null, through: [] };
  const user = findOrCreate();
  chownSync(folder, user.uid, user.gid);
  const plain: PostgresUser = { user, through: [] };
  const withPassage = PASSAGES.map((capability) => ({
    user,
    through: [
      'setpriv',
      `--reuid=${user.uid}`,
      `--regid=${user.gid}`,
      '--clear-groups',
      `--inh-caps=+${capability}`,
      `--ambient-caps=+${capability}`,
      '--',
    ],
  }));
  const way = [plain, ...withPassage].find((candidate) => reaches(candidate, binary, folder));
  if (way) return way;
  throw new StartError(
    `Postgres runs as the user ${USER}, which cannot reach ${folder} or ${binary}.`,
    'Move the project and the state (--state) to folders that others may pass through, or run Scrip as an ordinary user.',
  );
}
