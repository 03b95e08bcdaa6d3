import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Fleet } from './fleet.ts';
import { freePorts } from './ports.ts';
import { identityOf, lives, markOf } from './process-identity.ts';
import { type Program, type Running, run, stopLeftovers } from './program.ts';
import { silent } from './report.ts';
import { StartError } from './start-error.ts';
import { until } from './wait.ts';

/** Listens, and ends on SIGTERM. */
const SERVER = `require('net').createServer().listen(Number(process.argv[1]), '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));`;
/** Listens and does not hear SIGTERM. */
const STUBBORN = `require('net').createServer().listen(Number(process.argv[1]), '127.0.0.1');
process.on('SIGTERM', () => {});`;

describe('a program of ours', () => {
  let folder = '';
  let port = 0;
  const started: Running[] = [];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'scrip-program-'));
    port = await freePorts(1);
  });
  afterEach(async () => {
    await Promise.all(started.splice(0).map((running) => running.stop()));
    rmSync(folder, { recursive: true });
  });

  function program(script: string, more: Partial<Program> = {}): Program {
    return {
      name: 'sample',
      command: process.execPath,
      args: ['-e', script, String(port)],
      env: process.env,
      logFile: join(folder, 'sample.log'),
      pidFile: join(folder, 'sample.pid'),
      port,
      ready: async () => true,
      readyLimitMs: 10_000,
      stopSignal: 'SIGTERM',
      stopLimitMs: 5_000,
      ...more,
    };
  }

  async function start(script: string, more: Partial<Program> = {}): Promise<Running> {
    const running = await run(() => program(script, more));
    started.push(running);
    return running;
  }

  it('is up when its port answers, and down after stop', async () => {
    const running = await start(SERVER);
    const pid = running.pid() ?? 0;
    expect(identityOf(pid)).not.toBeNull();
    expect(await running.stop()).toEqual({ code: 0, signal: null });
    expect(identityOf(pid)).toBeNull();
    expect(running.pid()).toBeNull();
    expect(await running.stop()).toBeNull();
  });

  it('that does not come up is explained by its last words', async () => {
    const failure = await start(`console.error('no such table: event'); process.exit(3);`).catch((error) => error);
    expect(failure).toBeInstanceOf(StartError);
    expect(failure.message).toBe('sample did not come up (exit code 3).');
    expect(failure.lastWords).toEqual(['no such table: event']);
  });

  it('that never becomes ready is ended when its time is over', async () => {
    const failure = await start(SERVER, { ready: async () => false, readyLimitMs: 300 }).catch((error) => error);
    expect(failure.message).toBe('sample did not come up (not ready after 0.3 s).');
    expect(await stopLeftovers(folder)).toEqual([]);
  });

  it('is given up at once when nobody waits for it any more', async () => {
    const aborting = new AbortController();
    const coming = run(() => program(SERVER, { ready: async () => false }), aborting.signal);
    aborting.abort();
    await expect(coming).rejects.toThrow('sample did not come up');
  });

  it('is tried again when what is in its way goes away by itself', async () => {
    const flag = join(folder, 'flag');
    const script = `const fs = require('fs');
      if (!fs.existsSync(${JSON.stringify(flag)})) { fs.writeFileSync(${JSON.stringify(flag)}, ''); console.error('still held'); process.exit(1); }
      ${SERVER}`;
    const running = await start(script, { startAgainOn: { words: 'still held', limitMs: 10_000 } });
    expect(running.pid()).not.toBeNull();
  });

  it('that does not hear is ended by force', async () => {
    const running = await start(STUBBORN, { stopLimitMs: 200 });
    expect(await running.stop()).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('that was killed on purpose is no news, and comes back under a new id', async () => {
    const running = await start(SERVER);
    const deaths: unknown[] = [];
    running.onDeath((death) => deaths.push(death));
    const before = running.pid();
    await running.kill('SIGKILL');
    expect(running.pid()).toBeNull();
    await running.restart();
    expect(running.pid()).not.toBe(before);
    expect(deaths).toEqual([]);
  });

  it('that dies by itself is brought back by its fleet, until the fleet stops', async () => {
    const running = await start(SERVER);
    const news: string[] = [];
    const fleet = new Fleet({ ...silent, news: (text) => news.push(text) });
    fleet.add(running, 'services');
    const changes: number[] = [];
    fleet.supervise(() => changes.push(1));
    const before = running.pid() ?? 0;
    process.kill(before, 'SIGKILL');
    expect(await until(() => changes.length === 1, 20_000)).toBe(true);
    expect(running.pid()).not.toBe(before);
    expect(news).toEqual([
      `sample died (SIGKILL); starting it again in 0.5 s. Its log: ${running.logFile}`,
      'sample is up again.',
    ]);
    await fleet.stop();
    expect(running.pid()).toBeNull();
  });

  it('that a killed launcher has left behind is ended by the next one', async () => {
    const running = await start(STUBBORN);
    const mark = markOf(running.pid() ?? 0);
    if (!mark) throw new Error('the program is not up');
    expect(await stopLeftovers(folder)).toEqual(['sample']);
    expect(lives(mark)).toBe(false);
  });

  it('is not taken for another process that has got its id', async () => {
    const mark = markOf(process.pid);
    writeFileSync(join(folder, 'other.pid'), JSON.stringify({ ...mark, identity: 'another life' }));
    await stopLeftovers(folder);
    expect(() => readFileSync(join(folder, 'other.pid'))).toThrow('ENOENT');
    expect(lives({ pid: process.pid, identity: mark?.identity ?? '' })).toBe(true);
  });
});
