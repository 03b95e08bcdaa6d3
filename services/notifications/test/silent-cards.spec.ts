/** Conditions that ask whose birthday the day is, while cards does not answer. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { EntitlementReserved, MemberJoined } from '@scrip/contracts';
import { newId, transaction } from '@scrip/event-store';
import { isWorldFailure, NotYetError } from '@scrip/kafka';
import { fen } from '@scrip/money';
import type { Condition, Programme } from '@scrip/programme';
import { keepHolder } from '../src/contact/programme-holder.ts';
import { TieringMembershipConsumer } from '../src/outreach/tiering-membership.consumer.ts';
import { TieringEntitlementConsumer } from '../src/workflow/tiering-entitlement.consumer.ts';
import { ISSUER } from './notifications-app.ts';
import { mallThatTells, Told } from './told.ts';

const when: Condition = { fact: 'birthday', eq: true };
const service = { category: 'service', channel: 'sms', template: 'plain', when } as const;
const told = mallThatTells([{ key: 'born', on: 'MemberJoined', ...service }], {});
const plain = { key: 'plain', variables: {}, text: { 'zh-CN': '您好。', en: 'Hello.' } };
const mall: Programme = {
  ...told,
  contact: {
    triggers: [],
    ...told.contact,
    templates: [...(told.contact?.templates ?? []), plain],
    outreach: [{ key: 'gift', name: { 'zh-CN': '礼品', en: 'Gift' }, on: 'giftToCollect', ...service }],
  },
};

let house: Told;

beforeAll(async () => {
  house = await Told.open('2026-03-11T12:00:00+08:00', mall);
});
afterAll(() => house?.app.close());

it('an event waits for cards no longer than for anything else, so that those of others go on', async () => {
  const { app } = house;
  const holderId = await app.register();
  const of = { holderId, programmeId: mall.id, programmeVersion: mall.version };
  const joined: MemberJoined = {
    ...of,
    membershipId: newId('mbr'),
    grade: 'gold',
    rule: 'join-gold',
    receiptIds: [],
    receiptsTotalFen: fen(0n),
    applicationId: null,
    role: null,
    approvedBy: null,
    businessDate: '2026-03-11',
  };
  const reserved: EntitlementReserved = {
    ...of,
    entitlementId: newId('ent'),
    useId: newId('use'),
    entitlementKey: 'birthday-gift',
    contractId: null,
    relativeId: null,
    gradeKey: 'gold',
    grantPeriod: '2026',
    grantedCount: 1,
    usedBeforeCount: 0,
    useCount: 1,
    occasion: null,
    effectKind: 'gift',
    usedDate: '2026-03-11',
    expiresAt: Date.parse('2026-03-18T12:00:00+08:00'),
  };
  const ofJoined = house.message('MemberJoined', joined.membershipId, joined);
  const ofReserved = house.message('EntitlementReserved', reserved.entitlementId, reserved);
  await transaction(app.log.pool, (tx) => keepHolder(tx, { ...of, issuerId: ISSUER }, '2026-03-11'));
  app.outside.answer = () => ({ status: 503, body: {} });
  const heard = await Promise.allSettled([
    app.part(TieringMembershipConsumer).onMemberJoined(joined, ofJoined),
    app.part(TieringEntitlementConsumer).onEntitlementReserved(reserved, ofReserved),
  ]);
  expect(app.outside.asked.map(({ path }) => path.split('?')[0])).toContain('/cards/v1/birthdays');
  for (const one of heard) {
    const error: unknown = one.status === 'rejected' ? one.reason : undefined;
    expect(error).toBeInstanceOf(NotYetError);
    expect(isWorldFailure(error)).toBe(false);
  }
});
