import { describe, expect, it } from '@jest/globals';
import { startOfBusinessDay } from '@scrip/calendar';
import type { AccountEvent, PointsAccountOpened, PointsEarned } from '@scrip/contracts';
import { type Decision, fold, InvariantError } from '@scrip/decider';
import { points } from '@scrip/money';
import { given } from '@scrip/testing';
import {
  type AccountState,
  accountDecider,
  accountOf,
  type OpenAccount,
  openAccount,
  reverseUse,
  usePoints,
} from './account.decider.ts';
import { ageLot, confirmPoints } from './account-time.rule.ts';

const member: PointsAccountOpened = {
  accountId: 'pts_01',
  membershipId: 'mbr_01',
  holderId: 'hld_01',
  programmeId: 'mall-vip',
  grade: 'gold',
  joinedWithReceiptIds: [],
};
const opened: AccountEvent = { type: 'PointsAccountOpened', data: member };
const earned = (
  earnedPoints: number,
  balance: number,
  lifetime: number,
  over: Partial<PointsEarned> = {},
): AccountEvent => {
  const data: PointsEarned = {
    accountId: 'pts_01',
    membershipId: 'mbr_01',
    holderId: 'hld_01',
    receiptId: 'r-1',
    basePoints: points(earnedPoints),
    multiplierBp: 10_000,
    bonusPoints: points(0),
    earnedPoints: points(earnedPoints),
    balanceAfterPoints: points(balance),
    lifetimeAfterPoints: points(lifetime),
    dayRank: null,
    rules: ['one-per-ten-yuan'],
    programmeId: 'mall-vip',
    programmeVersion: 1,
    usableAt: null,
    expiresAt: null,
    expiryNotices: null,
    settledPoints: null,
    capped: null,
    ...over,
  };
  return { type: 'PointsEarned', data };
};

describe('a points account', () => {
  it('is opened for a member with 0 points, and a second message about it changes nothing', () => {
    const { state } = given(accountDecider)
      .when((account) => openAccount(account, member))
      .then(opened);
    expect(state).toMatchObject({ kind: 'open', balancePoints: 0n, lifetimePoints: 0n });
    given(accountDecider, opened)
      .when((account) => openAccount(account, member))
      .then();
  });

  it('keeps what can be redeemed and what was ever earned as its events say them', () => {
    const state = fold(accountDecider, [opened, earned(50, 50, 50), earned(10, 60, 60)]);
    const { grade: _grade, joinedWithReceiptIds: _receiptIds, ...whose } = member;
    expect(state).toMatchObject({ ...whose, balancePoints: 60n, lifetimePoints: 60n });
  });

  it('does not fold an earning before its opening', () => {
    expect(() => fold(accountDecider, [earned(1, 1, 1)])).toThrow(InvariantError);
  });

  it('has the number of its membership', () => {
    expect(accountOf('mbr_01K00000000000000000000000')).toBe('pts_01K00000000000000000000000');
  });

  it('keeps the points of ten thousand receipts as one lot for each moment at which points lapse', () => {
    const ends = [JANUARY, FEBRUARY, null];
    const events = Array.from({ length: 10_000 }, (_, index) =>
      earned(1, index + 1, index + 1, { expiresAt: ends[index % 3] ?? null }),
    );
    const state = open(opened, ...events);
    expect(state.lots.map(({ expiresAt, leftPoints }) => [expiresAt, leftPoints])).toEqual([
      [JANUARY, 3_334n],
      [FEBRUARY, 3_333n],
      [null, 3_333n],
    ]);
    expect(state.balancePoints).toBe(10_000n);
  });
});

const JANUARY = startOfBusinessDay('2026-02-01');
const FEBRUARY = startOfBusinessDay('2026-03-01');
const use = { useId: 'use_1', purpose: 'redemption', at: JANUARY - 1, programmeVersion: 1 };

describe('points are used', () => {
  const inFebruary = earned(30, 30, 30, { expiresAt: FEBRUARY, expiryNotices: [FEBRUARY - 1_000] });
  const inJanuary = earned(20, 50, 50, { expiresAt: JANUARY });
  const forEver = earned(10, 60, 60);

  it('those first that lapse first, and an undone use gives each lot its own back', () => {
    const wanted = points(55);
    const decided = events(usePoints(open(opened, forEver, inFebruary, inJanuary), { ...use, points: wanted }));
    const [used] = decided;
    expect(used).toMatchObject({
      type: 'PointsUsed',
      data: {
        usedPoints: 55n,
        balanceAfterPoints: 5n,
        lots: [
          { expiresAt: JANUARY, sharePoints: 20n },
          { expiresAt: FEBRUARY, sharePoints: 30n },
          { expiresAt: null, sharePoints: 5n },
        ],
      },
    });
    const before = open(opened, forEver, inFebruary, inJanuary);
    const state = open(opened, forEver, inFebruary, inJanuary, ...decided);
    expect(state.lots).toEqual([{ expiresAt: null, expiryNotices: [], leftPoints: 5n }]);
    if (used?.type !== 'PointsUsed') throw new Error('not used');
    const undone = events(reverseUse(state, used.data, use.at));
    expect(undone).toMatchObject([{ data: { givenBackPoints: 55n, settledPoints: 0n, balanceAfterPoints: 60n } }]);
    expect(open(opened, forEver, inFebruary, inJanuary, ...decided, ...undone)).toEqual(before);
  });

  it('undone after their end lapse at once, at the time of the undoing; what is left in their lot lapses by itself', () => {
    const before = open(opened, forEver, inFebruary, inJanuary);
    const decided = events(usePoints(before, { ...use, points: points(15) }));
    const [used] = decided;
    if (used?.type !== 'PointsUsed') throw new Error('not used');
    const undone = events(reverseUse(fold(accountDecider, decided, before), used.data, JANUARY));
    expect(undone).toMatchObject([
      { type: 'PointsUseReversed', data: { givenBackPoints: 15n, balanceAfterPoints: 60n } },
      { type: 'PointsLapsed', data: { expiresAt: JANUARY, lapsedPoints: 15n, balanceAfterPoints: 45n } },
    ]);
    const after = fold(accountDecider, [...decided, ...undone], before);
    expect(after).toMatchObject({ balancePoints: 45n, lots: [{ expiresAt: JANUARY, leftPoints: 5n }, {}, {}] });
  });

  it('is refused, in this order', () => {
    const refused = (state: AccountState, wanted: number, at = use.at) => {
      const decision = usePoints(state, { ...use, points: points(wanted), at });
      return decision.kind === 'refused' ? decision.refusal : decision.events;
    };
    expect(refused({ kind: 'unknown' }, 0)).toEqual({ code: 'account_unknown', detail: {} });
    const below = { ...open(opened), balancePoints: points(-5), owedPoints: points(5) };
    expect(refused(below, 0)).toEqual({ code: 'points_not_positive', detail: { askedPoints: 0n } });
    expect(refused(below, 1)).toEqual({
      code: 'balance_below_zero',
      detail: { askedPoints: 1n, balancePoints: -5n },
    });
    const waits = earned(40, 20, 60, { usableAt: FEBRUARY });
    expect(refused(open(opened, inJanuary, waits), 25)).toEqual({
      code: 'points_short',
      detail: { askedPoints: 25n, availablePoints: 20n, pendingPoints: 40n, missingPoints: 5n },
    });
    // What has lapsed cannot be used, also while nobody has written it down yet.
    expect(refused(open(opened, inJanuary), 1, JANUARY)).toMatchObject({ detail: { availablePoints: 0n } });
  });
});

describe('with time', () => {
  it('pending points become usable, once, and pay first what the account owes', () => {
    const waits = earned(40, 0, 40, { usableAt: JANUARY, expiresAt: FEBRUARY });
    const before = { ...open(opened, waits), balancePoints: points(-15), owedPoints: points(15) };
    expect(events(confirmPoints(before, JANUARY - 1))).toEqual([]);
    const confirmed = events(confirmPoints(before, JANUARY));
    expect(confirmed).toMatchObject([
      { type: 'PointsConfirmed', data: { confirmedPoints: 40n, settledPoints: 15n, balanceAfterPoints: 25n } },
    ]);
    const state = fold(accountDecider, confirmed, before);
    expect(state).toMatchObject({ balancePoints: 25n, owedPoints: 0n, pending: [], lifetimePoints: 40n });
    expect(state).toMatchObject({ lots: [{ expiresAt: FEBRUARY, leftPoints: 25n }] });
    expect(events(confirmPoints(state, JANUARY))).toEqual([]);
  });

  it('the holder is told of the latest notice that is due, and what is left in the end is gone, but not from what was ever earned', () => {
    const notices = [JANUARY - 3_000, JANUARY - 2_000, JANUARY - 1_000];
    const state = open(opened, earned(20, 20, 20, { expiresAt: JANUARY, expiryNotices: notices }), earned(5, 25, 25));
    const lot = { expiresAt: JANUARY };
    expect(events(ageLot(state, { ...lot, at: JANUARY - 3_001 }))).toEqual([]);
    const told = events(ageLot(state, { ...lot, at: JANUARY - 2_000 }));
    expect(told).toMatchObject([
      {
        type: 'PointsExpiryNoticed',
        data: { noticeAt: JANUARY - 2_000, lastUsableDate: '2026-01-31', leftPoints: 20n },
      },
    ]);
    const after = fold(accountDecider, told, state);
    expect(events(ageLot(after, { ...lot, at: JANUARY - 2_000 }))).toEqual([]);
    const lapsed = events(ageLot(after, { ...lot, at: JANUARY }));
    expect(lapsed).toMatchObject([{ type: 'PointsLapsed', data: { lapsedPoints: 20n, balanceAfterPoints: 5n } }]);
    const end = fold(accountDecider, lapsed, after);
    expect(end).toMatchObject({ balancePoints: 5n, lifetimePoints: 25n, lots: [{ expiresAt: null }] });
    expect(events(ageLot(end, { ...lot, at: JANUARY }))).toEqual([]);
  });
});

function open(...history: readonly AccountEvent[]): OpenAccount {
  const state = fold(accountDecider, history);
  if (state.kind !== 'open') throw new Error('not open');
  return state;
}

function events(decision: Decision<AccountEvent>): readonly AccountEvent[] {
  if (decision.kind === 'refused') throw new Error(`refused: ${decision.refusal.code}`);
  return decision.events;
}
