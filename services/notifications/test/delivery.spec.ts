import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { OutreachQueued } from '@scrip/contracts';
import { accept } from '@scrip/decider';
import { newId } from '@scrip/event-store';
import { preset } from '@scrip/programme';
import type { Body } from '@scrip/testing';
import { SMTPServer } from 'smtp-server';
import { signatureOf } from '../src/channel/signature.ts';
import { contactDecider, contactOf, recordConsent } from '../src/contact/contact.decider.ts';
import { deliveryDecider } from '../src/delivery/delivery.decider.ts';
import { deliveryOf } from '../src/delivery/delivery.projection.ts';
import { DeliveryDue } from '../src/delivery/delivery-due.ts';
import { Carrier } from './carrier.ts';
import { ISSUER, NotificationsApp, type QueuedMessage } from './notifications-app.ts';

const MOBILE = '13900001111';
const NOW = '2026-03-04T10:00:00+08:00';
const DESK = { scopes: ['notifications:delivery.resolve', 'notifications:inbox'] };

let app: NotificationsApp;
let carrier: Carrier;
let second: Carrier;
let mute: Carrier;
let smtp: SMTPServer;
const letters: { readonly to: string; readonly raw: string }[] = [];
let letterMood: 'takes' | 'hangs_up' | 'refuses' = 'takes';

beforeAll(async () => {
  [carrier, second, mute] = await Promise.all([Carrier.open(), Carrier.open(), Carrier.open()]);
  mute.knowsKeys = false;
  smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        if (letterMood === 'refuses') return done(Object.assign(new Error('no such mailbox'), { responseCode: 550 }));
        const [to] = session.envelope.rcptTo;
        letters.push({ to: to?.address ?? '', raw: Buffer.concat(parts).toString('utf8') });
        if (letterMood === 'hangs_up') return smtpHangsUp();
        done();
      });
    },
  });
  smtp.listen(0, '127.0.0.1');
  await once(smtp.server, 'listening');
  const smtpPort = (smtp.server.address() as AddressInfo).port;
  const sms = { kind: 'sms-http', secretEnv: 'CARRIER_SECRET', timeoutMs: 300 };
  process.env['CARRIER_SECRET'] = 'carrier-secret';
  process.env['SMTP_SECRET'] = `smtp://127.0.0.1:${smtpPort}`;
  process.env['SCRIP_PROVIDERS'] = JSON.stringify([
    { ...sms, key: 'first', url: carrier.url, issuers: [ISSUER, 'iss_two'] },
    { ...sms, key: 'second', url: second.url, issuers: ['iss_two'] },
    { ...sms, key: 'mute', url: mute.url, issuers: ['iss_mute'], idempotent: false },
    { kind: 'smtp', key: 'post', secretEnv: 'SMTP_SECRET', from: 'Mall <no-reply@mall.example>', timeoutMs: 1_000 },
  ]);
  app = await NotificationsApp.open(NOW);
  for (const issuerId of [ISSUER, 'iss_two', 'iss_mute']) await app.publish(preset('mall-vip'), issuerId);
  const profile = { mobile: MOBILE, email: 'holder@mail.example' };
  app.outside.answer = ({ path, body }) => {
    if (path.endsWith('/searches')) return { status: 200, body: { items: holders.map((holderId) => ({ holderId })) } };
    const { holderIds } = body as { holderIds: string[] };
    return { status: 200, body: { items: holderIds.map((holderId) => ({ holderId, profile })), missing: [] } };
  };
});

function smtpHangsUp(): void {
  for (const connection of smtp.connections) (connection as { close(): void }).close();
}

afterAll(async () => {
  await app.close();
  await Promise.all([carrier.close(), second.close(), mute.close()]);
  await new Promise<void>((resolve) => smtp.close(() => resolve()));
  for (const name of ['CARRIER_SECRET', 'SMTP_SECRET', 'SCRIP_PROVIDERS']) delete process.env[name];
});

const holders: string[] = [];
beforeEach(() => {
  holders.length = 0;
  for (const one of [carrier, second, mute]) {
    one.carried.length = 0;
    one.asked.length = 0;
    one.moods.length = 0;
  }
  letters.length = 0;
  letterMood = 'takes';
});

/** A message of a holder of its own waits to go out. */
async function queued(channel: string, about: Partial<OutreachQueued> = {}, issuerId = ISSUER): Promise<QueuedMessage> {
  const one = await app.queue(channel, about, { issuerId });
  holders.push(one.holderId);
  return one;
}

const handOver = (): Promise<void> => app.handOver();

const stateOf = async ({ deliveryId }: QueuedMessage, issuerId = ISSUER): Promise<Body> =>
  (await app.as({ issuerId }).get(`/notifications/v1/deliveries/${deliveryId}`)).ok(200);
const message = async ({ outreachId }: QueuedMessage): Promise<Body> =>
  (await app.as().get(`/notifications/v1/outreach/${outreachId}`)).ok(200);

describe('a short message', () => {
  it('goes to its carrier once, with the number from the vault, which no fact has', async () => {
    const one = await queued('sms');
    await handOver();
    await handOver();
    expect(carrier.carried).toEqual([{ reference: one.deliveryId, to: MOBILE, text: expect.stringContaining('金卡') }]);
    expect(await stateOf(one)).toMatchObject({
      state: 'accepted',
      attempts: 1,
      providerKey: 'first',
      carrierReference: 'm-1',
    });
    expect(await message(one)).toMatchObject({ state: 'sent', channel: 'sms' });
    const facts = await app.log.readStream(one.deliveryId);
    expect(facts.map(({ event }) => event.type)).toEqual(['DeliveryAttempted', 'DeliveryAccepted']);
    expect(inspect(facts, { depth: 9 })).not.toContain(MOBILE);
    expect(app.outside.asked.filter(({ path }) => path.endsWith('/readings'))).toHaveLength(1);
  });

  it('is tried at another provider at once when the first takes nothing, and later when none does', async () => {
    carrier.moods.push(503, 503);
    second.moods.push(503);
    const one = await queued('sms', {}, 'iss_two');
    await handOver();
    expect(await stateOf(one, 'iss_two')).toMatchObject({
      state: 'waiting',
      attempts: 1,
      providerKey: 'first',
      reason: 'unavailable',
    });
    await handOver();
    await handOver();
    expect(await stateOf(one, 'iss_two')).toMatchObject({ attempts: 2, providerKey: 'second' });
    for (const waitMs of [30_000, 120_000]) {
      app.clock.at += waitMs;
      await handOver();
    }
    expect(await stateOf(one, 'iss_two')).toMatchObject({ state: 'accepted', attempts: 4, providerKey: 'second' });
    expect(second.carried).toHaveLength(1);
    expect(carrier.carried).toHaveLength(0);
  });

  it('whose answer is lost after it was taken is not sent twice: the carrier knows it by its id', async () => {
    carrier.moods.push('takes_and_hangs_up', 'takes_too_late');
    const [lost, late] = [await queued('sms'), await queued('sms')];
    await handOver();
    app.clock.at += 121_000;
    await handOver();
    for (const one of [lost, late]) expect(await stateOf(one)).toMatchObject({ state: 'accepted', attempts: 1 });
    expect(carrier.carried.map(({ reference }) => reference).sort()).toEqual([lost.deliveryId, late.deliveryId].sort());
  });

  it('that was under way when the sender died is settled by the next one', async () => {
    const one = await queued('sms');
    const sender = app.part(DeliveryDue);
    // The carrier takes it and the sender dies before the answer is recorded: only the attempt stands.
    carrier.moods.push('takes');
    const [item] = await sender.due(app.clock.at, 10);
    if (!item) throw new Error('nothing is due');
    await app.log.execute({
      who: app.who(),
      key: null,
      decider: deliveryDecider,
      streamId: one.deliveryId,
      decide: () =>
        accept({
          type: 'DeliveryAttempted',
          data: {
            deliveryId: one.deliveryId,
            outreachId: one.outreachId,
            holderId: one.holderId,
            channel: 'sms',
            attempt: 1,
            providerKey: 'first',
            attemptedAt: app.clock.at,
          },
        } as const),
    });
    await fetch(`${carrier.url}/messages`, {
      method: 'POST',
      headers: { authorization: 'Bearer carrier-secret', 'idempotency-key': one.deliveryId },
      body: JSON.stringify({ reference: one.deliveryId, to: MOBILE, text: 'sent before the kill' }),
    });
    await handOver();
    expect(await stateOf(one)).toMatchObject({ state: 'underway' });
    app.clock.at += 121_000;
    await handOver();
    expect(await stateOf(one)).toMatchObject({ state: 'accepted', attempts: 1 });
    expect(carrier.carried).toHaveLength(1);
  });

  it('in doubt at a carrier that knows no ids is left to an operator, and nothing is sent meanwhile', async () => {
    mute.moods.push('takes_and_hangs_up', 'takes_and_hangs_up');
    const [went, stuck] = [await queued('sms', {}, 'iss_mute'), await queued('sms', {}, 'iss_mute')];
    await handOver();
    app.clock.at += 3_600_000;
    await handOver();
    expect(mute.carried).toHaveLength(2);
    const desk = app.as({ issuerId: 'iss_mute', ...DESK });
    const doubtful = (await desk.get('/notifications/v1/deliveries?state=doubtful')).ok(200);
    expect(doubtful['items']).toHaveLength(2);
    const settle = (one: QueuedMessage, resolution: string) =>
      desk.post(`/notifications/v1/deliveries/${one.deliveryId}/resolution`, { resolution });
    (await settle(went, 'sent')).ok(200);
    (await settle(stuck, 'again')).ok(200);
    expect((await settle(went, 'again')).body).toMatchObject({
      status: 409,
      code: 'delivery_not_doubtful',
      state: 'accepted',
    });
    await handOver();
    const read = async (one: QueuedMessage) =>
      (await desk.get(`/notifications/v1/deliveries/${one.deliveryId}`)).ok(200);
    expect(await read(went)).toMatchObject({ state: 'accepted', attempts: 1 });
    expect(await read(stuck)).toMatchObject({ state: 'accepted', attempts: 2 });
    expect(mute.carried).toHaveLength(3);
  });

  it('is given up for good, and goes on by its next channel', async () => {
    carrier.moods.push(422);
    const one = await queued('sms', { laterChannels: ['inbox'] });
    await handOver();
    expect(await stateOf(one)).toMatchObject({ state: 'given_up', reason: 'not_now' });
    await handOver();
    expect(await message(one)).toMatchObject({ state: 'sent', channel: 'inbox' });
    const desk = app.as(DESK);
    const inbox = `/notifications/v1/inboxes/${one.holderId}/messages`;
    const { items } = (await desk.get(inbox)).ok(200) as {
      items: { deliveryId: string; text: string; readAt: null }[];
    };
    expect(items).toMatchObject([{ text: expect.stringContaining('金卡'), readAt: null }]);
    (await desk.post(`${inbox}/${items[0]?.deliveryId}/read`, undefined)).ok(200);
    await app.caughtUp();
    expect((await desk.get(inbox)).ok(200)).toMatchObject({ items: [{ readAt: expect.any(String) }] });
  });

  it('does not go out once the consent is withdrawn or where the holder has no number', async () => {
    const advert = await queued('sms', { category: 'marketing' });
    const said = {
      category: 'marketing',
      channel: 'sms',
      given: false,
      proof: 'desk-1',
      means: 'desk',
      textVersion: null,
    };
    await app.log.execute({
      who: app.who(),
      key: null,
      decider: contactDecider,
      streamId: contactOf(advert.holderId),
      decide: (state) => recordConsent(state, said),
    });
    await handOver();
    expect(await stateOf(advert)).toMatchObject({ state: 'given_up', reason: 'consent_withdrawn', attempts: 0 });
    const answer = app.outside.answer;
    app.outside.answer = () => ({ status: 200, body: { items: [], missing: [] } });
    const nobody = await queued('sms');
    await handOver();
    app.outside.answer = answer;
    expect(await stateOf(nobody)).toMatchObject({ state: 'given_up', reason: 'address_unknown' });
    expect(carrier.asked).toEqual([]);
  });

  it('waits while the vault does not answer', async () => {
    const answer = app.outside.answer;
    app.outside.answer = () => ({ status: 503, body: { code: 'busy' } });
    const one = await queued('sms');
    await handOver();
    expect(await stateOf(one)).toMatchObject({ state: 'waiting', attempts: 0 });
    app.outside.answer = answer;
    await handOver();
    expect(await stateOf(one)).toMatchObject({ state: 'accepted' });
  });
});

describe('a carrier that calls back', () => {
  const call = (body: string, signature: string, key = 'first') =>
    fetch(`${app.url}/notifications/v1/carriers/${key}/reports`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson', 'scrip-signature': signature },
      body,
    });
  const signed = (body: string, key?: string) => call(body, signatureOf(body, 'carrier-secret', Date.now()), key);

  it('is heard by its signature only', async () => {
    const body = '{}';
    const old = signatureOf(body, 'carrier-secret', Date.now() - 600_000);
    for (const [signature, code] of [
      ['', 'signature_missing'],
      [signatureOf(body, 'another', Date.now()), 'signature_wrong'],
      [old, 'signature_expired'],
    ] as const) {
      const answer = await call(body, signature);
      expect([answer.status, ((await answer.json()) as Body)['code']]).toEqual([401, code]);
    }
    expect((await signed(body, 'nobody')).status).toBe(404);
  });

  it('tells what arrived, once, and settles what nobody knew', async () => {
    const one = await queued('sms');
    mute.moods.push('takes_and_hangs_up');
    const doubted = await queued('sms', {}, 'iss_mute');
    await handOver();
    const at = '2026-03-04T10:00:05+08:00';
    const report = (reference: string, status: string) => JSON.stringify({ kind: 'report', reference, status, at });
    const body = [
      report(one.deliveryId, 'delivered'),
      report(deliveryOf(newId('out'), 'sms'), 'delivered'),
      'nonsense',
    ].join('\n');
    for (const _ of ['once', 'twice']) {
      const answer = await signed(body);
      expect([answer.status, await answer.json()]).toEqual([
        200,
        {
          taken: 1,
          refused: [
            { line: 2, code: 'delivery_unknown' },
            { line: 3, code: 'line_invalid' },
          ],
        },
      ]);
    }
    await signed(report(doubted.deliveryId, 'undelivered'), 'mute');
    await app.caughtUp();
    expect(await stateOf(one)).toMatchObject({ state: 'arrived', reportedAt: '2026-03-04T02:00:05.000Z' });
    expect((await app.typesOf(one.deliveryId)).filter((type) => type === 'DeliveryReported')).toHaveLength(1);
    expect(await app.typesOf(doubted.deliveryId)).toEqual([
      'DeliveryAttempted',
      'DeliveryDoubtful',
      'DeliveryAccepted',
      'DeliveryReported',
    ]);
  });

  it('passes on an answer that takes the consent back; no other answer changes anything', async () => {
    const one = await queued('sms');
    await handOver();
    const reply = (text: string, replyId = randomUUID()) =>
      JSON.stringify({ kind: 'reply', replyId, from: MOBILE, text, at: '2026-03-04T10:01:00+08:00' });
    await signed(reply('谢谢'));
    expect(await app.typesOf(contactOf(one.holderId))).not.toContain('ContactConsentRecorded');
    const [word = 'TD'] = preset('mall-vip').contact?.optOut?.words ?? [];
    const out = reply(` ${word.toLowerCase()} `);
    for (const _ of ['once', 'twice']) expect((await signed(out)).status).toBe(200);
    const types = await app.typesOf(contactOf(one.holderId));
    expect(types.filter((type) => type === 'ContactConsentRecorded')).toHaveLength(1);
  });
});

describe('a letter', () => {
  it('goes out by a real SMTP server, in the language of the holder', async () => {
    const one = await queued('email', { locale: 'en', variables: { grade: 'Gold' } });
    await handOver();
    expect(letters).toMatchObject([{ to: 'holder@mail.example' }]);
    expect(letters[0]?.raw).toContain(`Message-ID: <${one.deliveryId}@mall.example>`);
    expect(letters[0]?.raw).toContain('Content-Language: en');
    expect(await stateOf(one)).toMatchObject({ state: 'accepted', providerKey: 'post' });
  });

  it('that a mailbox refuses is given up', async () => {
    letterMood = 'refuses';
    const one = await queued('email');
    await handOver();
    expect(await stateOf(one)).toMatchObject({ state: 'given_up', reason: 'smtp_550' });
  });

  it('whose end nobody heard is in doubt, and not sent again', async () => {
    letterMood = 'hangs_up';
    const one = await queued('email');
    await handOver();
    app.clock.at += 7_200_000;
    await handOver();
    expect(await stateOf(one)).toMatchObject({ state: 'doubtful', attempts: 1, reason: 'connection_lost' });
    expect(letters).toHaveLength(1);
  });
});
