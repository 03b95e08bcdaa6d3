/** Folders of systems that live no longer than a test or a benchmark. What a killed one left running is ended by the next. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { lives, markOf, readMark } from './process-identity.ts';
import { stopLeftovers } from './program.ts';

/** What such folders are for. */
export type Purpose = 'faults' | 'bench';

const PREFIXES: Readonly<Record<Purpose, string>> = { faults: 'scrip-faults-', bench: 'scrip-bench-' };
/** Names the process that the folder belongs to; its absence says that the folder is being made. */
const OWNER = 'owner.json';

/** A new folder, absolute, that is this process's; who made it removes it. Sweeps first. */
export async function temporaryFolder(purpose: Purpose): Promise<string> {
  await sweepTemporary();
  const folder = await mkdtemp(join(tmpdir(), PREFIXES[purpose]));
  await writeFile(join(folder, OWNER), JSON.stringify(markOf(process.pid)));
  return folder;
}

/**
 * Ends what runs in folders whose process is dead, by the pid files in them, and removes them. Answers how many there were.
 * A folder without an owner is left alone, and so is a process id that belongs to another process by now.
 */
export async function sweepTemporary(): Promise<number> {
  const names = await readdir(tmpdir());
  const folders = names.filter((name) => Object.values(PREFIXES).some((prefix) => name.startsWith(prefix)));
  const swept = await Promise.all(folders.map((name) => sweep(join(tmpdir(), name))));
  return swept.filter(Boolean).length;
}

async function sweep(folder: string): Promise<boolean> {
  const owner = readMark(join(folder, OWNER));
  if (!owner || lives(owner)) return false;
  const files = await readdir(folder, { recursive: true });
  const runDirs = new Set(
    files.filter((file) => basename(file).endsWith('.pid')).map((file) => join(folder, dirname(file))),
  );
  for (const runDir of runDirs) await stopLeftovers(runDir);
  await rm(folder, { recursive: true, force: true });
  return true;
}
