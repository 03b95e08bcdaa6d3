import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { InvariantError } from '@scrip/decider';
import { idFrom } from '@scrip/event-store';
import { FileOutbox } from './file-outbox.ts';
import type { OutboxMessage } from './outbox-message.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scrip-outbox-'));
});
afterEach(async () => {
  await chmod(folder, 0o700);
  await rm(folder, { recursive: true });
});

const message = (seed: string, about: Partial<OutboxMessage> = {}): OutboxMessage => ({
  outreachId: idFrom('out', seed),
  issuerId: 'iss_test',
  holderId: 'hld_1',
  locale: 'zh-CN',
  text: '您的会员钱包支付128.00元，余额872.00元。',
  category: 'service',
  templateKey: 'spend-receipt',
  correlationId: 'cor_1',
  traceparent: null,
  ...about,
});

/** Every file that whoever picks messages up would see. */
async function seen(): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.parentPath.endsWith('.writing'))
    .map((entry) => join(entry.parentPath, entry.name));
}
const left = (): Promise<string[]> => readdir(join(folder, '.writing'));
const readMessage = async (path: string): Promise<unknown> => JSON.parse(await readFile(path, 'utf8'));

describe('a message in the outbox', () => {
  it('is one file under its id, readable by the service alone', async () => {
    const outbox = await FileOutbox.open(folder);
    await outbox.send(message('a'));
    const [path = '', ...others] = await seen();
    expect(others).toEqual([]);
    expect(path).toBe(outbox.pathOf(message('a').outreachId));
    expect(path.endsWith(`/${message('a').outreachId}.json`)).toBe(true);
    expect(await readMessage(path)).toEqual(message('a'));
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await left()).toEqual([]);
  });

  it('stays as it was first written when it is sent again, also after a restart', async () => {
    const outbox = await FileOutbox.open(folder);
    await outbox.send(message('a', { traceparent: 'first' }));
    await outbox.send(message('a', { traceparent: 'second' }));
    const restarted = await FileOutbox.open(folder);
    await restarted.send(message('a', { traceparent: 'third' }));
    expect(await seen()).toEqual([outbox.pathOf(message('a').outreachId)]);
    expect(await readMessage(outbox.pathOf(message('a').outreachId))).toMatchObject({ traceparent: 'first' });
    expect(await left()).toEqual([]);
  });

  it('is one file when many workers send it at the same moment', async () => {
    const workers = await Promise.all(Array.from({ length: 8 }, () => FileOutbox.open(folder)));
    const seeds = ['a', 'b', 'c'];
    await Promise.all(
      workers.flatMap((worker, index) =>
        seeds.map((seed) => worker.send(message(seed, { traceparent: `worker ${index}` }))),
      ),
    );
    const paths = await seen();
    expect(paths).toHaveLength(seeds.length);
    for (const path of paths) {
      expect(await readMessage(path)).toMatchObject({ traceparent: expect.stringMatching(/^worker \d$/) });
    }
    expect(await left()).toEqual([]);
  });

  it('cannot be written under a name that is none of our ids', async () => {
    const outbox = await FileOutbox.open(folder);
    await expect(outbox.send(message('a', { outreachId: '../../out_1' }))).rejects.toThrow(InvariantError);
    expect(await seen()).toEqual([]);
  });

  it('is not taken, and nothing half of it is left, when the disk refuses', async () => {
    const outbox = await FileOutbox.open(folder);
    await outbox.send(message('a'));
    // A file where the folder of the next message would be: also refused where tests run as root.
    const [shard = ''] = outbox.pathOf(message('b').outreachId).split('/').slice(-2);
    await writeFile(join(folder, shard), '');
    await expect(outbox.send(message('b'))).rejects.toThrow('the outbox cannot be written');
    await rm(join(folder, shard));
    expect(await seen()).toHaveLength(1);
    expect(await left()).toEqual([]);
    await outbox.send(message('b'));
    expect(await seen()).toHaveLength(2);
  });
});

describe('a process that dies', () => {
  /** Long enough that a file is found half written. */
  const TEXT_CHARS = 8_000_000;
  /** Taken before the process is killed. */
  const TAKEN = 3;
  const writer = (): ChildProcess =>
    spawn(
      process.execPath,
      [
        '--conditions=@scrip/source',
        '--input-type=module',
        '--eval',
        `import { idFrom } from '@scrip/event-store';
         import { FileOutbox } from ${JSON.stringify(join(import.meta.dirname, 'file-outbox.ts'))};
         const outbox = await FileOutbox.open(${JSON.stringify(folder)});
         for (let seed = 0; ; seed += 1) {
           const outreachId = idFrom('out', String(seed));
           await outbox.send({ outreachId, text: 'x'.repeat(${TEXT_CHARS}) });
           console.log(outreachId);
         }`,
      ],
      { cwd: import.meta.dirname, stdio: ['ignore', 'pipe', 'inherit'] },
    );
  const sizeOf = async (path: string): Promise<number> => (await stat(path).catch(() => undefined))?.size ?? 0;
  const isWriting = async (): Promise<boolean> => {
    const sizes = await Promise.all((await left()).map((name) => sizeOf(join(folder, '.writing', name))));
    return sizes.some((size) => size > 0 && size < TEXT_CHARS);
  };

  it('leaves whole files of what it took, and half ones where nobody sees them', async () => {
    await FileOutbox.open(folder);
    const child = writer();
    const ended = once(child, 'exit');
    const took: string[] = [];
    if (!child.stdout) throw new Error('the process has no output');
    createInterface({ input: child.stdout }).on('line', (outreachId) => took.push(outreachId));
    try {
      while (took.length < TAKEN || !(await isWriting())) {
        for (const path of await seen()) expect(await sizeOf(path)).toBeGreaterThan(TEXT_CHARS);
        expect(child.exitCode).toBeNull();
      }
    } finally {
      child.kill('SIGKILL');
      await ended;
    }

    const paths = await seen();
    for (const path of paths) expect(await readMessage(path)).toMatchObject({ text: 'x'.repeat(TEXT_CHARS) });
    const outbox = await FileOutbox.open(folder);
    expect(paths).toEqual(expect.arrayContaining(took.map((outreachId) => outbox.pathOf(outreachId))));
    for (const outreachId of took) await outbox.send({ ...message(''), outreachId });
    expect(await seen()).toHaveLength(paths.length);
  });

  it('has its half files cleared away at a later start, but not those that another may be writing', async () => {
    await FileOutbox.open(folder);
    const old = join(folder, '.writing', 'out_old.1');
    await writeFile(old, '{"half":');
    await writeFile(join(folder, '.writing', 'out_new.1'), '{"half":');
    const twoHoursAgo = Date.now() / 1_000 - 7_200;
    await utimes(old, twoHoursAgo, twoHoursAgo);
    await FileOutbox.open(folder);
    expect(await left()).toEqual(['out_new.1']);
  });
});
