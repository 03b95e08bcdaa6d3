import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const LIB = join(import.meta.dirname, '..');

test('the generated code is what the schemas say', () => {
  const { status, stderr } = spawnSync(process.execPath, [join(LIB, 'generate.ts'), '--check'], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

test('the index names every type that is generated', () => {
  const index = readFileSync(join(LIB, 'src', 'index.ts'), 'utf8');
  const files = readdirSync(join(LIB, 'src', 'generated')).map((name) =>
    readFileSync(join(LIB, 'src', 'generated', name), 'utf8'),
  );
  const names = files.flatMap((text) =>
    [...text.matchAll(/^export (?:interface|type) (\w+)/gm)].map(([, name]) => name ?? ''),
  );
  expect(names).toContain('WalletRecharged');
  expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(index))).toEqual([]);
});
