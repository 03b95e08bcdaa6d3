import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { takeLock } from './lock.ts';

describe('the lock of a state folder', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'scrip-lock-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is held by one, who is named to the second', () => {
    const unlock = takeLock(folder, 'here');
    expect(() => takeLock(folder, 'here')).toThrow(`Scrip already runs on here (process ${process.pid}).`);
    unlock();
    takeLock(folder, 'here')();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is taken over from a launcher that was killed', () => {
    writeFileSync(
      join(folder, 'start.lock'),
      JSON.stringify({ pid: process.pid, identity: 'an earlier life of this id' }),
    );
    takeLock(folder, 'here')();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('that a crash has left half written is taken over', () => {
    writeFileSync(join(folder, 'start.lock'), '{"pid":');
    takeLock(folder, 'here')();
    expect(readdirSync(folder)).toEqual([]);
  });
});
