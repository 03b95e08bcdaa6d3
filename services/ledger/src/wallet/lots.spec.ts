import { describe, expect, it } from '@jest/globals';
import type { LotTake } from '@scrip/contracts';
import type { BurnOrder } from '@scrip/money';
import { at, product, yuan } from '../../test/wallet-story.ts';
import { giveBack, type Lots, load, NO_LOTS, take, takesForSpend } from './lots.ts';

const expiresAt = at('2027-01-11', '00:00:00');
const PROMISED = { expiryNotices: null, breakage: null, programmeVersion: 1 };
const loaded = (lots: Lots, lotId: string, principal = 1_000, bonus = 100): Lots =>
  load(lots, { lotId, principalFen: yuan(principal), bonusFen: yuan(bonus), expiresAt, ...PROMISED });
const whole = (lotId: string): LotTake => ({ lotId, principalFen: yuan(1_000), bonusFen: yuan(100) });
const burning = (burn: BurnOrder) => ({ ...product(), lots: { ...product().lots, burn } });
const spent = (lots: Lots, amount: number, burn: BurnOrder): readonly LotTake[] =>
  takesForSpend(lots, yuan(amount), at('2025-06-15'), burning(burn));

describe('value that comes back', () => {
  it('to an emptied lot comes back with its date, in the lot’s old place', () => {
    const two = loaded(loaded(NO_LOTS, 'lot_1'), 'lot_2');
    expect(giveBack(take(two, [whole('lot_1')]), [whole('lot_1')])).toEqual(two);
  });

  it('finds every lot that the latest use emptied, however many', () => {
    const ids = Array.from({ length: 30 }, (_, index) => `lot_${index}`);
    const full = ids.reduce((lots, lotId) => loaded(lots, lotId), NO_LOTS);
    const takes = ids.map(whole);
    const empty = take(full, takes);
    expect(empty.open).toEqual([]);
    expect(giveBack(empty, takes)).toEqual(full);
  });

  it('to a lot emptied so long ago that it is forgotten comes back without a date, in as many parts as it went', () => {
    const ids = Array.from({ length: 21 }, (_, index) => `lot_${index}`);
    const empty = ids.reduce((lots, lotId) => take(loaded(lots, lotId), [whole(lotId)]), NO_LOTS);
    expect(empty.emptied).toHaveLength(20);
    const half = { lotId: 'lot_0', principalFen: yuan(500), bonusFen: yuan(50) };
    const back = giveBack(empty, [half, half]);
    expect(back.open).toMatchObject([
      { lotId: 'lot_0', expiresAt: null, principalFen: yuan(1_000), bonusFen: yuan(100), recharged: false },
    ]);
    expect(spent(back, 110, 'proRata')).toEqual([{ lotId: 'lot_0', principalFen: yuan(100), bonusFen: yuan(10) }]);
  });
});

describe('a lot whose burn order changes with the programme', () => {
  it('gives by the new order what it would have given by then, as far as it still has it', () => {
    const lots = loaded(NO_LOTS, 'lot_1');
    const afterProRata = take(lots, spent(lots, 550, 'proRata'));
    expect(spent(afterProRata, 100, 'bonusFirst')).toEqual([
      { lotId: 'lot_1', principalFen: yuan(50), bonusFen: yuan(50) },
    ]);
    const afterBonusFirst = take(lots, spent(lots, 100, 'bonusFirst'));
    expect(spent(afterBonusFirst, 11, 'proRata')).toEqual([
      { lotId: 'lot_1', principalFen: yuan(11), bonusFen: yuan(0) },
    ]);
    const afterPrincipalFirst = take(lots, spent(lots, 1_000, 'principalFirst'));
    expect(spent(afterPrincipalFirst, 11, 'proRata')).toEqual([
      { lotId: 'lot_1', principalFen: yuan(0), bonusFen: yuan(11) },
    ]);
    const empty = take(afterPrincipalFirst, spent(afterPrincipalFirst, 100, 'proRata'));
    expect(empty.openFen).toBe(0n);
  });
});
