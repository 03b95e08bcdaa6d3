/** Programs that do one thing and end: formatting a disk, creating a cluster. */
import { execFile } from 'node:child_process';
import type { SystemUser } from './postgres-user.ts';
import { StartError } from './start-error.ts';

/** How much of what a tool said makes a reason. */
const LAST_WORDS = 10;

/** Runs a tool to its end. Where it fails, throws a StartError of `problem` and `mend` with how it ended and its last words. */
export function runTool(
  command: string,
  args: readonly string[],
  failure: { readonly problem: string; readonly mend: string },
  user: SystemUser | null = null,
): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(command, [...args], { cwd: '/', ...user }, (error, stdout, stderr) => {
      if (error === null) {
        resolve();
        return;
      }
      const how = error.signal ? `ended by ${error.signal}` : `exit code ${error.code}`;
      const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => line.trim() !== '');
      reject(new StartError(`${failure.problem} (${how}).`, failure.mend, lines.slice(-LAST_WORDS)));
    });
  });
}
