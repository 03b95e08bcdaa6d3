import { describe, expect, it } from '@jest/globals';
import { type Decision, fold } from '@scrip/decider';
import { fen, points } from '@scrip/money';
import { preset } from '@scrip/programme';
import { type AccountState, accountDecider } from '../account/account.decider.ts';
import { cancel, collect, giveUp, type RedeemStreams, type RedemptionFact, redeem } from './redeem.rule.ts';
import { redemptionDecider } from './redemption.decider.ts';

const AT = Date.UTC(2025, 4, 8);
const mall = preset('mall-vip');
const whose = { accountId: 'pts_01', membershipId: 'mbr_01', holderId: 'hld_01', programmeId: 'mall-vip' };
const open = (balance: number, owed = 0): AccountState => ({
  kind: 'open',
  ...whose,
  balancePoints: points(balance - owed),
  lifetimePoints: points(balance),
  lots: owed > 0 ? [] : [{ expiresAt: null, expiryNotices: [], leftPoints: points(balance) }],
  pending: [],
  owedPoints: points(owed),
});
const fresh = (account: AccountState): RedeemStreams => ({
  redemption: { kind: 'unknown' },
  account,
  stocks: new Map(),
});
const coat = {
  sku: 'coat',
  tagFen: fen(20_000),
  todayFen: fen(20_000),
  priceClass: 'regular',
  costFen: fen(9_000),
} as const;
const ask = { redemptionId: 'rdm_01', counterKey: 'counter-1', items: [coat], at: AT, merchantId: null };

function facts(decision: Decision<RedemptionFact>): readonly RedemptionFact[] {
  if (decision.kind === 'refused') throw new Error(`refused: ${decision.refusal.code}`);
  return decision.events;
}
/** The streams after a redemption was made. */
function made(account = open(3_000)): RedeemStreams {
  const events = facts(redeem(fresh(account), ask, mall)).map(({ event }) => event);
  const redemption = fold(
    redemptionDecider,
    events.flatMap((event) => (event.type === 'RedemptionMade' ? [event] : [])),
  );
  const after = events.reduce(
    (state, event) => (event.type === 'PointsUsed' ? accountDecider.evolve(state, event) : state),
    account,
  );
  return { redemption, account: after, stocks: new Map() };
}
const types = (decision: Decision<RedemptionFact>) =>
  facts(decision).map(({ streamId, event }) => [streamId, event.type]);

describe('a redemption', () => {
  it('is refused while the balance is below zero after a return', () => {
    expect(redeem(fresh(open(0, 5)), ask, mall)).toMatchObject({
      refusal: { code: 'balance_below_zero', detail: { askedPoints: 1_000n, balancePoints: -5n } },
    });
  });

  it('uses points and promises goods in one, and is paid when they are collected', () => {
    expect(types(redeem(fresh(open(3_000)), ask, mall))).toEqual([
      ['rdm_01', 'RedemptionMade'],
      ['pts_01', 'PointsUsed'],
    ]);
    expect(facts(collect(made()))[0]?.event).toMatchObject({ type: 'RedemptionCollected', data: { costFen: 9_000n } });
  });

  it('of a programme whose counters give the goods themselves costs the operator nothing', () => {
    const ladder = mall.points?.ladder && { ...mall.points.ladder, costTo: 'counter' as const };
    const own = { ...mall, points: mall.points && { ...mall.points, ladder } };
    const [redemption] = facts(redeem(fresh(open(3_000)), ask, own));
    expect(redemption?.event).toMatchObject({ data: { items: [{ costFen: 0n }] } });
  });

  it('gives its points to the account that has them now', () => {
    const elsewhere = { ...open(500), accountId: 'pts_02' } as AccountState;
    expect(types(cancel({ ...made(), account: elsewhere }, { reason: 'member_asked', at: AT }))).toEqual([
      ['rdm_01', 'RedemptionCancelled'],
      ['pts_02', 'PointsUseReversed'],
    ]);
  });

  it('of an account that was closed is given up without points', () => {
    const closed: AccountState = { kind: 'closed', ...whose, cause: 'holder_erased' };
    const [only, ...more] = facts(cancel({ ...made(), account: closed }, { reason: 'not_collected', at: AT }));
    expect(only?.event).toMatchObject({ type: 'RedemptionCancelled', data: { givenBackPoints: 0n } });
    expect(more).toEqual([]);
  });

  it('without an end is never given up by time', () => {
    expect(giveUp(made(), AT + 1e12)).toEqual({ kind: 'accepted', events: [] });
  });
});
