import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PERSON, programme } from './card-story.ts';
import { CardsDoor, type Got } from './cards-door.ts';

const PNG = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from('a page')]).toString('base64');
const START = Date.parse('2025-06-01T10:00:00+08:00');
const named = (text: string) => ({ 'zh-CN': text, en: text });

/** A hotel's card: two looks, then the authority of the grade (domain 2.11). */
const approval = {
  key: 'hotel-card',
  name: named('酒店卡'),
  subject: 'card',
  product: 'recharge-card',
  channels: ['desk', 'online'],
  documents: [
    { key: 'identity', name: named('身份证明'), required: true },
    { key: 'invoice', name: named('发票'), required: false },
  ],
  steps: [
    { key: 'spending', name: named('消费'), roles: ['reviewer'], within: 'P3D' },
    { key: 'loyalty', name: named('忠诚'), roles: ['reviewer', 'director'] },
  ],
  authorities: [{ roles: ['general-manager'] }],
};

describe('an application for a card', () => {
  let now = START;
  let door: CardsDoor;
  let holderId: string;

  beforeAll(async () => {
    door = await CardsDoor.open({ now: () => now });
    const document = { ...programme(), approvals: [approval, { ...approval, key: 'vip', subject: 'grade' }] };
    const published = await door.post('/programmes/apparel-recharge/versions', document);
    expect(published.body).toMatchObject({ version: 1 });
    holderId = String((await door.post('/holders', PERSON)).body['holderId']);
  });
  afterAll(() => door?.close());

  const apply = (more: object = {}): Promise<Got> =>
    door.post('/applications', {
      holderId,
      programmeId: 'apparel-recharge',
      approvalKey: 'hotel-card',
      channel: 'online',
      ...more,
    });
  async function complete(): Promise<string> {
    const { body } = await apply();
    const applicationId = String(body['applicationId']);
    const page = { kind: 'identity', mediaType: 'image/png', content: PNG };
    const { body: document } = await door.post(`/holders/${holderId}/documents`, page);
    const added = await door.post(`/applications/${applicationId}/documents`, { documentId: document['documentId'] });
    expect(added).toMatchObject({ status: 201, body: { kind: 'identity' } });
    return applicationId;
  }
  const decide = (applicationId: string, what: string, subject: string, role: string, body?: object): Promise<Got> =>
    door.post(`/applications/${applicationId}/${what}`, body, { subject, roles: [role] });

  it('is recorded with the terms of the programme, and refused for what that does not offer', async () => {
    expect(await apply()).toMatchObject({
      status: 201,
      body: { documentKinds: ['identity'], steps: [{ stepKey: 'spending', within: 'P3D' }, { stepKey: 'loyalty' }] },
    });
    expect((await apply({ channel: 'letter' })).body).toMatchObject({ code: 'channel_not_offered' });
    expect(await apply({ approvalKey: 'none' })).toMatchObject({ status: 404, body: { code: 'approval_unknown' } });
    expect((await apply({ approvalKey: 'vip' })).body).toMatchObject({ code: 'approval_not_of_a_card' });
    expect(await apply({ holderId: `hld_${'0'.repeat(26)}` })).toMatchObject({ status: 404 });
  });

  it('goes through its looks to the approval, which issues the card in the same moment', async () => {
    const applicationId = await complete();
    expect(await decide(applicationId, 'steps/spending', 'desk-1', 'reviewer')).toMatchObject({
      status: 403,
      body: { code: 'own_work', by: 'desk-1' },
    });
    expect(await decide(applicationId, 'approval', 'boss', 'general-manager')).toMatchObject({
      status: 409,
      body: { code: 'steps_left', next: 'spending' },
    });
    expect((await decide(applicationId, 'steps/spending', 'review-1', 'reviewer')).status).toBe(201);
    expect((await decide(applicationId, 'steps/loyalty', 'review-2', 'director')).status).toBe(201);
    const waiting = await door.get('/applications?waitsFor=general-manager');
    expect(waiting.body).toMatchObject({ items: [{ applicationId, state: 'approval' }] });
    expect(await decide(applicationId, 'approval', 'boss', 'director')).toMatchObject({
      status: 403,
      body: { code: 'role_missing', roles: ['general-manager'] },
    });
    const key = randomUUID();
    const path = `/applications/${applicationId}/approval`;
    const approved = await door.post(path, undefined, { subject: 'boss', roles: ['general-manager'], key });
    expect(approved).toMatchObject({ status: 201, body: { role: 'general-manager' } });
    const again = await door.post(path, undefined, { subject: 'boss', roles: ['general-manager'], key });
    expect(again.body).toEqual(approved.body);
    const card = await door.get(`/cards/${String(approved.body['cardId'])}`);
    expect(card.body).toMatchObject({ state: 'issued', holderId, walletId: approved.body['walletId'] });
    expect((await door.get(`/applications/${applicationId}`)).body).toMatchObject({
      state: 'approved',
      decidedBy: 'boss',
      cardId: approved.body['cardId'],
    });
  });

  it('is on the list of what is due when a look takes too long', async () => {
    const applicationId = await complete();
    const dueBy = (day: string) => door.get(`/applications?state=review&dueBy=2025-06-${day}T10:00:00%2B08:00`);
    expect((await dueBy('03')).body).toMatchObject({ items: [] });
    const due = await dueBy('04');
    expect((due.body['items'] as { applicationId: string }[]).map((one) => one.applicationId)).toContain(applicationId);
    now = START + 1;
    const refused = await decide(applicationId, 'refusal', 'review-1', 'reviewer', { reason: 'too_little_spent' });
    expect(refused).toMatchObject({ status: 201, body: { stepKey: 'spending', reason: 'too_little_spent' } });
  });

  it('is taken back, and is nobody’s business of another issuer', async () => {
    const { body } = await apply();
    const path = `/applications/${String(body['applicationId'])}`;
    expect(await door.get(path, { issuerId: 'iss_b' })).toMatchObject({ status: 404 });
    expect(await door.post(`${path}/withdrawal`, { reason: 'moved' })).toMatchObject({ status: 201 });
    expect(await door.post(`${path}/withdrawal`, { reason: 'moved' })).toMatchObject({
      status: 409,
      body: { code: 'application_decided', status_: 'withdrawn' },
    });
  });
});
