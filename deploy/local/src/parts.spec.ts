import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { listOf, verifyPart } from './parts.ts';

describe('a fetched part', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'scrip-parts-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const [first = ''] = Object.keys(listOf('kafka').sha256);

  it('with a file missing is refused by name', async () => {
    await expect(verifyPart('kafka', folder)).rejects.toThrow(
      `Kafka ${listOf('kafka').version} is not the one of deploy/local/parts.json: ${first} is missing.`,
    );
  });

  it('with a file of another content is refused by name', async () => {
    writeFileSync(join(folder, first), 'not a jar');
    await expect(verifyPart('kafka', folder)).rejects.toThrow(`${first} has another content.`);
  });
});
