import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type BurnOrder, fen, minus, plus, shareTotal, takeFromLot, takePrincipal, usedShare } from './index.ts';

const orders: readonly BurnOrder[] = ['proRata', 'principalFirst', 'bonusFirst'];
const lot = (principal: number, bonus: number) => ({ principalFen: fen(principal), bonusFen: fen(bonus) });

const anyLot = fc
  .tuple(fc.bigInt({ min: 0n, max: 10n ** 9n }), fc.bigInt({ min: 0n, max: 10n ** 9n }))
  .map(([principal, bonus]) => ({ principalFen: fen(principal), bonusFen: fen(bonus) }));

describe('a take from a lot', () => {
  it('of the whole lot is all of it; 50.00 of 1,000 (+100) are 45.45 principal and 4.55 bonus (A3)', () => {
    expect(takeFromLot(lot(100_000, 10_000), fen(0), fen(110_000), 'proRata')).toEqual(lot(100_000, 10_000));
    expect(takeFromLot(lot(100_000, 10_000), fen(0), fen(5_000), 'proRata')).toEqual(lot(4_545, 455));
  });

  it('leaves by each order what the net use of a lot of 3,000 (+300) says, 1,578 used and 689 returned', () => {
    const loaded = lot(300_000, 30_000);
    const left = orders.map((order) => {
      const bought = takeFromLot(loaded, fen(0), fen(157_800), order);
      const returned = takeFromLot(loaded, fen(157_800), fen(-68_900), order);
      return [bought, returned].reduce(
        (rest, taken) => ({
          principalFen: minus(rest.principalFen, taken.principalFen),
          bonusFen: minus(rest.bonusFen, taken.bonusFen),
        }),
        loaded,
      );
    });
    expect(left).toEqual([lot(219_182, 21_918), lot(211_100, 30_000), lot(241_100, 0)]);
  });

  it('never drifts: any takes and returns leave what the net use alone would have left', () => {
    fc.assert(
      fc.property(
        anyLot,
        fc.array(fc.nat({ max: 10_000 }), { maxLength: 20 }),
        fc.constantFrom(...orders),
        (loaded, targets, order) => {
          let used = fen(0);
          let taken = lot(0, 0);
          for (const target of targets) {
            // Each step moves the net use to some part of the lot, up or down: a purchase or a return.
            const next = fen((shareTotal(loaded) * BigInt(target)) / 10_000n);
            const step = takeFromLot(loaded, used, minus(next, used), order);
            taken = {
              principalFen: plus(taken.principalFen, step.principalFen),
              bonusFen: plus(taken.bonusFen, step.bonusFen),
            };
            used = next;
          }
          expect(taken).toEqual(usedShare(loaded, used, order));
        },
      ),
    );
  });

  it('takes nothing below zero and nothing above what was loaded, and the whole lot in the end', () => {
    fc.assert(
      fc.property(
        anyLot,
        fc.nat({ max: 10_000 }),
        fc.nat({ max: 10_000 }),
        fc.constantFrom(...orders),
        (loaded, first, second, order) => {
          const total = shareTotal(loaded);
          const used = fen((total * BigInt(first)) / 10_000n);
          const take = fen((minus(total, used) * BigInt(second)) / 10_000n);
          const share = takeFromLot(loaded, used, take, order);
          expect(share.principalFen >= 0n && share.bonusFen >= 0n).toBe(true);
          expect(shareTotal(share)).toBe(take);
          expect(usedShare(loaded, total, order)).toEqual(loaded);
        },
      ),
    );
  });

  it('refuses a use outside the lot', () => {
    expect(() => takePrincipal(lot(100, 10), fen(111))).toThrow('a use of 111 fen is outside a lot of 110 fen');
    expect(() => takeFromLot(lot(100, 10), fen(10), fen(-11), 'proRata')).toThrow(RangeError);
    expect(takePrincipal(lot(0, 0), fen(0))).toBe(0n);
  });
});
