/** One launcher per state folder: two would write the same database files. */
import { linkSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lives, markOf, readMark } from './process-identity.ts';
import { codeOf, StartError } from './start-error.ts';

/**
 * Takes the lock of a state folder, or throws a StartError that names the process that has it. The lock of a launcher that
 * was killed is taken over. Answers how to give it back.
 */
export function takeLock(runDir: string, stateDir: string): () => void {
  const path = join(runDir, 'start.lock');
  const mine = `${path}.${process.pid}`;
  writeFileSync(mine, JSON.stringify(markOf(process.pid)), { mode: 0o600 });
  try {
    for (;;) {
      try {
        // A link is made by one of several at most, and appears with its content.
        linkSync(mine, path);
        return () => {
          if (readMark(path)?.pid === process.pid) rmSync(path);
        };
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') throw error;
      }
      const holder = readMark(path);
      if (holder && lives(holder))
        throw new StartError(
          `Scrip already runs on ${stateDir} (process ${holder.pid}).`,
          `Stop it by Ctrl-C in its terminal or \`kill ${holder.pid}\`; or start a second one beside it by --state and --port.`,
        );
      // Put aside under a name of our own first: of two that see the same dead lock only one can do that.
      const dead = `${path}.dead.${process.pid}`;
      try {
        renameSync(path, dead);
      } catch {
        continue;
      }
      const moved = readMark(dead);
      // In the meantime another may have taken over already; then what was put aside is theirs and goes back.
      if (moved && lives(moved)) renameSync(dead, path);
      else rmSync(dead);
    }
  } finally {
    rmSync(mine, { force: true });
  }
}
