/** Who a process id belongs to: ids are used again, so a pid file alone proves nothing. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * What tells one life of a process id from the next: on Linux the boot and the clock tick at which it started, elsewhere
 * what `ps` says of its start and command. Null when no such process lives (a zombie is dead).
 */
export function identityOf(pid: number): string | null {
  try {
    if (process.platform === 'linux') {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // The second field is the command in parentheses and may hold anything; fields are counted from behind it.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (fields[0] === 'Z' || fields[0] === 'X') return null;
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
      return `${boot}:${fields[19]}`;
    }
    return execFileSync('ps', ['-o', 'lstart=,command=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null;
  } catch {
    return null;
  }
}

/** A process as a pid file names it. */
export interface ProcessMark {
  readonly pid: number;
  readonly identity: string;
}

/** The mark of a process that lives now; null when it is gone already. */
export function markOf(pid: number): ProcessMark | null {
  const identity = identityOf(pid);
  return identity === null ? null : { pid, identity };
}

/** Whether the very process that was marked still lives. */
export function lives(mark: ProcessMark): boolean {
  return identityOf(mark.pid) === mark.identity;
}

/** Reads a pid file; null when there is none or it is not one of ours. */
export function readMark(path: string): ProcessMark | null {
  try {
    const mark: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof mark !== 'object' || mark === null || !('pid' in mark) || !('identity' in mark)) return null;
    const { pid, identity } = mark;
    return typeof pid === 'number' && typeof identity === 'string' ? { pid, identity } : null;
  } catch {
    return null;
  }
}
