import { describe, expect, it } from '@jest/globals';
import type { AccountEvent } from '@scrip/contracts';
import { type Decision, fold } from '@scrip/decider';
import { minus, type Points, plus, points, ZERO_POINTS } from '@scrip/money';
import fc from 'fast-check';
import { accountDecider, idsOf, type OpenAccount, reverseUse, settle, usePoints } from './account.decider.ts';
import { closeAccount, mergeAccounts } from './account-holder.rule.ts';
import { ageLot, confirmPoints } from './account-time.rule.ts';
import { totalOf } from './lots.ts';
import { movementOf } from './movement.ts';
import { takeBack } from './take-back.rule.ts';

const DAY_MS = 86_400_000;
const ENDS = [3 * DAY_MS, 5 * DAY_MS, 9 * DAY_MS, null];

/** Something that happens to an account on a day. */
interface Happening {
  readonly what: 'earn' | 'earn-pending' | 'use' | 'reverse' | 'take-back' | 'cut-back' | 'tick' | 'merge';
  readonly count: number;
  readonly end: number;
}
const happening: fc.Arbitrary<Happening> = fc.record({
  what: fc.constantFrom(
    'earn' as const,
    'earn-pending' as const,
    'use' as const,
    'reverse' as const,
    'take-back' as const,
    'cut-back' as const,
    'tick' as const,
    'merge' as const,
  ),
  count: fc.integer({ min: 1, max: 60 }),
  end: fc.integer({ min: 0, max: ENDS.length - 1 }),
});

describe('whatever happens to an account', () => {
  it('its balance is its lots less what it owes, and its statement sums to what it has', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 60 }), (happenings) => {
        const story = new Story();
        for (const [index, one] of happenings.entries()) story.happens(one, index * (DAY_MS / 4));
        story.check();
        story.closes();
        story.check();
      }),
      { numRuns: 300 },
    );
  });
});

class Story {
  readonly #history: AccountEvent[] = [];
  #account: OpenAccount;
  #sums = { balance: ZERO_POINTS, pending: ZERO_POINTS, lifetime: ZERO_POINTS, owed: ZERO_POINTS, lots: ZERO_POINTS };
  #closed = false;

  constructor() {
    this.#account = opened('pts_01');
  }

  happens({ what, count, end }: Happening, at: number): void {
    const wanted = points(count);
    const expiresAt = ENDS[end] ?? null;
    switch (what) {
      case 'earn':
        this.#takes([earnedBy(this.#account, wanted, expiresAt, null)]);
        return;
      case 'earn-pending':
        this.#takes([earnedBy(this.#account, wanted, expiresAt, at + DAY_MS)]);
        return;
      case 'use':
        this.#decides(
          usePoints(this.#account, { useId: `u${at}`, purpose: 'redemption', points: wanted, at, programmeVersion: 1 }),
        );
        return;
      case 'reverse': {
        const used = this.#history.findLast((event) => event.type === 'PointsUsed');
        if (used) this.#decides(reverseUse(this.#account, used.data, at));
        return;
      }
      case 'take-back':
      case 'cut-back': {
        const belowZero = what === 'cut-back' ? 'cut' : 'allowed';
        this.#takes([takenBackBy(this.#account, wanted, { expiresAt, at, belowZero })]);
        return;
      }
      case 'tick':
        this.#decides(confirmPoints(this.#account, at));
        for (const { expiresAt: due } of this.#account.lots) {
          if (due !== null) this.#decides(ageLot(this.#account, { expiresAt: due, at }));
        }
        return;
      case 'merge': {
        const other = opened('pts_02');
        const earned = accountDecider.evolve(other, earnedBy(other, wanted, expiresAt, null)) as OpenAccount;
        const from = accountDecider.evolve(
          earned,
          takenBackBy(earned, points(count % 2 === 0 ? 2 * count : 1), { expiresAt, at: 0, belowZero: 'allowed' }),
        );
        const merged = mergeAccounts([from], [this.#account], { mergeId: 'hmg_01', survivorId: 'hld_01' });
        if (merged.kind === 'refused') throw new Error(merged.refusal.code);
        const ours = merged.events.filter(({ streamId }) => streamId === 'pts_01');
        this.#takes(ours.map(({ event }) => event));
        return;
      }
    }
  }

  closes(): void {
    this.#decides(closeAccount(this.#account, 'holder_erased'));
    this.#closed = true;
  }

  check(): void {
    const { balancePoints, pending, lifetimePoints, owedPoints, lots } = this.#account;
    expect(balancePoints).toBe(minus(totalOf(lots), owedPoints));
    expect(this.#history.every((event) => movementOf(event) !== undefined)).toBe(true);
    const has = { balance: balancePoints, pending: totalOf(pending), owed: owedPoints, lots: totalOf(lots) };
    const none = { balance: ZERO_POINTS, pending: ZERO_POINTS, owed: ZERO_POINTS, lots: ZERO_POINTS };
    expect(this.#sums).toEqual({ ...(this.#closed ? none : has), lifetime: lifetimePoints });
    const state = fold(accountDecider, [OPENED, ...this.#history]);
    expect(state).toEqual(this.#closed ? expect.objectContaining({ kind: 'closed' }) : this.#account);
  }

  #decides(decision: Decision<AccountEvent>): void {
    if (decision.kind === 'accepted') this.#takes(decision.events);
  }

  #takes(events: readonly AccountEvent[]): void {
    for (const event of events) {
      this.#history.push(event);
      const movement = movementOf(event);
      if (!movement) continue;
      const lots = movement.lots.reduce((sum, lot) => plus(sum, lot.changePoints), this.#sums.lots);
      this.#sums = {
        balance: plus(this.#sums.balance, movement.changePoints),
        pending: plus(this.#sums.pending, movement.pendingChangePoints),
        lifetime: plus(this.#sums.lifetime, movement.lifetimeChangePoints),
        owed: plus(this.#sums.owed, movement.owedChangePoints),
        lots,
      };
      const state = accountDecider.evolve(this.#account, event);
      if (state.kind !== 'open') continue;
      expect(state.balancePoints).toBe(movement.balanceAfterPoints);
      this.#account = state;
    }
  }
}

const OPENED: AccountEvent = {
  type: 'PointsAccountOpened',
  data: {
    accountId: 'pts_01',
    membershipId: 'mbr_01',
    holderId: 'hld_01',
    programmeId: 'mall-vip',
    grade: 'gold',
    joinedWithReceiptIds: [],
  },
};

function opened(accountId: string): OpenAccount {
  const holderId = accountId === 'pts_01' ? 'hld_01' : 'hld_02';
  const state = fold(accountDecider, [{ ...OPENED, data: { ...OPENED.data, accountId, holderId } }]);
  if (state.kind !== 'open') throw new Error('not open');
  return state;
}

function earnedBy(
  account: OpenAccount,
  earnedPoints: Points,
  expiresAt: number | null,
  usableAt: number | null,
): AccountEvent {
  const share = { expiresAt, expiryNotices: null, sharePoints: earnedPoints };
  return {
    type: 'PointsEarned',
    data: {
      ...idsOf(account),
      receiptId: 'r-1',
      basePoints: earnedPoints,
      multiplierBp: 10_000,
      bonusPoints: ZERO_POINTS,
      earnedPoints,
      balanceAfterPoints: usableAt === null ? plus(account.balancePoints, earnedPoints) : account.balancePoints,
      lifetimeAfterPoints: plus(account.lifetimePoints, earnedPoints),
      dayRank: null,
      rules: [],
      programmeId: 'mall-vip',
      programmeVersion: 1,
      usableAt,
      expiresAt,
      expiryNotices: null,
      settledPoints: usableAt === null ? settle(account, [share]).settledPoints : ZERO_POINTS,
      capped: null,
    },
  };
}

function takenBackBy(
  account: OpenAccount,
  wanted: Points,
  how: { readonly expiresAt: number | null; readonly at: number; readonly belowZero: 'allowed' | 'cut' },
): AccountEvent {
  const taken = takeBack(account, { points: wanted, usableAt: null, ...how });
  const gone = taken.lots.reduce((sum, lot) => plus(sum, lot.sharePoints), taken.owedPoints);
  return {
    type: 'PointsTakenBack',
    data: {
      ...idsOf(account),
      receiptId: 'r-1',
      returnId: 'b-1',
      earnedBeforePoints: wanted,
      earnedAfterPoints: ZERO_POINTS,
      takenBackPoints: wanted,
      ...taken,
      rules: [],
      balanceAfterPoints: minus(account.balancePoints, gone),
      lifetimeAfterPoints: minus(account.lifetimePoints, wanted),
      programmeId: 'mall-vip',
      programmeVersion: 1,
    },
  };
}
