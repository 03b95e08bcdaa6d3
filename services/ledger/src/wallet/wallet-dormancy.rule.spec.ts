import { describe, expect, it } from '@jest/globals';
import { businessDate, daysEarlier, expiryAfter } from '@scrip/calendar';
import type { WalletEvent } from '@scrip/contracts';
import { given } from '@scrip/testing';
import { at, product, terms, WalletStory, yuan } from '../../test/wallet-story.ts';
import { walletDecider } from './wallet.decider.ts';
import { type Disuse, disuseIn, fallDormant, type TimedFact, unusedBefore } from './wallet-dormancy.rule.ts';
import { usedAt } from './wallet-use.ts';

const sleepy = terms({ ...product(), dormantAfterMonths: 12 });
const USED = at('2025-01-31');
const midnight = (date: string): number => at(date, '00:00:00');
const recharged = () => WalletStory.open(sleepy).recharge(1_000, USED);
const unused = (changes: Partial<Disuse> = {}): Disuse => ({ lastUsedAt: USED, told: null, ...changes });
const dueOn = (date: string, events: readonly WalletEvent[], disuse = unused(), under = sleepy) =>
  given(walletDecider, ...events).when((state) => fallDormant(state, { at: midnight(date), disuse }, under));
const eventsOn = (date: string, events: readonly WalletEvent[], disuse = unused()): readonly WalletEvent[] => {
  const { decision } = dueOn(date, events, disuse);
  if (decision.kind === 'refused') throw new Error(decision.refusal.code);
  return decision.events;
};

describe('a wallet that its holder does not use', () => {
  it('is told of 30 days before its last day, and frozen after it: used 2025-01-31, twelve months', () => {
    dueOn('2026-01-01', recharged().events).then();
    dueOn('2026-01-02', recharged().events).then({
      type: 'WalletDormancyNoticed',
      data: {
        walletId: 'wal_1',
        holderId: 'hld_1',
        lastUsedAt: USED,
        dormantAfterMonths: 12,
        dormantAt: midnight('2026-02-01'),
        lastUsableDate: '2026-01-31',
        balanceFen: yuan(1_100),
        programmeId: 'apparel-recharge',
        programmeVersion: 1,
      },
    });
    const told = unused({ told: { dormantAt: midnight('2026-02-01'), dormantAfterMonths: 12 } });
    dueOn('2026-01-31', recharged().events, told).then();
    dueOn('2026-02-01', recharged().events, told).then({
      type: 'WalletFrozen',
      data: { walletId: 'wal_1', holderId: 'hld_1', cause: 'dormant', reference: null },
    });
  });

  it('is never frozen sooner than 30 days after its holder was told, however long nobody used it', () => {
    expect(eventsOn('2027-06-15', recharged().events)).toMatchObject([
      { type: 'WalletDormancyNoticed', data: { dormantAt: midnight('2027-07-15'), lastUsableDate: '2027-07-14' } },
    ]);
  });

  it('is told anew where the product says another number of months since', () => {
    const told = unused({ told: { dormantAt: midnight('2026-02-01'), dormantAfterMonths: 11 } });
    expect(eventsOn('2026-02-01', recharged().events, told)).toMatchObject([
      { type: 'WalletDormancyNoticed', data: { dormantAfterMonths: 12, dormantAt: midnight('2026-03-03') } },
    ]);
  });

  it('is left alone where its product has no dormancy, while it is frozen, and while a hold is open', () => {
    const told = unused({ told: { dormantAt: midnight('2026-02-01'), dormantAfterMonths: 12 } });
    dueOn('2027-01-01', recharged().events, told, terms()).then();
    dueOn('2027-01-01', recharged().freeze('court_order').events, told).then();
    dueOn('2027-01-01', recharged().hold('hold_1', 10).events, told).then();
  });

  it('that is not there or was closed is refused', () => {
    dueOn('2027-01-01', []).thenRefused('wallet_unknown', {});
  });
});

describe('the use of a wallet', () => {
  const fact = (event: WalletEvent | undefined, occurredAt: number, recordedAt = occurredAt): TimedFact => {
    if (!event) throw new Error('the story has this fact');
    return { event, occurredAt, recordedAt };
  };
  const { events } = recharged().spend(10, USED).freeze('dormant');
  const [opened, activated, recharge, spent, frozen] = events;

  it('is what its holder does with it, not what befalls it; a client that loads it is not its holder', () => {
    const times = { occurredAt: 5, recordedAt: 9 };
    expect([activated, recharge, spent, frozen].map((event) => event && usedAt(event, times))).toEqual([
      5,
      5,
      5,
      undefined,
    ]);
    if (recharge?.type !== 'WalletRecharged') throw new Error('the story recharges');
    expect(usedAt({ ...recharge, data: { ...recharge.data, clientId: 'acme' } }, times)).toBeUndefined();
  });

  it('begins when the ledger comes to know it, whatever date its opening has', () => {
    expect(opened && usedAt(opened, { occurredAt: 5, recordedAt: 9 })).toBe(9);
  });

  it('puts an end to what its holder was told; what came late of an earlier day does not', () => {
    const noticed = fact(eventsOn('2026-01-02', recharged().events)[0], midnight('2026-01-02'));
    expect(disuseIn([noticed], USED)).toMatchObject({
      lastUsedAt: USED,
      told: { dormantAt: midnight('2026-02-01') },
    });
    const late = fact(spent, at('2024-12-01'), at('2026-01-05'));
    expect(disuseIn([noticed, late], USED)).toMatchObject({ lastUsedAt: USED, told: { lastUsedAt: USED } });
    const again = fact(spent, at('2026-01-05'));
    expect(disuseIn([noticed, again], USED)).toEqual({ lastUsedAt: at('2026-01-05'), told: null });
    expect(disuseIn([noticed], at('2026-01-04'))).toEqual({ lastUsedAt: at('2026-01-04'), told: null });
  });

  it('is looked for wherever it can be long enough ago, with months of any length', () => {
    for (const used of ['2024-02-29', '2025-01-31', '2025-08-31', '2025-03-01', '2025-02-28'])
      for (const months of [2, 6, 12]) {
        const firstDay = daysEarlier(businessDate(expiryAfter(at(used), `P${months}M`)), 30);
        expect(at(used)).toBeLessThan(unusedBefore(firstDay, months));
      }
  });
});
