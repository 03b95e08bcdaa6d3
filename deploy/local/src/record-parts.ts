/** Run by hand after a change of a pom.xml: fetches the parts and writes their versions and sums to parts.json. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchFiles, PARTS_LIST, type PartList, type PartName, sumsOf } from './parts.ts';
import { PROJECT_ROOT } from './places.ts';

const ARTIFACTS: Readonly<Record<PartName, string>> = { kafka: 'kafka_2.13', registry: 'apicurio-registry-app' };

async function record(part: PartName): Promise<PartList> {
  const pom = readFileSync(join(PROJECT_ROOT, 'deploy', 'local', part, 'pom.xml'), 'utf8');
  const version = new RegExp(`<artifactId>${ARTIFACTS[part]}</artifactId>\\s*<version>([^<]+)`).exec(pom)?.[1];
  if (version === undefined) throw new Error(`${part}/pom.xml names no version of ${ARTIFACTS[part]}`);
  const folder = mkdtempSync(join(tmpdir(), `scrip-${part}-`));
  try {
    await fetchFiles(part, folder, () => undefined);
    const sums = Object.entries(await sumsOf(folder)).toSorted(([a], [b]) => (a < b ? -1 : 1));
    console.log(`${part} ${version}: ${sums.length} files`);
    return { version, sha256: Object.fromEntries(sums) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const lists = { kafka: await record('kafka'), registry: await record('registry') };
writeFileSync(PARTS_LIST, `${JSON.stringify(lists, null, 2)}\n`);
