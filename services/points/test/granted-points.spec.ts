import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EventData } from '@scrip/contracts';
import { newId } from '@scrip/event-store';
import { points } from '@scrip/money';
import { type Programme, preset } from '@scrip/programme';
import { CardsHolderConsumer } from '../src/account/cards-holder.consumer.ts';
import { TieringEntitlementConsumer } from '../src/grant/tiering-entitlement.consumer.ts';
import { WaitingGrantDue } from '../src/grant/waiting-grant.ts';
import { type Member, messageOf, PointsApp } from './points-app.ts';

const hotel: Programme = { ...preset('mall-vip'), id: 'hotel', version: 1 };
const NOW = Date.parse('2026-03-02T10:00:00+08:00');
let app: PointsApp;
/** What happens when the time is asked for next. */
let meanwhile: (() => void) | undefined;
beforeAll(async () => {
  app = await PointsApp.open({
    now: () => {
      const then = meanwhile;
      meanwhile = undefined;
      then?.();
      return NOW;
    },
  });
  await app.publish(hotel);
});
afterAll(() => app.close());

const used = (member: Member, over: Partial<EventData<'EntitlementUsed'>> = {}): EventData<'EntitlementUsed'> => ({
  entitlementId: newId('ent'),
  useId: newId('use'),
  holderId: member.holderId,
  programmeId: 'hotel',
  programmeVersion: 1,
  entitlementKey: 'extra-points',
  contractId: null,
  relativeId: null,
  gradeKey: 'gold',
  grantPeriod: '2026',
  grantedCount: 2,
  usedBeforeCount: 0,
  useCount: 1,
  occasion: null,
  effectKind: 'points',
  usedDate: '2026-03-02',
  wasReserved: false,
  costFen: null,
  givenPoints: points(100),
  amountOffFen: null,
  giftKey: null,
  giftCounterKey: null,
  ...over,
});
const at = Date.parse('2026-03-02T09:00:00+08:00');

/** The use is told as often as said. */
async function tells(use: EventData<'EntitlementUsed'>, times = 1): Promise<void> {
  const message = messageOf('EntitlementUsed', use.entitlementId, use, { occurredAt: at });
  for (let time = 0; time < times; time += 1) {
    await app.carryOut(await app.part(TieringEntitlementConsumer).onEntitlementUsed(use, message));
  }
}
async function takesBack({ entitlementId, useId, holderId }: EventData<'EntitlementUsed'>): Promise<void> {
  const data = { entitlementId, useId, holderId, reason: 'mistake' };
  const message = messageOf('EntitlementUseReversed', entitlementId, data, { occurredAt: at });
  for (let time = 0; time < 2; time += 1) {
    await app.carryOut(await app.part(TieringEntitlementConsumer).onEntitlementUseReversed(data, message));
  }
}
const accountOf = async (member: Member): Promise<unknown> => (await app.get(`/accounts/${member.accountId}`)).body;

describe('points that an entitlement gives', () => {
  it("come to the holder's account in the programme once, and were not earned", async () => {
    const member = await app.join('hotel');
    const use = used(member);
    await tells(use, 3);
    expect(await accountOf(member)).toMatchObject({ balancePoints: 100, lifetimePoints: 0 });
    const { items } = (await app.get(`/accounts/${member.accountId}/entries`)).body as { items: object[] };
    expect(items).toMatchObject([
      {
        kind: 'granted',
        reference: use.useId,
        changePoints: 100,
        rules: ['extra-points'],
        occurredAt: '2026-03-02T01:00:00.000Z',
      },
    ]);
  });

  it('are taken back with the use, once', async () => {
    const member = await app.join('hotel');
    const use = used(member);
    await tells(use);
    await takesBack(use);
    expect(await accountOf(member)).toMatchObject({ balancePoints: 0, lifetimePoints: 0 });
    const { items } = (await app.get(`/accounts/${member.accountId}/entries`)).body as { items: object[] };
    expect(items).toMatchObject([{ kind: 'grant_taken_back', changePoints: -100 }, { kind: 'granted' }]);
  });

  it('wait for the account of who is no member yet, and leave alone uses that give none', async () => {
    const membershipId = newId('mbr');
    const holderId = newId('hld');
    const stranger = { issuerId: 'iss_a', membershipId, accountId: `pts_${membershipId.slice(4)}`, holderId };
    const [kept, undone] = [used(stranger), used(stranger)];
    await tells(kept, 2);
    await tells(undone);
    await takesBack(undone);
    await app.due(WaitingGrantDue);
    const member = await app.join('hotel', { membershipId, holderId });
    for (let twice = 0; twice < 2; twice += 1) await app.due(WaitingGrantDue);
    await tells(kept);
    expect(await accountOf(member)).toMatchObject({ balancePoints: 100, lifetimePoints: 0 });
    await takesBack(kept);
    expect(await accountOf(member)).toMatchObject({ balancePoints: 0 });
    expect((await app.log.pool.query('SELECT use_id FROM waiting_grant')).rows).toEqual([]);
    const none = used(member, { givenPoints: null, effectKind: 'gift' });
    await tells(none);
    await takesBack(none);
    expect(await accountOf(member)).toMatchObject({ balancePoints: 0, entries: 0 });
  });

  it('go to the account that goes on where theirs moved as they were paid out', async () => {
    const membershipId = newId('mbr');
    const holderId = newId('hld');
    const stranger = { issuerId: 'iss_a', membershipId, accountId: `pts_${membershipId.slice(4)}`, holderId };
    await tells(used(stranger));
    await app.join('hotel', { membershipId, holderId });
    const survivor = await app.join('hotel');
    const [waits] = await app.part(WaitingGrantDue).due(NOW, 10);
    if (!waits) throw new Error('nothing waits');
    const merged = { holderId, mergeId: newId('hmg'), survivorId: survivor.holderId, proposedBy: 'a', approvedBy: 'b' };
    const message = messageOf('HolderMerged', holderId, merged);
    const merging = await app.part(CardsHolderConsumer).onHolderMerged(merged, message);
    // Its account was found; the time is asked for before the points are decided on.
    let moved: Promise<void> | undefined;
    meanwhile = () => {
      moved = app.carryOut(merging);
    };
    expect(await app.part(WaitingGrantDue).carryOut(waits)).toBe('later');
    await moved;
    for (let twice = 0; twice < 2; twice += 1) await app.due(WaitingGrantDue);
    expect(await accountOf(stranger)).toMatchObject({ state: 'moved', balancePoints: 0 });
    expect(await accountOf(survivor)).toMatchObject({ balancePoints: 100 });
    expect((await app.log.pool.query('SELECT use_id FROM waiting_grant')).rows).toEqual([]);
  });
});
