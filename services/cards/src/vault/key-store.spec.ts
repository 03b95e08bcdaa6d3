import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createKeyFile, KeyFileError, readKeyFile } from './key-store.ts';
import { newKey, SealError } from './seal.ts';

describe('the key file', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keys-'));
    path = join(folder, 'keys.json');
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('is made once, for its owner alone, and never made anew over what profiles are sealed under', async () => {
    const made = await Promise.all(Array.from({ length: 8 }, () => createKeyFile(path)));
    expect(made.filter(Boolean)).toHaveLength(1);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const text = await readFile(path, 'utf8');
    expect(await createKeyFile(path)).toBe(false);
    expect(await readFile(path, 'utf8')).toBe(text);
    expect(await readdir(folder)).toEqual(['keys.json']);
  });

  it('is the same store each time it is read', async () => {
    await createKeyFile(path);
    const [one, other] = [await readKeyFile(path), await readKeyFile(path)];
    const dataKey = newKey();
    expect(await other.unwrap(one.keyId, await one.wrap(dataKey, 'a'), 'a')).toEqual(dataKey);
    expect(await one.hash('x')).toEqual(await other.hash('x'));
    expect(await one.hash('x')).not.toEqual(await one.hash('y'));
  });

  it('takes a new master key in front of the old one, and still opens what is under the old one', async () => {
    await createKeyFile(path);
    const before = await readKeyFile(path);
    const wrapped = await before.wrap(newKey(), 'a');
    const content = JSON.parse(await readFile(path, 'utf8'));
    content.masterKeys.unshift(newKey().toString('base64'));
    await writeFile(path, JSON.stringify(content));
    const after = await readKeyFile(path);
    expect(after.keyId).not.toBe(before.keyId);
    expect(after.knows(before.keyId)).toBe(true);
    expect(await after.unwrap(before.keyId, wrapped, 'a')).toHaveLength(32);
  });

  it('does not unwrap for another context or under a key that it does not have', async () => {
    await createKeyFile(path);
    const keys = await readKeyFile(path);
    const wrapped = await keys.wrap(newKey(), 'a');
    await expect(keys.unwrap(keys.keyId, wrapped, 'b')).rejects.toThrow(SealError);
    await expect(keys.unwrap('0000000000000000', wrapped, 'a')).rejects.toThrow(SealError);
  });

  it('is refused when it is missing, open to everybody, or not of the format, without a key in the message', async () => {
    await expect(readKeyFile(path)).rejects.toThrow(/ENOENT/);
    await createKeyFile(path);
    await chmod(path, 0o604);
    await expect(readKeyFile(path)).rejects.toThrow(/open to everybody/);
    await chmod(path, 0o640);
    await readKeyFile(path);
    const content = JSON.parse(await readFile(path, 'utf8'));
    for (const broken of ['', '{}', JSON.stringify({ ...content, searchKey: 'c2hvcnQ=' })]) {
      await writeFile(path, broken);
      const error = await readKeyFile(path).catch((refused: unknown) => refused);
      expect(error).toBeInstanceOf(KeyFileError);
      expect(String(error)).not.toContain(content.masterKeys[0]);
    }
  });
});
