import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fingerprint, isStamped, stamp } from './fingerprint.ts';

describe('the fingerprint of a folder', () => {
  let folder = '';
  let source = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'scrip-fingerprint-'));
    mkdirSync(join(folder, 'src'));
    source = join(folder, 'src', 'recharge.ts');
    writeFileSync(source, 'one');
    utimesSync(source, 1, 1);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('changes when a file is written, comes or goes', () => {
    const before = fingerprint([folder]);
    expect(fingerprint([folder])).toBe(before);
    writeFileSync(source, 'two');
    const written = fingerprint([folder]);
    writeFileSync(join(folder, 'src', 'spend.ts'), '');
    const more = fingerprint([folder]);
    rmSync(source);
    expect(new Set([before, written, more, fingerprint([folder])]).size).toBe(4);
  });

  it('does not look at what is made from the rest', () => {
    const before = fingerprint([folder]);
    for (const made of ['dist', 'node_modules']) {
      mkdirSync(join(folder, made));
      writeFileSync(join(folder, made, 'recharge.js'), 'one');
    }
    expect(fingerprint([folder])).toBe(before);
  });

  it('is remembered by a stamp, which holds nothing until it is written', () => {
    const file = join(folder, 'stamp');
    expect(isStamped(file, 'a')).toBe(false);
    stamp(file, 'a');
    expect(isStamped(file, 'a')).toBe(true);
    expect(isStamped(file, 'b')).toBe(false);
  });
});
