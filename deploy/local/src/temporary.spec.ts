import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { lives, markOf, type ProcessMark } from './process-identity.ts';
import { sweepTemporary, temporaryFolder } from './temporary.ts';

const folders: string[] = [];

async function folder(): Promise<string> {
  const path = await temporaryFolder('bench');
  folders.push(path);
  return path;
}

afterEach(() => {
  for (const path of folders.splice(0)) rmSync(path, { recursive: true, force: true });
});

/** A process that would run for a minute, marked in the folder as a part of a system is. */
function partIn(path: string): ProcessMark {
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { detached: true, stdio: 'ignore' });
  child.unref();
  const mark = markOf(child.pid ?? 0);
  if (!mark) throw new Error('the process is not there');
  mkdirSync(join(path, 'state', 'run'), { recursive: true });
  writeFileSync(join(path, 'state', 'run', 'part.pid'), JSON.stringify(mark));
  return mark;
}

describe('a temporary folder', () => {
  it('of a process that lives is left alone, with what runs in it', async () => {
    const path = await folder();
    const part = partIn(path);
    await sweepTemporary();
    expect(existsSync(path)).toBe(true);
    expect(lives(part)).toBe(true);
    process.kill(part.pid, 'SIGKILL');
  });

  it('of a dead one is removed, and what ran in it is ended', async () => {
    const path = await folder();
    const part = partIn(path);
    const dead = { ...markOf(process.pid), identity: 'another life' };
    writeFileSync(join(path, 'owner.json'), JSON.stringify(dead));
    expect(await sweepTemporary()).toBeGreaterThanOrEqual(1);
    expect(existsSync(path)).toBe(false);
    expect(lives(part)).toBe(false);
  });
});
