/** Where things lie in the project and in a state folder. */
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StartError } from './start-error.ts';

/** The project's root; this file is two folders below `deploy`, as source and as build. */
export const PROJECT_ROOT = resolve(fileURLToPath(new URL('../../..', import.meta.url)));

/** Fetched once for a clone and shared by all its states: jars of the broker and the registry, and what Java makes of them. */
export const PARTS_DIR = join(PROJECT_ROOT, '.scrip', 'parts');

/** The state of `npm start` where no other is named. */
export const DEFAULT_STATE_DIR = join(PROJECT_ROOT, '.scrip', 'state');

/** The folders of one running system. Everything in them may be deleted when it is stopped; the system then starts empty. */
export interface StateFolders {
  /** The state folder itself, absolute. */
  readonly root: string;
  readonly kafka: string;
  readonly postgres: string;
  readonly registry: string;
  /** One file per process, `<name>.log`, and the one before it, `<name>.log.1`. */
  readonly logs: string;
  /** Who runs: the lock of the launcher and one pid file per process. */
  readonly run: string;
  /** One ready access token per role, mode 0600. */
  readonly tokens: string;
  /** One folder per service, for the files it owns (SCRIP_STATE_DIR). */
  readonly services: string;
}

/** Marks a folder as ours; `--fresh` and a mistyped `--state` touch no other. */
const MARKER = 'SCRIP-STATE.txt';
const MARKER_TEXT = `The state of a Scrip that was started on this machine: its databases, its broker's data, its secrets and logs.
While it is stopped the folder may be deleted; the next start on it then begins empty.
`;

/**
 * Makes the folders. As root the state folder lets others pass through (0711), since Postgres refuses to run as root and
 * its user must reach its data; nobody can list it, and what is secret in it is 0600. Otherwise it is the owner's alone.
 * Throws a StartError for a folder that holds something else.
 */
export function openState(stateDir: string): StateFolders {
  const root = resolve(stateDir);
  mkdirSync(root, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
  const marker = join(root, MARKER);
  if (!existsSync(marker) && readdirSync(root).length > 0)
    throw new StartError(
      `${root} is not empty and not a state folder of Scrip.`,
      'Name a new or empty folder by --state.',
    );
  writeFileSync(marker, MARKER_TEXT);
  const folder = (name: string): string => {
    const path = join(root, name);
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return path;
  };
  return {
    root,
    kafka: folder('kafka'),
    postgres: folder('postgres'),
    registry: folder('registry'),
    logs: folder('logs'),
    run: folder('run'),
    tokens: folder('tokens'),
    services: folder('services'),
  };
}

/** Deletes all that a stopped system keeps, but for who runs: the lock of whoever deletes it lies there. */
export function clearState(folders: StateFolders): void {
  for (const name of readdirSync(folders.root)) {
    const path = join(folders.root, name);
    if (path !== folders.run && name !== MARKER) rmSync(path, { recursive: true, force: true });
  }
  openState(folders.root);
}
