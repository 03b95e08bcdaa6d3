import type { Fen } from './fen.ts';
import { fen, least, minus, plus } from './fen.ts';
import { halfUpQuotient } from './fraction.ts';

/** The two kinds of value in one lot, or taken from one: principal 本金 that was paid, bonus 赠送 that was given. */
export interface LotShare {
  readonly principalFen: Fen;
  readonly bonusFen: Fen;
}

/** Which kind of value of a lot is used first; `proRata` uses both in the lot's own proportion (A3, A3b). */
export type BurnOrder = 'proRata' | 'principalFirst' | 'bonusFirst';

/** Value of a lot or share: principal + bonus. */
export function shareTotal(share: LotShare): Fen {
  return plus(share.principalFen, share.bonusFen);
}

/**
 * Principal in the first `netUsedFen` of a lot burnt pro rata: half up(net used × P / (P + B)) (A3). Computed from the running net use, never by adding rounded takes, so it cannot drift and a return recomputes it.
 * @param lot what was loaded, not what is left.
 * @throws RangeError when the use is negative or above the lot.
 */
export function takePrincipal(lot: LotShare, netUsedFen: Fen): Fen {
  checkUse(lot, netUsedFen);
  const total = shareTotal(lot);
  return total === 0n ? fen(0n) : fen(halfUpQuotient(netUsedFen * lot.principalFen, total));
}

/**
 * What the first `netUsedFen` of a lot consists of, in the given order (A3b).
 * @param lot what was loaded, not what is left.
 * @throws RangeError when the use is negative or above the lot.
 */
export function usedShare(lot: LotShare, netUsedFen: Fen, order: BurnOrder): LotShare {
  checkUse(lot, netUsedFen);
  const principalFen = principalUsed(lot, netUsedFen, order);
  return { principalFen, bonusFen: minus(netUsedFen, principalFen) };
}

/**
 * What one more take of `takeFen` consists of after `netUsedFen` were used: the difference of the two running totals. Neither part is ever below zero for a take. A return is a negative take and gives negative parts.
 * @param lot what was loaded, not what is left.
 * @throws RangeError when the use before or after is negative or above the lot.
 */
export function takeFromLot(lot: LotShare, netUsedFen: Fen, takeFen: Fen, order: BurnOrder): LotShare {
  const before = usedShare(lot, netUsedFen, order);
  const after = usedShare(lot, plus(netUsedFen, takeFen), order);
  return {
    principalFen: minus(after.principalFen, before.principalFen),
    bonusFen: minus(after.bonusFen, before.bonusFen),
  };
}

function principalUsed(lot: LotShare, netUsedFen: Fen, order: BurnOrder): Fen {
  switch (order) {
    case 'proRata':
      return takePrincipal(lot, netUsedFen);
    case 'principalFirst':
      return least(netUsedFen, lot.principalFen);
    case 'bonusFirst':
      return minus(netUsedFen, least(netUsedFen, lot.bonusFen));
  }
}

function checkUse(lot: LotShare, netUsedFen: Fen): void {
  const total = shareTotal(lot);
  if (netUsedFen < 0n || netUsedFen > total)
    throw new RangeError(`a use of ${netUsedFen} fen is outside a lot of ${total} fen`);
}
