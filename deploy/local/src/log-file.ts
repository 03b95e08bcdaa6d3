/** The log file of a process: appended to, bounded, and read back when the process does not come up. */
import { closeSync, existsSync, fstatSync, openSync, readSync, renameSync, statSync } from 'node:fs';

/** A log that has grown past this is put aside at the next start; one is kept aside, so a log costs at most about twice this. */
const LOG_BYTES_MAX = 20 * 1024 * 1024;
/** As much of a log as is read to find its last words. */
const TAIL_BYTES_MAX = 16 * 1024;

/** Opens a log for appending, for its owner's eyes; the caller closes it once the process has it. */
export function openLog(path: string): number {
  if (existsSync(path) && statSync(path).size > LOG_BYTES_MAX) renameSync(path, `${path}.1`);
  return openSync(path, 'a', 0o600);
}

/** The last lines written after the offset (bytes), without empty ones. */
export function lastLines(path: string, count: number, fromOffset = 0): string[] {
  if (!existsSync(path)) return [];
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const start = Math.max(fromOffset > size ? 0 : fromOffset, size - TAIL_BYTES_MAX);
    const tail = Buffer.alloc(Math.max(0, size - start));
    const length = readSync(file, tail, 0, tail.length, start);
    const lines = tail.toString('utf8', 0, length).split('\n');
    return lines.filter((line) => line.trim() !== '').slice(-count);
  } finally {
    closeSync(file);
  }
}
