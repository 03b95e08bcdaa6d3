import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { toRfc3339 } from '@scrip/calendar';
import type { WalletEvent } from '@scrip/contracts';
import { type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { logOf, ProjectionTables } from '../../test/projection-tables.ts';
import { at, product, terms, WalletStory, yuan } from '../../test/wallet-story.ts';
import { leftIn } from './lots.ts';
import { availableIn, heldIn } from './wallet.decider.ts';
import { walletBalance } from './wallet-balance.projection.ts';
import { walletsOfHolder, walletView } from './wallet-view.ts';

let database: ThrowawayDatabase;
let tables: ProjectionTables;
beforeAll(async () => {
  database = await throwawayDatabase('ledger');
  tables = new ProjectionTables(database.appUrl, walletBalance);
});
beforeEach(() => tables.clear());
afterAll(async () => {
  await tables.close();
  await database.drop();
});

const now = at('2026-01-01');
const view = (walletId: string, when = now, issuerId = 'iss_test') =>
  walletView(tables.pool, { issuerId, walletId, now: when });

/** Everything that can happen to a wallet, for two wallets that share the log. */
const lives = (): WalletStory[] =>
  ['_a', '_b'].map((suffix) =>
    WalletStory.open(terms(), suffix)
      .recharge(1_000, at('2024-12-01'))
      .recharge(2_000, at('2025-01-10'))
      .spend(1_150, at('2025-02-01'))
      .hold(`hold_1${suffix}`, 300, at('2025-02-01'))
      .hold(`hold_2${suffix}`, 200, at('2025-02-01'))
      .hold(`hold_3${suffix}`, 100, at('2025-02-01'))
      .capture(`hold_1${suffix}`, 250, at('2025-02-02'))
      .release(`hold_2${suffix}`)
      .spend(75, at('2025-06-15', '10:00:01'))
      .block(at('2025-06-15', '10:00:00'), at('2025-06-15', '10:00:05'))
      .activate('crd_2', 2),
  );

const noticed = (walletId: string, holderId: string): WalletEvent => ({
  type: 'WalletDormancyNoticed',
  data: {
    walletId,
    holderId,
    lastUsedAt: at('2025-01-10'),
    dormantAfterMonths: 12,
    dormantAt: at('2026-01-11', '00:00:00'),
    lastUsableDate: '2026-01-10',
    balanceFen: yuan(1_100),
    programmeId: 'apparel-recharge',
    programmeVersion: 1,
  },
});

describe('the balance of a wallet', () => {
  it('is what the rules decide on: balance, lots, cards and open holds', async () => {
    const [story] = lives();
    const state = story?.state;
    if (!story || state?.status !== 'open') throw new Error('the wallet is open');
    await tables.fold(logOf([story.facts]));
    const shown = await view('wal_1_a');
    expect(shown).toMatchObject({
      holderId: 'hld_1_a',
      balanceFen: state.lots.openFen,
      heldFen: heldIn(state),
      expiredFen: 0n,
      availableFen: availableIn(state, now),
    });
    expect(shown?.lots).toEqual(
      state.lots.open.map((lot) => ({
        lotId: lot.lotId,
        loadedAt: toRfc3339(at('2025-01-10')),
        expiresAt: toRfc3339(at('2027-01-11', '00:00:00')),
        loadedPrincipalFen: lot.loadedPrincipalFen,
        loadedBonusFen: lot.loadedBonusFen,
        principalFen: lot.principalFen,
        bonusFen: lot.bonusFen,
      })),
    );
    expect(state.lots.open.map(leftIn)).toEqual([shown?.balanceFen]);
    expect(shown?.cards).toEqual([
      { cardId: 'crd_1', cardSequence: 1, state: 'blocked' },
      { cardId: 'crd_2', cardSequence: 2, state: 'active' },
    ]);
    const holds = [{ holdId: 'hold_3_a', cardId: 'crd_1', merchantId: 'shop-1', amountFen: yuan(100) }];
    expect(shown?.holds).toMatchObject(holds);
  });

  it('is the same however the log is cut into batches', async () => {
    const validity = {
      term: 'P2Y',
      notices: { daysBefore: [30, 7], at: '10:00' },
      extension: { term: 'P1Y', feeFen: 500 },
    };
    const extending = terms({ ...product(), lots: { ...product().lots, validity } });
    const extended = WalletStory.open(extending, '_c')
      .recharge(1_000, at('2025-01-10'))
      .extend('lot_1_c', at('2027-01-05'))
      .age('lot_1_c', at('2027-12-20'));
    const told = (suffix: string) => {
      const story = WalletStory.open(terms(), suffix).recharge(1_000, at('2025-01-10'));
      story.facts.push({ recordedAt: at('2025-12-12'), event: noticed(`wal_1${suffix}`, `hld_1${suffix}`) });
      return story;
    };
    const stories = [...lives(), extended, told('_d'), told('_e').spend(100, at('2025-12-13'))];
    const log = logOf(stories.map((story) => story.facts));
    await tables.fold(log);
    const whole = await tables.contents();
    for (const size of [1, 2, 7]) {
      await tables.clear();
      await tables.fold(log, size);
      expect(await tables.contents()).toBe(whole);
    }
    expect(whole).toContain('wal_1_b');
    expect(await view('wal_1_d')).toMatchObject({ dormantAt: '2026-01-10T16:00:00.000Z' });
    expect(await view('wal_1_e')).toMatchObject({ dormantAt: null });
  });

  it('tells apart what has expired: it is in the balance and cannot be spent', async () => {
    const story = WalletStory.open()
      .recharge(1_000, at('2024-12-01'))
      .recharge(1_000, at('2025-01-10'))
      .hold('hold_1', 50);
    await tables.fold(logOf([story.facts]));
    expect(await view('wal_1', at('2026-12-02', '00:00:00'))).toMatchObject({
      balanceFen: yuan(2_200),
      expiredFen: yuan(1_100),
      heldFen: yuan(50),
      availableFen: yuan(1_050),
    });
    expect(await view('wal_1', at('2027-01-11'))).toMatchObject({ expiredFen: yuan(2_200), availableFen: yuan(0) });
  });

  it('of another issuer does not exist', async () => {
    await tables.fold(logOf([WalletStory.open().facts]));
    expect(await view('wal_1', now, 'iss_other')).toBeUndefined();
    expect(await view('wal_9')).toBeUndefined();
  });
});

describe('the wallets of a holder', () => {
  it('come page by page in the order of their ids', async () => {
    const stories = ['_a', '_b', '_c'].map((suffix) => WalletStory.open(terms(), suffix).recharge(1_000));
    const ofOneHolder = stories.map((story) =>
      story.facts.map((fact) =>
        fact.event.type === 'WalletOpened'
          ? { ...fact, event: { ...fact.event, data: { ...fact.event.data, holderId: 'hld_x' } } }
          : fact,
      ),
    );
    await tables.fold(logOf(ofOneHolder));
    const page = (after: string, issuerId = 'iss_test') =>
      walletsOfHolder(tables.pool, { issuerId, holderId: 'hld_x', now, after, limit: 2 });
    const ids = async (after: string) => (await page(after)).map((wallet) => wallet.walletId);
    expect(await ids('')).toEqual(['wal_1_a', 'wal_1_b']);
    expect(await ids('wal_1_b')).toEqual(['wal_1_c']);
    expect(await page('', 'iss_other')).toEqual([]);
    expect((await page(''))[0]).toMatchObject({ balanceFen: yuan(1_100), availableFen: yuan(1_100) });
  });
});
