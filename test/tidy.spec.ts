import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  declaredRooms,
  examples,
  fileLength,
  fileNames,
  folders,
  type HouseFile,
  noBarrels,
  noIssueNumbers,
  noLeftovers,
  noMachinePaths,
  noPersonalData,
  noRegistryHosts,
  noSkips,
  readmes,
  type TidyRule,
  topLevel,
  usedPackages,
} from './tidy-rules.ts';

const ROOT = join(import.meta.dirname, '..');
/** What is made on this machine and not part of the house. */
const MADE = new Set(['node_modules', 'dist', '.git', '.nx', '.scrip', 'coverage']);

async function walk(folder: string): Promise<HouseFile[]> {
  const entries = await readdir(join(ROOT, folder), { withFileTypes: true });
  const files = entries
    .filter((entry) => !MADE.has(entry.name) && !entry.name.endsWith('.tsbuildinfo'))
    .map(async (entry): Promise<HouseFile[]> => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) return walk(path);
      return [{ path, text: path.startsWith('test/data/') ? '' : await readFile(join(ROOT, path), 'utf8') }];
    });
  return (await Promise.all(files)).flat();
}

/** Each rule, said as a sentence, with a file that breaks it and one close to it that does not. */
const RULES: readonly { says: string; rule: TidyRule; breaks: HouseFile; keeps: HouseFile }[] = [
  {
    says: 'the top level stays as it is',
    rule: topLevel,
    breaks: { path: 'notes.txt', text: '' },
    keeps: { path: 'test/notes.txt', text: '' },
  },
  {
    says: 'files are named in kebab-case with a known role',
    rule: fileNames,
    breaks: { path: 'services/ledger/src/wallet/wallet.service.ts', text: '' },
    keeps: { path: 'services/ledger/src/wallet/wallet-balance.projection.spec.ts', text: '' },
  },
  {
    says: 'no file is longer than can be read',
    rule: fileLength,
    breaks: { path: 'libs/money/src/long.ts', text: '\n'.repeat(451) },
    keeps: { path: 'libs/money/src/long.ts', text: '\n'.repeat(450) },
  },
  {
    says: 'no folder is named for a kind of file',
    rule: folders,
    breaks: { path: 'services/ledger/src/dto/recharge.ts', text: '' },
    keeps: { path: 'services/ledger/src/wallet/recharge.ts', text: '' },
  },
  {
    says: 'no barrel gives away everything',
    rule: noBarrels,
    breaks: { path: 'libs/money/src/index.ts', text: `export * from './fen.ts';` },
    keeps: { path: 'libs/money/src/index.ts', text: `export { fen } from './fen.ts';` },
  },
  {
    says: 'nothing is left for later in the code',
    rule: noLeftovers,
    breaks: { path: 'libs/money/src/fen.ts', text: '// TODO: round' },
    keeps: { path: 'libs/money/src/fen.ts', text: '// What is to do is done.' },
  },
  {
    says: 'no test is skipped or alone, nothing is mocked',
    rule: noSkips,
    breaks: { path: 'libs/money/src/fen.spec.ts', text: `it.skip('rounds', () => {});` },
    keeps: { path: 'libs/money/src/fen.spec.ts', text: `it.each([1])('rounds', () => {});` },
  },
  {
    says: 'no path of one machine',
    rule: noMachinePaths,
    breaks: { path: 'deploy/local/src/state.ts', text: `const state = '/tmp/scrip';` },
    keeps: { path: 'deploy/local/src/state.ts', text: `const state = '.scrip/tmp/x';` },
  },
  {
    says: 'no name of a registry',
    rule: noRegistryHosts,
    breaks: { path: 'package-lock.json', text: '"resolved": "https://somewhere.example/a.tgz",' },
    keeps: { path: 'package-lock.json', text: '"resolved": "libs/money",' },
  },
  {
    says: 'no number of a tracker',
    rule: noIssueNumbers,
    breaks: { path: 'libs/money/src/fen.ts', text: '// rounds (#12)' },
    keeps: { path: 'libs/money/src/fen.ts', text: `const grey = '#333';` },
  },
  {
    says: 'no personal data in a schema',
    rule: noPersonalData,
    breaks: {
      path: 'schemas/a/b/C.avsc',
      text: '{"fields":[{"name":"x","type":{"type":"array","items":{"fields":[{"name":"holderName"}]}}}]}',
    },
    keeps: { path: 'schemas/a/b/C.avsc', text: '{"fields":[{"name":"holderId","type":"string"}]}' },
  },
  {
    says: 'each numbered example is one test',
    rule: examples,
    breaks: { path: 'test/a.spec.ts', text: `it('M1: points', f); it.each([[1]])('M1 again', f);` },
    keeps: { path: 'test/a.spec.ts', text: `it('M1: points', f); it('M2: prices', f); it('A3b: order', f);` },
  },
  {
    says: 'each room declares the rooms it imports',
    rule: declaredRooms,
    breaks: { path: 'libs/a/src/index.ts', text: `import { fen } from '@scrip/money';` },
    keeps: { path: 'libs/a/src/index.spec.ts', text: `import { fen } from '@scrip/money';` },
  },
  {
    says: 'no room declares a package that it does not import',
    rule: usedPackages,
    breaks: { path: 'libs/a/package.json', text: '{"dependencies":{"left-pad":"1.0.0"}}' },
    keeps: { path: 'libs/a/package.json', text: '{"dependencies":{"rxjs":"1.0.0"}}' },
  },
];

describe('the house is tidy', () => {
  let house: HouseFile[];

  beforeAll(async () => {
    house = await walk('');
  });

  describe.each(RULES)('$says', ({ rule, breaks, keeps }) => {
    it('as the whole house shows', () => {
      expect(rule(house)).toEqual([]);
    });

    it('and what breaks it is found, what is close to it is not', () => {
      expect(rule([breaks])).not.toEqual([]);
      expect(rule([keeps])).toEqual([]);
    });
  });

  it('every lib and every service has a README', () => {
    expect(readmes(house)).toEqual([]);
    expect(readmes([{ path: 'libs/money/src/fen.ts', text: '' }])).toContain('libs/money/README.md');
  });

  it('the generated contracts are those of the schemas', async () => {
    const args = ['--conditions=@scrip/source', join(ROOT, 'libs/contracts/generate.ts'), '--check'];
    const output = await new Promise<string>((resolve) => {
      execFile(process.execPath, args, { cwd: ROOT }, (error, stdout, stderr) =>
        resolve(error ? `${stdout}${stderr}` : ''),
      );
    });
    expect(output).toBe('');
  });
});
