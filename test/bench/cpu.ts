/** CPU time of processes and all their children, and memory of one, from /proc. */
import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second. */
const TICKS_PER_SECOND = 100;

interface Stat {
  readonly parent: number;
  readonly seconds: number;
}

/** CPU seconds that each named process and its children have used; children that ended are in their parent's count. */
function cpuSeconds(pids: Readonly<Record<string, number>>): Record<string, number> {
  const stats = new Map<number, Stat>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = read(Number(entry));
    if (stat) stats.set(Number(entry), stat);
  }
  const names = new Map(Object.entries(pids).map(([name, pid]) => [pid, name]));
  const sums: Record<string, number> = Object.fromEntries(Object.keys(pids).map((name) => [name, 0]));
  for (const [pid, stat] of stats) {
    const name = owner(pid, stats, names);
    if (name !== undefined) sums[name] = (sums[name] ?? 0) + stat.seconds;
  }
  return sums;
}

/** Begins to count; what it gives tells the CPU seconds that each named process and its children have used since. */
export function cpuMeter(pids: Readonly<Record<string, number>>): () => Record<string, number> {
  const before = cpuSeconds(pids);
  return () =>
    Object.fromEntries(Object.entries(cpuSeconds(pids)).map(([name, now]) => [name, now - (before[name] ?? 0)]));
}

/** What a process holds in memory (VmRSS), MiB. */
export function residentMib(pid: number): number {
  const text = readFileSync(`/proc/${pid}/status`, 'latin1');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0) / 1024;
}

function owner(pid: number, stats: Map<number, Stat>, names: Map<number, string>): string | undefined {
  for (let at: number | undefined = pid; at !== undefined && at > 1; at = stats.get(at)?.parent) {
    const name = names.get(at);
    if (name !== undefined) return name;
  }
  return undefined;
}

function read(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The command's name is in brackets and may hold anything; what follows it is plain.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0);
    return { parent: Number(fields[1]), seconds: ticks / TICKS_PER_SECOND };
  } catch {
    return undefined;
  }
}
