/** The jars of the local broker and registry: fetched once by Maven, and held to the sums in parts.json. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { draftOf, sweepDrafts } from './drafts.ts';
import { fingerprint, isStamped, stamp } from './fingerprint.ts';
import { findMaven } from './machine.ts';
import { PARTS_DIR, PROJECT_ROOT } from './places.ts';
import { StartError } from './start-error.ts';

/** A part made of jars. */
export type PartName = 'kafka' | 'registry';

/** What parts.json says of a part. */
export interface PartList {
  readonly version: string;
  /** Path below the part's folder, with forward slashes → SHA-256 in hex. */
  readonly sha256: Readonly<Record<string, string>>;
}

/** How far a download is. */
export interface FetchProgress {
  readonly files: number;
  readonly bytes: number;
}

const LOCAL_DIR = join(PROJECT_ROOT, 'deploy', 'local');

/** The committed list of every file of every part. */
export const PARTS_LIST = join(LOCAL_DIR, 'parts.json');

/** What people call the parts. */
export const PART_TITLES: Readonly<Record<PartName, string>> = { kafka: 'Kafka', registry: 'Apicurio Registry' };

/** What Maven is asked for; where to is added as `outputDirectory`. */
const GOALS: Readonly<Record<PartName, readonly string[]>> = {
  kafka: ['dependency:copy-dependencies', '-DincludeScope=runtime'],
  registry: ['dependency:unpack'],
};

/** The committed list of a part. */
export function listOf(part: PartName): PartList {
  const lists: Record<PartName, PartList> = JSON.parse(readFileSync(PARTS_LIST, 'utf8'));
  return lists[part];
}

/** The folder of a part; its version is in its name, so a newer list fetches anew. */
export function folderOf(part: PartName): string {
  return join(PARTS_DIR, `${part}-${listOf(part).version}`);
}

/** Whether a part has been fetched; its sums are `verifyPart`'s to check. */
export function isFetched(part: PartName): boolean {
  return existsSync(folderOf(part));
}

/** The sums of all files of a folder. */
export async function sumsOf(folder: string): Promise<Record<string, string>> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const sums: Record<string, string> = {};
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const sum = createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
    sums[relative(folder, path).split(sep).join('/')] = sum;
  }
  return sums;
}

/** Holds a fetched part to its list: no file other, missing or too many. Throws a StartError that names the first. */
export async function verifyPart(part: PartName, folder = folderOf(part)): Promise<void> {
  const wanted = listOf(part);
  const sums = await sumsOf(folder);
  const names = new Set([...Object.keys(wanted.sha256), ...Object.keys(sums)]);
  for (const name of names) {
    if (wanted.sha256[name] === sums[name]) continue;
    const fault =
      sums[name] === undefined ? 'is missing' : wanted.sha256[name] ? 'has another content' : 'does not belong to it';
    throw new StartError(
      `${PART_TITLES[part]} ${wanted.version} is not the one of deploy/local/parts.json: ${name} ${fault}.`,
      `Delete ${folder} and start again to fetch it anew; if that changes nothing, your Maven repository serves other files.`,
    );
  }
}

/** Fetches a part's files into a folder by Maven. */
export async function fetchFiles(
  part: PartName,
  into: string,
  onProgress: (progress: FetchProgress) => void,
  abort?: AbortSignal,
): Promise<void> {
  const maven = findMaven();
  const work = `${into}.work`;
  mkdirSync(work, { recursive: true });
  // Maven writes beside the pom; so it works on a copy, and the project stays clean.
  copyFileSync(join(LOCAL_DIR, part, 'pom.xml'), join(work, 'pom.xml'));
  const args = ['-B', '-Dstyle.color=never', ...GOALS[part], `-DoutputDirectory=${into}`];
  const said: string[] = [];
  let progress: FetchProgress = { files: 0, bytes: 0 };
  const code = await new Promise<number | null>((resolve) => {
    const child = spawn(maven, args, { cwd: work, stdio: ['ignore', 'pipe', 'pipe'], ...(abort && { signal: abort }) });
    let rest = '';
    const hear = (chunk: Buffer): void => {
      const lines = (rest + chunk.toString('utf8')).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (line.startsWith('[ERROR]')) said.push(line.slice('[ERROR] '.length));
        const size = /^\[INFO\] Downloaded from .* \(([\d.]+) (B|kB|MB|GB) at /.exec(line);
        if (!size) continue;
        const unit = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9 }[size[2] ?? ''] ?? 1;
        progress = { files: progress.files + 1, bytes: progress.bytes + Number(size[1]) * unit };
        onProgress(progress);
      }
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('error', () => resolve(null));
    child.on('close', resolve);
  });
  rmSync(work, { recursive: true, force: true });
  // The archive's own headers, which tools that do not know them unpack as files.
  rmSync(join(into, 'PaxHeaders.X'), { recursive: true, force: true });
  if (code !== 0)
    throw new StartError(
      `Maven could not fetch ${PART_TITLES[part]} ${listOf(part).version}.`,
      'Check the network and the mirrors in ~/.m2/settings.xml, then start again; what came through is kept.',
      said.slice(0, 3),
    );
}

/** Verifies a part unless it is, file by file, as old and as large as when it was verified before. */
async function verifyOnce(part: PartName): Promise<void> {
  const folder = folderOf(part);
  const state = (): string => fingerprint([folder, PARTS_LIST]);
  if (isStamped(`${folder}.verified`, state())) return;
  await verifyPart(part);
  stamp(`${folder}.verified`, state());
}

/** Fetches a part that is missing, and verifies it when it is new or has changed since. Answers its folder. */
export async function openPart(
  part: PartName,
  onProgress: (progress: FetchProgress) => void = () => undefined,
  abort?: AbortSignal,
): Promise<string> {
  const folder = folderOf(part);
  mkdirSync(PARTS_DIR, { recursive: true });
  sweepDrafts(PARTS_DIR);
  if (existsSync(folder)) {
    await verifyOnce(part);
    return folder;
  }
  const draft = draftOf(folder);
  try {
    await fetchFiles(part, draft, onProgress, abort);
    await verifyPart(part, draft);
    // Another start may have been first; both have verified the same files.
    if (!existsSync(folder)) renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return folder;
}
