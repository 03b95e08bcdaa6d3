import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { takeLock } from './lock.ts';
import { openState } from './places.ts';
import { freePorts, LISTENERS, LOCALHOST } from './ports.ts';

const START = fileURLToPath(new URL('./start.ts', import.meta.url));

/** What a start said and how it ended. */
interface Outcome {
  readonly code: number | null;
  readonly said: string;
}

function start(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Outcome> {
  const flags = ['--conditions=@scrip/source', '--disable-warning=ExperimentalWarning'];
  const child: ChildProcess = spawn(process.execPath, [...flags, START, ...args], {
    env: { ...env, NODE_OPTIONS: '', NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
    });
  }
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, said })));
}

describe('npm start', () => {
  let folder = '';
  let base = '';
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'scrip-start-'));
    base = String(await freePorts(LISTENERS.length));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('explains itself', async () => {
    const { code, said } = await start(['--help'], process.env);
    expect(code).toBe(0);
    expect(said).toContain('--fresh');
    expect(said).toContain('SCRIP_POSTGRES');
  });

  it('refuses what it does not know, and a port that is none', async () => {
    const unknown = await start(['--colour'], process.env);
    expect(unknown.code).toBe(1);
    expect(unknown.said).toContain("Unknown option '--colour'");
    const port = await start(['--port', '80000'], process.env);
    expect(port.code).toBe(1);
    expect(port.said).toContain('--port 80000 is not a number between 1024 and');
  });

  it('without Java ends with one sentence of what is missing and one of what mends it', async () => {
    const path = mkdtempSync(join(folder, 'bin-'));
    symlinkSync(process.execPath, join(path, 'node'));
    const { code, said } = await start(['--state', join(folder, 'no-java'), '--port', base], {
      PATH: path,
    });
    expect(code).toBe(1);
    expect(said).toMatch(/✗ No Java was found; .*\n {2}Install one .*SCRIP_KAFKA/);
  });

  it('names a port that is in use, and the option that moves it', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(Number(base) + 1, LOCALHOST, resolve));
    try {
      const { code, said } = await start(['--state', join(folder, 'port'), '--port', base], process.env);
      expect(code).toBe(1);
      expect(said).toContain(`Port ${Number(base) + 1} (issuer) is in use by another program.`);
      expect(said).toContain('--port');
    } finally {
      other.close();
    }
  });

  it('a second time on the same state names the first', async () => {
    const folders = openState(join(folder, 'twice'));
    const unlock = takeLock(folders.run, folders.root);
    try {
      const { code, said } = await start(['--state', folders.root, '--port', base], process.env);
      expect(code).toBe(1);
      expect(said).toContain(`Scrip already runs on ${folders.root} (process ${process.pid}).`);
    } finally {
      unlock();
    }
  });

  it('does not take a folder with other things in it for its state', async () => {
    const { code, said } = await start(['--state', dirname(START), '--port', base, '--fresh'], process.env);
    expect(code).toBe(1);
    expect(said).toContain('is not empty and not a state folder of Scrip');
  });

  it('does not pretend to empty servers of one’s own', async () => {
    const { code, said } = await start(['--state', join(folder, 'own'), '--fresh'], {
      ...process.env,
      SCRIP_POSTGRES: 'postgres://nobody@127.0.0.1:1/postgres',
    });
    expect(code).toBe(1);
    expect(said).toContain('--fresh cannot empty the servers named by SCRIP_POSTGRES.');
  });
});
