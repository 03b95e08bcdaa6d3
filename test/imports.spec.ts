import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '..');

/** Rooms and packages of a small house, empty but for the imports that are planted in it. */
const LIBS = ['decider', 'money', 'contracts', 'event-store', 'kafka', 'http', 'testing', 'chassis'];
const SERVICES = ['ledger', 'points'];
const PACKAGES = ['kafkajs', 'pg', '@nestjs/common', 'fastify', 'zod', 'undeclared'];

/** Each rule of .dependency-cruiser.mjs: a file that breaks it, the import that does so, and one that is allowed. */
const PLANTED: readonly { rule: string; file: string; broken: string; allowed: string }[] = [
  { rule: 'resolvable', file: 'libs/money/src/a.ts', broken: './nowhere.ts', allowed: './index.ts' },
  { rule: 'declared', file: 'services/ledger/src/b.ts', broken: 'undeclared', allowed: 'zod' },
  { rule: 'no-cycle', file: 'libs/money/src/round.ts', broken: './trip.ts', allowed: './index.ts' },
  { rule: 'by-package-name', file: 'libs/kafka/src/c.ts', broken: '../../money/src/index.ts', allowed: '@scrip/money' },
  { rule: 'decider-imports-nothing', file: 'libs/decider/src/d.ts', broken: '@scrip/money', allowed: './index.ts' },
  {
    rule: 'libs-know-no-service',
    file: 'libs/http/src/e.ts',
    broken: '../../../services/points/src/x.ts',
    allowed: '@scrip/contracts',
  },
  {
    rule: 'services-know-each-other-by-schema',
    file: 'services/ledger/src/f.ts',
    broken: '../../points/src/x.ts',
    allowed: './x.ts',
  },
  { rule: 'testing-in-tests-only', file: 'libs/http/src/g.ts', broken: '@scrip/testing', allowed: '@scrip/decider' },
  {
    rule: 'local-start-is-outside',
    file: 'services/ledger/src/h.ts',
    broken: '../../../deploy/local/src/index.ts',
    allowed: './x.ts',
  },
  { rule: 'specs-are-ends', file: 'libs/money/src/i.ts', broken: './money.spec.ts', allowed: './index.ts' },
  { rule: 'kafkajs-behind-libs-kafka', file: 'services/ledger/src/j.ts', broken: 'kafkajs', allowed: '@scrip/kafka' },
  { rule: 'pg-behind-event-store', file: 'services/ledger/src/k.ts', broken: 'pg', allowed: '@scrip/event-store' },
  { rule: 'framework-at-the-door', file: 'services/ledger/src/l.ts', broken: '@nestjs/common', allowed: 'zod' },
  { rule: 'pure-files', file: 'services/ledger/src/m.decider.ts', broken: 'node:crypto', allowed: '@scrip/money' },
  {
    rule: 'pure-files-know-contract-types-only',
    file: 'services/ledger/src/n.rule.ts',
    broken: '@scrip/contracts',
    allowed: '@scrip/decider',
  },
  {
    rule: 'pure-files-stay-pure',
    file: 'services/ledger/src/postings.ts',
    broken: './reads-log.ts',
    allowed: './x.ts',
  },
  {
    rule: 'projections',
    file: 'services/ledger/src/o.projection.ts',
    broken: '@scrip/kafka',
    allowed: '@scrip/event-store',
  },
  { rule: 'consumers', file: 'services/ledger/src/p.consumer.ts', broken: '@scrip/http', allowed: '@scrip/kafka' },
  { rule: 'routes', file: 'services/ledger/src/q.http.ts', broken: '@scrip/kafka', allowed: '@scrip/http' },
];

interface Found {
  readonly rule: string;
  readonly from: string;
}

let house: string;

async function put(path: string, text: string): Promise<void> {
  const file = join(house, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

function cruise(): Promise<Found[]> {
  const cli = join(ROOT, 'node_modules/.bin/depcruise');
  const args = [cli, '--config', join(ROOT, '.dependency-cruiser.mjs'), '--output-type', 'json', 'libs', 'services'];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd: house, maxBuffer: 1 << 26 }, (_error, stdout, stderr) => {
      try {
        const report: { summary: { violations: { rule: { name: string }; from: string }[] } } = JSON.parse(stdout);
        resolve(report.summary.violations.map((one) => ({ rule: one.rule.name, from: one.from })));
      } catch {
        reject(new Error(`dependency-cruiser gave no report: ${stderr}`));
      }
    });
  });
}

describe('the rules of who may import whom', () => {
  let broken: Found[];
  let allowed: Found[];

  beforeAll(async () => {
    house = await realpath(await mkdtemp(join(tmpdir(), 'scrip-house-')));
    const known = [...PACKAGES.filter((name) => name !== 'undeclared'), ...LIBS.map((name) => `@scrip/${name}`)];
    const dependencies = Object.fromEntries(known.map((name) => [name, '0.1.0']));
    const room = (name: string): string =>
      JSON.stringify({ name, type: 'module', exports: { '.': { '@scrip/source': './src/index.ts' } }, dependencies });
    await put('package.json', '{"type":"module","workspaces":["libs/*","services/*","deploy/local"]}');
    for (const name of PACKAGES) {
      await put(`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' }));
      await put(`node_modules/${name}/index.js`, '');
    }
    await mkdir(join(house, 'node_modules/@scrip'), { recursive: true });
    for (const name of LIBS) {
      await put(`libs/${name}/package.json`, room(`@scrip/${name}`));
      await put(`libs/${name}/src/index.ts`, 'export const here = true;\n');
      await symlink(join(house, 'libs', name), join(house, 'node_modules/@scrip', name));
    }
    for (const name of SERVICES) {
      await put(`services/${name}/package.json`, room(`@scrip/${name}`));
      await put(`services/${name}/src/x.ts`, 'export const here = true;\n');
    }
    await put('deploy/local/src/index.ts', 'export const here = true;\n');
    await put('libs/money/src/trip.ts', `import './round.ts';\n`);
    await put('libs/money/src/money.spec.ts', '');
    await put('services/ledger/src/reads-log.ts', `import '@scrip/event-store';\n`);

    for (const one of PLANTED) await put(one.file, `import '${one.allowed}';\n`);
    allowed = await cruise();
    for (const one of PLANTED) await put(one.file, `import '${one.broken}';\n`);
    broken = await cruise();
  });

  afterAll(() => rm(house, { recursive: true, force: true }));

  it('let the allowed imports pass', () => {
    expect(allowed).toEqual([]);
  });

  it.each(PLANTED)('find what breaks "$rule"', ({ rule, file }) => {
    expect(broken).toContainEqual({ rule, from: file });
  });

  it('are all planted here', async () => {
    const { default: config } = await import('../.dependency-cruiser.mjs' as string);
    expect(PLANTED.map((one) => one.rule)).toEqual(config.forbidden.map((one: { name: string }) => one.name));
  });

  it('let a rule import the types of events, not their codecs', async () => {
    await put(
      'services/ledger/src/n.rule.ts',
      `import type { here } from '@scrip/contracts';\nexport type T = typeof here;\n`,
    );
    expect((await cruise()).filter((one) => one.from.endsWith('n.rule.ts'))).toEqual([]);
  });
});
