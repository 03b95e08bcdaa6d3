import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { soon, system } from '@scrip/testing';
import pg from 'pg';
import { randomSource } from '../bench/random.ts';
import { openProgramme, openWallet, register, withoutPin } from '../world/programme.ts';
import { type Played, playCommands, type WalletUnderTest } from './commands.ts';

/** The first caller builds and starts the system. */
const START_MS_MAX = 300_000;

/** The same commands each time; another seed tries others. */
const SEED = Number(process.env['SCRIP_TEST_SEED'] ?? 20_250_110);
const COMMANDS = 240;

let played: Played;
let wallets: readonly WalletUnderTest[];
const running = system();

beforeAll(async () => {
  const apparel = await openProgramme(await running, 'apparel-recharge', withoutPin);
  const mall = await openProgramme(await running, 'mall-vip');
  const products = [
    { programme: apparel, productKey: 'recharge-card' },
    { programme: apparel, productKey: 'recharge-card-whole' },
    { programme: mall, productKey: 'wallet' },
  ];
  const opened = products.flatMap(({ programme, productKey }) =>
    Array.from({ length: 2 }, async () =>
      openWallet(programme, { holderId: await register(await running), productKey }),
    ),
  );
  wallets = await Promise.all(opened);
  played = await playCommands(await running, wallets, {
    random: randomSource(SEED),
    commands: COMMANDS,
    run: randomUUID(),
  });
}, START_MS_MAX);

interface Line {
  readonly position: number;
  readonly account: string;
  readonly amountFen: number;
}
interface Movement {
  readonly type: string;
  readonly amountFen: number;
  readonly balanceAfterFen: number;
}
interface WalletAtEnd {
  readonly principalFen: number;
  readonly bonusFen: number;
  readonly balanceFen: number;
  readonly heldFen: number;
  readonly availableFen: number;
  readonly lots: readonly { readonly principalFen: number; readonly bonusFen: number }[];
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);

/** Every page of a list, read once the ledger shows all that was played. */
async function all<T>(role: 'finance' | 'desk', path: string): Promise<readonly T[]> {
  const client = (await running).client(role);
  const items: T[] = [];
  let cursor = '';
  do {
    const page = await client.get<{ items: T[]; next: string | null }>(`${path}&limit=200${cursor}`, {
      after: played.position,
    });
    const { items: read, next } = page.ok();
    items.push(...read);
    cursor = next === null ? '' : `&cursor=${encodeURIComponent(next)}`;
  } while (cursor !== '');
  return items;
}

const linesOf = (walletId: string) =>
  all<Line>('finance', `/ledger/v1/journal/lines?walletId=${walletId}&order=oldest`);

async function walletAtEnd(walletId: string): Promise<WalletAtEnd> {
  const answer = await (await running)
    .client('desk')
    .get<WalletAtEnd>(`/ledger/v1/wallets/${walletId}`, { after: played.position });
  return answer.ok();
}

describe(`after ${COMMANDS} commands of seed ${SEED}, several at once on the same wallets`, () => {
  it('the mix has tried every kind of command, and both ends of it', () => {
    for (const kind of ['recharge', 'spend', 'hold', 'capture', 'release', 'loss', 'again'] as const)
      expect([kind, (played.accepted[kind] ?? 0) > 0]).toEqual([kind, true]);
    expect(Object.keys(played.refused).sort()).toEqual(
      expect.arrayContaining(['balance_short', 'recharge_below_minimum']),
    );
  });

  it('a command that was asked again was answered as the first time', () => {
    expect(played.unlike).toEqual([]);
  });

  it('the lines of each fact sum to zero, and so does the whole journal', async () => {
    for (const { walletId } of wallets) {
      const facts = new Map<number, number>();
      for (const { position, amountFen } of await linesOf(walletId))
        facts.set(position, (facts.get(position) ?? 0) + amountFen);
      expect(facts.size).toBeGreaterThan(0);
      expect([...facts].filter(([, left]) => left !== 0)).toEqual([]);
    }
    const balance = await (await running)
      .client('finance')
      .get<{ totals: { currency: string; debitFen: number; creditFen: number }[] }>('/ledger/v1/journal/trial-balance');
    const { totals } = balance.ok();
    expect(totals.map(({ currency }) => currency)).toEqual(['CNY']);
    for (const { debitFen, creditFen } of totals) expect(debitFen).toBe(creditFen);
  });

  it('the journal was in balance at every position that is tried', async () => {
    const finance = (await running).client('finance');
    const path = '/ledger/v1/journal/trial-balance?limit=1';
    interface Balance {
      readonly position: number;
      readonly totals: readonly { readonly debitFen: number; readonly creditFen: number }[];
    }
    const { position: head } = (await finance.get<Balance>(path)).ok();
    for (let tenth = 0; tenth <= 10; tenth += 1) {
      const position = Math.floor((head * tenth) / 10);
      const balance = (await finance.get<Balance>(`${path}&position=${position}`)).ok();
      expect(balance.position).toBe(position);
      for (const { debitFen, creditFen } of balance.totals) expect(debitFen).toBe(creditFen);
    }
  });

  it('each wallet holds what the liability accounts owe for it, principal and bonus apart, lot by lot', async () => {
    for (const { walletId } of wallets) {
      const lines = await linesOf(walletId);
      const owed = (account: string): number =>
        0 - sum(lines.filter((line) => line.account === account).map(({ amountFen }) => amountFen));
      const { principalFen, bonusFen, balanceFen, lots } = await walletAtEnd(walletId);
      expect([principalFen, bonusFen]).toEqual([owed('liability:wallet:principal'), owed('liability:wallet:bonus')]);
      expect(principalFen + bonusFen).toBe(balanceFen);
      expect([principalFen, bonusFen]).toEqual([
        sum(lots.map((lot) => lot.principalFen)),
        sum(lots.map((lot) => lot.bonusFen)),
      ]);
    }
  });

  it('all wallets of the system together are worth what its liability accounts owe', async () => {
    const ledger = new pg.Client({
      connectionString: (await running).description.postgres.services['ledger']?.appUrl,
    });
    await ledger.connect();
    try {
      // Other tests go on: compared where both projections have come equally far.
      const compared = await soon('balances and journal at the same position', async () => {
        const { rows } = await ledger.query<Record<'at_wallets' | 'at_journal' | 'worth' | 'owed' | 'below', string>>(
          `SELECT (SELECT position FROM projection_checkpoint WHERE name = 'wallet_balance') AS at_wallets,
                  (SELECT position FROM projection_checkpoint WHERE name = 'journal') AS at_journal,
                  (SELECT sum(principal_fen + bonus_fen) FROM wallet_balance.wallet_balance) AS worth,
                  (SELECT sum(credit_fen - debit_fen) FROM journal.journal_account
                   WHERE programme_id = '' AND account LIKE 'liability:wallet:%') AS owed,
                  (SELECT count(*) FROM wallet_balance.wallet_balance
                   WHERE principal_fen < 0 OR bonus_fen < 0 OR held_fen > principal_fen + bonus_fen) AS below`,
        );
        return rows[0]?.at_wallets === rows[0]?.at_journal ? rows[0] : undefined;
      });
      expect(compared.worth).toBe(compared.owed);
      expect(compared.below).toBe('0');
    } finally {
      await ledger.end();
    }
  });

  it('no wallet was below zero at any moment, and its statement adds up', async () => {
    for (const { walletId } of wallets) {
      const movements = await all<Movement>('desk', `/ledger/v1/wallets/${walletId}/statement?order=oldest`);
      let balanceFen = 0;
      for (const { amountFen, balanceAfterFen } of movements) {
        balanceFen += amountFen;
        expect(balanceAfterFen).toBe(balanceFen);
        expect(balanceFen).toBeGreaterThanOrEqual(0);
      }
      const wallet = await walletAtEnd(walletId);
      expect(wallet.balanceFen).toBe(balanceFen);
      expect(wallet.availableFen).toBe(wallet.balanceFen - wallet.heldFen);
      expect(wallet.availableFen).toBeGreaterThanOrEqual(0);
    }
  });

  it('what the tills were answered is what the statements say', async () => {
    const movements = await Promise.all(
      wallets.map(({ walletId }) => all<Movement>('desk', `/ledger/v1/wallets/${walletId}/statement?order=oldest`)),
    );
    const moved = (type: string): number =>
      sum(movements.flat().flatMap((line) => (line.type === type ? [line.amountFen] : [])));
    expect(moved('WalletRecharged')).toBe(played.rechargedFen);
    expect(moved('WalletSpent')).toBe(0 - played.spentFen);
    expect(moved('WalletHoldCaptured')).toBe(0 - played.capturedFen);
  });
});
