import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { clearState, openState } from './places.ts';

describe('a state folder', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'scrip-state-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is never a folder that holds something else', () => {
    writeFileSync(join(folder, 'thesis.txt'), 'four years of work');
    expect(() => openState(folder)).toThrow('is not empty and not a state folder of Scrip');
    expect(readdirSync(folder)).toEqual(['thesis.txt']);
  });

  it('is emptied but for who runs', () => {
    const folders = openState(folder);
    writeFileSync(join(folders.logs, 'ledger.log'), 'old');
    writeFileSync(join(folders.run, 'start.lock'), 'mine');
    clearState(folders);
    expect(existsSync(join(folders.logs, 'ledger.log'))).toBe(false);
    expect(readdirSync(folders.run)).toEqual(['start.lock']);
    expect(readdirSync(folders.kafka)).toEqual([]);
  });
});
