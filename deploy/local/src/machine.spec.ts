import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkDisk, checkNode, checkPorts, findJava, findMaven } from './machine.ts';
import { freePorts, isFree, LISTENERS, LOCALHOST, portsFrom } from './ports.ts';
import { StartError } from './start-error.ts';

describe('what the machine must bring along', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'scrip-machine-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** A program of this name on a PATH of its own, which says what it is told to. */
  function program(name: string, says: string): NodeJS.ProcessEnv {
    const path = join(mkdtempSync(join(folder, 'bin-')), name);
    writeFileSync(path, `#!/bin/sh\necho '${says}' >&2\n`);
    chmodSync(path, 0o755);
    return { PATH: join(path, '..') };
  }

  it('an old Node is told which one is needed', () => {
    expect(() => checkNode('20.20.2')).toThrow('Scrip needs Node 24.9 or newer; this is 20.20.2.');
    expect(() => checkNode('24.8.1')).toThrow(StartError);
    expect(checkNode('24.9.0')).toBe('24.9.0');
    expect(checkNode('26.0.0')).toBe('26.0.0');
  });

  it('without Java the start says so, and how to get one', () => {
    expect(() => findJava({ PATH: folder })).toThrow('No Java was found');
  });

  it('a Java that is too old is named with its version', () => {
    expect(() => findJava(program('java', 'openjdk version "11.0.22" 2024-01-16'))).toThrow(/Java 17 .* is 11\.0\.22/);
    expect(() => findJava(program('java', 'java version "1.8.0_402"'))).toThrow(/is 1\.8\.0_402/);
  });

  it('a Java that is new enough is taken, JAVA_HOME before the PATH', () => {
    const found = program('java', 'openjdk version "21" 2023-09-19');
    expect(findJava(found)).toEqual({ path: join(found['PATH'] ?? '', 'java'), version: '21' });
    const home = { PATH: folder, JAVA_HOME: folder };
    expect(() => findJava(home)).toThrow('No Java was found');
  });

  it('without Maven the start says what it is for', () => {
    expect(() => findMaven({ PATH: folder })).toThrow('No Maven was found');
  });

  it('a full disk is told in gigabytes, also for a folder that is yet to be made', async () => {
    await expect(checkDisk(join(folder, 'new', 'state'), 1e18)).rejects.toThrow(/^Only [\d.]+ GB are free in .*state;/);
    await expect(checkDisk(folder, 1)).resolves.toBeGreaterThan(0);
  });

  it('a port that another program has is named with what wanted it', async () => {
    const base = await freePorts(LISTENERS.length);
    const ports = portsFrom(base);
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(ports.ledger, LOCALHOST, resolve));
    try {
      expect(await isFree(ports.ledger)).toBe(false);
      await expect(checkPorts(ports, new Set(['cards', 'ledger']))).rejects.toThrow(
        `Port ${ports.ledger} (ledger) is in use`,
      );
      await expect(checkPorts(ports, new Set(['cards']))).resolves.toBeUndefined();
    } finally {
      other.close();
    }
  });
});
