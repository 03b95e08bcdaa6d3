/** Balances of an older system, brought in with the command line through the front door. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { system } from '@scrip/testing';
import { type OpenProgramme, openProgramme, openWallet, register, unique, yuan } from '../world/programme.ts';

/** The first caller builds and starts the system. */
const START_MS_MAX = 300_000;
const SCRIP = join(import.meta.dirname, '..', '..', 'services', 'cli', 'bin', 'scrip.mjs');

let shop: OpenProgramme;
let folder: string;

beforeAll(async () => {
  shop = await openProgramme(await system(), 'apparel-recharge');
  folder = await mkdtemp(join(tmpdir(), 'scrip-opening-'));
}, START_MS_MAX);
afterAll(() => rm(folder, { recursive: true }));

/** Runs the command; its exit code and what it printed. */
async function importOpening(...args: readonly string[]): Promise<{ code: number; out: string }> {
  const { frontDoor, tokensDir } = shop.system.description;
  const token = (await readFile(join(tokensDir, 'importer'), 'utf8')).trim();
  const env = { ...process.env, SCRIP_URL: frontDoor, SCRIP_TOKEN: token, LC_ALL: 'C' };
  return new Promise((resolve) => {
    execFile(process.execPath, [SCRIP, 'ledger', 'import-opening', ...args], { env }, (error, out) => {
      resolve({ code: error ? Number(error.code) : 0, out });
    });
  });
}

describe('scrip ledger import-opening', () => {
  it('checks a file, loads it, loads nothing twice, and reports every line', async () => {
    const holderId = await register(shop.system);
    const wallet = await openWallet(shop, { holderId, productKey: 'recharge-card' });
    const reference = unique('old');
    const file = join(folder, 'balances.csv');
    await writeFile(
      file,
      [
        'reference,walletId,principalFen,bonusFen,expiresAt',
        `${reference},${wallet.walletId},${yuan(80)},${yuan(8)},`,
        `${reference}-x,${wallet.walletId},0,0,`,
        '',
      ].join('\n'),
    );
    const dry = await importOpening(file, '--dry-run');
    expect(dry).toMatchObject({ code: 1, out: expect.stringMatching(/would be loaded +1 lines, principal 80\.00/) });
    expect(await wallet.read()).toMatchObject({ balanceFen: 0 });

    const report = join(folder, 'report.ndjson');
    const loaded = await importOpening(file, '--report', report);
    expect(loaded).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^loaded +1 lines, principal 80\.00, bonus 8\.00/),
    });
    const lines = (await readFile(report, 'utf8')).trim().split('\n');
    expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
      { line: 2, reference, verdict: 'accepted' },
      { line: 3, verdict: 'refused', code: 'amount_not_positive' },
    ]);
    expect((await importOpening(file)).out).toMatch(/loaded before +1 lines/);
    // What waits for its own last step has none of this: the wallet is read by who has recharged it since.
    (await wallet.recharge(yuan(1_000))).ok(201);
    expect(await wallet.read()).toMatchObject({ balanceFen: yuan(1_188) });
  });
});
