import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Kafka, logLevel } from 'kafkajs';
import { lives, markOf, type ProcessMark } from './process-identity.ts';
import { type System, startSystem } from './system.ts';
import { readSystem } from './system-file.ts';

/** A first start makes Java's class archives when it stops; on a busy machine all of this takes its time. */
const LIMIT_MS = 240_000;

describe('a system without any process of Scrip', () => {
  let folder = '';
  let system: System;

  const start = (): Promise<System> => startSystem({ stateDir: join(folder, 'state'), ports: 'free', services: [] });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'scrip-servers-'));
    system = await start();
  }, LIMIT_MS);
  afterAll(async () => {
    await system.stop();
    rmSync(folder, { recursive: true });
  }, LIMIT_MS);

  async function topics(): Promise<string[]> {
    const kafka = new Kafka({ brokers: [system.describe().kafka], logLevel: logLevel.NOTHING });
    const admin = kafka.admin();
    await admin.connect();
    try {
      return await admin.listTopics();
    } finally {
      await admin.disconnect();
    }
  }

  async function registry(path: string): Promise<unknown> {
    return (await fetch(`${system.describe().registry}${path}`)).json();
  }

  it('has the topics and the schemas of every event', async () => {
    expect(await topics()).toContain('ledger.wallet');
    expect(await registry('/config')).toEqual({ compatibilityLevel: 'FULL_TRANSITIVE' });
    expect(await registry('/subjects')).toContain('ledger.wallet-scrip.ledger.WalletRecharged');
  });

  it('gives tokens', async () => {
    expect((await system.token('operator')).split('.')).toHaveLength(3);
  });

  it('tells others what runs', () => {
    const { pids } = system.describe();
    expect(Object.keys(pids).toSorted()).toEqual(['issuer', 'kafka', 'postgres', 'registry']);
    expect(readSystem(join(folder, 'state'))).toEqual(system.describe());
  });

  it('does not run twice on one state', async () => {
    await expect(start()).rejects.toThrow('Scrip already runs on');
  });

  it(
    'keeps topics and schemas through a killed broker and a stop, and leaves no process behind',
    async () => {
      await system.part('kafka').kill('SIGKILL');
      await system.part('kafka').restart();
      expect(await topics()).toContain('ledger.wallet');

      const marks = Object.values(system.describe().pids).map(markOf);
      await system.stop();
      expect(marks.filter((mark): mark is ProcessMark => mark !== null && lives(mark))).toEqual([]);
      expect(readSystem(join(folder, 'state'))).toBeNull();

      system = await start();
      expect(await topics()).toContain('ledger.wallet');
      expect(await registry('/subjects')).toContain('ledger.wallet-scrip.ledger.WalletRecharged');
    },
    LIMIT_MS,
  );
});
