import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openPool, transaction } from '@scrip/event-store';
import { type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import fc from 'fast-check';
import { isSimplePin, PinVault } from '../src/card/pin-vault.ts';
import { createKeyFile, readKeyFile } from '../src/vault/key-file.ts';

describe('what a PIN is verified with', () => {
  let folder: string;
  let database: ThrowawayDatabase;
  let pool: ReturnType<typeof openPool>;
  let vault: PinVault;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pins-'));
    await createKeyFile(join(folder, 'keys.json'));
    database = await throwawayDatabase('cards');
    pool = openPool(database.appUrl);
    vault = new PinVault({ pool, clock: { now: () => 1 } }, await readKeyFile(join(folder, 'keys.json')));
  });

  afterAll(async () => {
    await pool.end();
    await database.drop();
    await rm(folder, { recursive: true });
  });

  let cards = 0;
  async function keep(pin: string, cardId = `crd_${++cards}`, version = 1): Promise<string> {
    const sealed = await vault.seal(cardId, pin);
    await transaction(pool, (tx) => vault.store(tx, sealed, version));
    return cardId;
  }
  const pin = fc.stringMatching(/^\d{4,12}$/);

  it('verifies its own PIN and no other', async () => {
    await fc.assert(
      fc.asyncProperty(pin, pin, async (own, other) => {
        const cardId = await keep(own);
        expect(await vault.compare(cardId, own)).toEqual({ verifierVersion: 1, matches: true });
        expect((await vault.compare(cardId, other)).matches).toBe(own === other);
      }),
      { numRuns: 40 },
    );
  });

  it('is that of the latest PIN; a card without one matches nothing', async () => {
    const cardId = await keep('480213');
    await keep('730415', cardId, 2);
    expect(await vault.compare(cardId, '730415')).toEqual({ verifierVersion: 2, matches: true });
    expect((await vault.compare(cardId, '480213')).matches).toBe(false);
    expect(await vault.compare('crd_none', '480213')).toEqual({ verifierVersion: null, matches: false });
  });

  it('tells nothing by itself: two cards with one PIN differ, and what is moved to another card verifies nothing', async () => {
    const [one, other] = [await keep('480213'), await keep('480213')];
    const { rows } = await pool.query<{ verifier: Buffer; text: string }>(
      `SELECT verifier, encode(verifier || salt, 'escape') AS text FROM pin_verifier WHERE card_id IN ($1, $2)`,
      [one, other],
    );
    expect(new Set(rows.map(({ verifier }) => verifier.toString('hex'))).size).toBe(2);
    for (const { text } of rows) expect(text).not.toContain('480213');
    const { rows: moved } = await pool.query(
      `INSERT INTO pin_verifier SELECT $2, 1, key_id, salt, verifier, set_at FROM pin_verifier WHERE card_id = $1
       RETURNING card_id`,
      [one, 'crd_moved'],
    );
    expect(moved).toHaveLength(1);
    expect((await vault.compare('crd_moved', '480213')).matches).toBe(false);
  });
});

it.each([
  ['000000', true],
  ['123456', true],
  ['654321', true],
  ['123457', false],
  ['135790', false],
  ['480213', false],
])('%s is a PIN that anybody would try: %s', (pin, simple) => {
  expect(isSimplePin(pin)).toBe(simple);
});
