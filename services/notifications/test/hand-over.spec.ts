/** What is looked at once more when a message is handed over, and what becomes of one that cannot go out or does not arrive. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { parseRfc3339, toRfc3339 } from '@scrip/calendar';
import { Terms } from '@scrip/chassis';
import { accept } from '@scrip/decider';
import { type ContactPolicy, type Programme, preset } from '@scrip/programme';
import type { Body } from '@scrip/testing';
import { InboxProvider } from '../src/channel/inbox-provider.ts';
import { Providers } from '../src/channel/providers.ts';
import { signatureOf } from '../src/channel/signature.ts';
import { type ContactState, contactDecider, contactOf, countMade } from '../src/contact/contact.decider.ts';
import { deliveryDecider } from '../src/delivery/delivery.decider.ts';
import { DeliveryDue } from '../src/delivery/delivery-due.ts';
import { addressed } from '../src/delivery/due-deliveries.ts';
import { OtherServices } from '../src/other-services.ts';
import { OutreachDue } from '../src/outreach/outreach-due.ts';
import { Words } from '../src/outreach/words.ts';
import { Carrier } from './carrier.ts';
import { ISSUER, NotificationsApp, type QueuedMessage } from './notifications-app.ts';

const MOBILE = '13900001111';
const at = (text: string): number => parseRfc3339(`2026-03-${text}+08:00`);
const mall = preset('mall-vip');

/** The mall with a contact policy of its own. */
function under(policy: Partial<ContactPolicy>): Programme {
  if (!mall.contact) throw new Error('no contact');
  return { ...mall, contact: { ...mall.contact, ...policy } };
}

let app: NotificationsApp;
let carrier: Carrier;
let slow: Carrier;
let hook: Server;
const hooked: (string | undefined)[] = [];
const hookMoods: number[] = [];

beforeAll(async () => {
  [carrier, slow] = await Promise.all([Carrier.open(), Carrier.open()]);
  hook = createServer((request, response) => {
    hooked.push(request.headers['scrip-delivery-id'] as string | undefined);
    request.resume().on('end', () => response.writeHead(hookMoods.shift() ?? 204).end());
  });
  hook.listen(0, '127.0.0.1');
  await once(hook, 'listening');
  const sms = { kind: 'sms-http', secretEnv: 'CARRIER_SECRET', timeoutMs: 2_000 };
  const url = `http://127.0.0.1:${(hook.address() as AddressInfo).port}`;
  process.env['CARRIER_SECRET'] = 'carrier-secret';
  process.env['SCRIP_PROVIDERS'] = JSON.stringify([
    { ...sms, key: 'only', url: carrier.url, issuers: [ISSUER, 'iss_window', 'iss_blackout', 'iss_capped'] },
    { ...sms, key: 'slow', url: slow.url, issuers: ['iss_slow'], perSecond: 2 },
    { kind: 'webhook', key: 'app', url, secretEnv: 'CARRIER_SECRET' },
  ]);
  app = await NotificationsApp.open('2026-03-04T10:00:00+08:00');
  for (const issuerId of [ISSUER, 'iss_slow']) await app.publish(mall, issuerId);
  const morning = { key: 'morning', slots: [{ from: '10:00', to: '12:00' }], priority: 1 };
  await app.publish(under({ windows: [morning] }), 'iss_window');
  const mourning = { key: 'mourning', from: '2026-03-10', to: '2026-03-10', effect: 'defer' } as const;
  const stocktaking = { key: 'stocktaking', from: '2026-03-12', to: '2026-03-12', effect: 'suppress' } as const;
  await app.publish(under({ blackouts: [mourning, stocktaking] }), 'iss_blackout');
  await app.publish(under({ caps: [{ key: 'one', channel: 'sms', max: 1, per: 'businessDay' }] }), 'iss_capped');
  app.outside.answer = vault;
});

function vault({ body }: { readonly body: Readonly<Record<string, unknown>> }): { status: number; body: object } {
  const { holderIds } = body as { holderIds: string[] };
  const items = holderIds.map((holderId) => ({ holderId, profile: { mobile: MOBILE } }));
  return { status: 200, body: { items, missing: [] } };
}

afterAll(async () => {
  await app.close();
  await Promise.all([carrier.close(), slow.close()]);
  hook.closeAllConnections();
  await new Promise((resolve) => hook.close(resolve));
  for (const name of ['CARRIER_SECRET', 'SCRIP_PROVIDERS']) delete process.env[name];
});

beforeEach(() => {
  for (const one of [carrier, slow]) {
    one.carried.length = 0;
    one.asked.length = 0;
    one.moods.length = 0;
  }
  hooked.length = 0;
});

const stateOf = async ({ deliveryId }: QueuedMessage, issuerId = ISSUER): Promise<Body> =>
  (await app.as({ issuerId }).get(`/notifications/v1/deliveries/${deliveryId}`)).ok(200);
const message = async ({ outreachId }: QueuedMessage, issuerId = ISSUER): Promise<Body> =>
  (await app.as({ issuerId }).get(`/notifications/v1/outreach/${outreachId}`)).ok(200);

/** An attempt that its sender did not live to see the end of. */
async function attempted({ deliveryId, outreachId, holderId }: QueuedMessage, providerKey: string, issuerId = ISSUER) {
  const of = { deliveryId, outreachId, holderId, channel: 'sms' };
  const data = { ...of, attempt: 1, providerKey, attemptedAt: app.clock.at };
  await app.log.execute({
    who: app.who(issuerId),
    key: null,
    decider: deliveryDecider,
    streamId: deliveryId,
    decide: () => accept({ type: 'DeliveryAttempted', data } as const),
  });
}

describe('a message that was queued before the night', () => {
  it('and that nobody took until then waits for the morning, and goes out once', async () => {
    app.clock.at = at('04T20:59:50');
    carrier.moods.push(503);
    const one = await app.queue('sms');
    await app.handOver();
    expect(await stateOf(one)).toMatchObject({ state: 'waiting', attempts: 1, reason: 'unavailable' });
    app.clock.at = at('04T21:00:05');
    await app.handOver();
    await app.handOver();
    expect(carrier.asked).toHaveLength(1);
    expect(await stateOf(one)).toMatchObject({ state: 'waiting', attempts: 1, reason: 'night', dueAt: null });
    expect(await message(one)).toMatchObject({
      state: 'planned',
      reason: 'night',
      dueAt: toRfc3339(at('05T08:00:00')),
    });
    await app.comesTo('2026-03-05T08:00:00+08:00', app.part(OutreachDue));
    await app.handOver();
    expect(await stateOf(one)).toMatchObject({ state: 'accepted', attempts: 2 });
    expect(carrier.carried).toHaveLength(1);
    expect(await app.typesOf(one.outreachId)).toEqual([
      'OutreachQueued',
      'OutreachPlanned',
      'OutreachDeferred',
      'OutreachQueued',
      'OutreachSent',
    ]);
  });

  it('waits for the morning too where the vault came back in the night; a security message goes out at any time', async () => {
    app.clock.at = at('05T20:59:00');
    const one = await app.queue('sms');
    const security = await app.queue('sms', { category: 'security' });
    app.outside.answer = () => ({ status: 503, body: { code: 'busy' } });
    await app.handOver();
    app.outside.answer = vault;
    app.clock.at = at('05T23:00:00');
    await app.handOver();
    expect(await message(one)).toMatchObject({ state: 'planned', reason: 'night' });
    expect(await message(security)).toMatchObject({ state: 'sent' });
    expect(carrier.carried.map(({ reference }) => reference)).toEqual([security.deliveryId]);
  });

  it('and whose sender died is not given to its carrier again before the morning', async () => {
    app.clock.at = at('06T20:59:00');
    const one = await app.queue('sms');
    await attempted(one, 'only');
    app.clock.at = at('06T22:30:00');
    await app.handOver();
    expect(carrier.asked).toEqual([]);
    expect(await stateOf(one)).toMatchObject({ state: 'underway', attempts: 1 });
    app.clock.at = at('07T08:00:00');
    await app.handOver();
    expect(await stateOf(one)).toMatchObject({ state: 'accepted', attempts: 1 });
    expect(carrier.carried).toHaveLength(1);
  });
});

describe('a message whose window ends before it is its turn', () => {
  const ISSUER_ID = 'iss_window';

  it('waits for the next window; what would be too late then is given up', async () => {
    app.clock.at = at('08T11:59:00');
    const windowEndsAt = at('08T12:00:00');
    const one = await app.queue('sms', { windowEndsAt }, { issuerId: ISSUER_ID, expiresAt: at('10T00:00:00') });
    const late = await app.queue('sms', { windowEndsAt }, { issuerId: ISSUER_ID, expiresAt: at('09T00:00:00') });
    app.clock.at = windowEndsAt;
    await app.handOver();
    expect(carrier.asked).toEqual([]);
    const waits = {
      state: 'planned',
      reason: 'outside_window',
      ruleKey: 'morning',
      dueAt: toRfc3339(at('09T10:00:00')),
    };
    expect(await message(one, ISSUER_ID)).toMatchObject(waits);
    expect(await message(late, ISSUER_ID)).toMatchObject({ state: 'failed', reason: 'too_late' });
    expect(await stateOf(late, ISSUER_ID)).toMatchObject({ state: 'given_up', reason: 'too_late', attempts: 0 });
    await app.comesTo('2026-03-09T10:00:00+08:00', app.part(OutreachDue));
    await app.handOver();
    expect(await message(one, ISSUER_ID)).toMatchObject({ state: 'sent' });
    const carried = carrier.carried.map(({ reference }) => reference);
    expect(carried.filter((reference) => reference === one.deliveryId)).toHaveLength(1);
    expect(carried).not.toContain(late.deliveryId);
  });
});

describe('a message that a blackout overtakes', () => {
  const ISSUER_ID = 'iss_blackout';

  it('waits for its end, or goes on to the next channel or to its end where nothing is said then', async () => {
    app.clock.at = at('09T20:30:00');
    const one = await app.queue('sms', {}, { issuerId: ISSUER_ID });
    app.clock.at = at('10T09:00:00');
    await app.handOver();
    const waits = { state: 'planned', reason: 'blackout', ruleKey: 'mourning', dueAt: toRfc3339(at('11T08:00:00')) };
    expect(await message(one, ISSUER_ID)).toMatchObject(waits);
    await app.comesTo('2026-03-11T08:00:00+08:00', app.part(OutreachDue));
    await app.handOver();
    expect(await message(one, ISSUER_ID)).toMatchObject({ state: 'sent' });

    const other = await app.queue('sms', { laterChannels: ['webhook'] }, { issuerId: ISSUER_ID });
    app.clock.at = at('12T09:00:00');
    await app.handOver();
    expect(await message(other, ISSUER_ID)).toMatchObject({ state: 'failed', reason: 'blackout' });
    expect(carrier.carried.map(({ reference }) => reference)).toEqual([one.deliveryId]);
  });
});

describe('a message that cannot go out', () => {
  it('for want of its words is given up with that reason', async () => {
    app.clock.at = at('13T10:00:00');
    const one = await app.queue('sms', { templateKey: 'nowhere', laterChannels: ['inbox'] });
    const other = await app.queue('sms', { variables: {} });
    await app.handOver();
    await app.handOver();
    for (const each of [one, other]) {
      expect(await summary(each)).toMatchObject({ state: 'failed', reason: 'no_words' });
      expect(await stateOf(each)).toMatchObject({ state: 'given_up', reason: 'no_words', attempts: 0 });
    }
    expect(await summary(one)).toMatchObject({ channel: 'inbox' });
    expect(carrier.asked).toEqual([]);
  });

  it('for want of its words is given up also where an attempt was begun', async () => {
    const one = await app.queue('sms', { templateKey: 'nowhere' });
    await attempted(one, 'only');
    app.clock.at += 121_000;
    await app.handOver();
    expect(await stateOf(one)).toMatchObject({ state: 'given_up', reason: 'no_words', attempts: 1 });
  });

  it('because nobody serves its channel goes on to the next one', async () => {
    const one = await app.queue('sms', { laterChannels: ['inbox'] });
    const { log } = app;
    // The first copy of the service goes, and one that is set up for the inbox alone takes its place.
    await app.part(DeliveryDue).onModuleDestroy();
    const providers = new Providers([{ provider: new InboxProvider(), issuers: null, callbackSecret: null }]);
    const parts = { services: app.part(OtherServices), words: app.part(Words), terms: app.part(Terms) };
    const sender = new DeliveryDue({ log, providers, ...parts });
    try {
      await app.handOver(sender);
      expect(await stateOf(one)).toMatchObject({ state: 'given_up', reason: 'channel_not_served', attempts: 0 });
      await app.handOver(sender);
      expect(await message(one)).toMatchObject({ state: 'sent', channel: 'inbox' });
    } finally {
      await sender.onModuleDestroy();
    }
  });

  /** What is read of a message without its text, which it has not. */
  async function summary({ outreachId, holderId }: QueuedMessage): Promise<Body | undefined> {
    const { items } = (await app.as().get(`/notifications/v1/outreach?holderId=${holderId}`)).ok(200);
    return (items as Body[]).find((one) => one['outreachId'] === outreachId);
  }
});

describe('the addresses of many', () => {
  it('are asked of the vault a thousand at a time, however many wait', async () => {
    const asked: number[] = [];
    app.outside.answer = (one) => {
      asked.push((one.body as { holderIds: string[] }).holderIds.length);
      return Number(asked.at(-1)) > 1_000 ? { status: 400, body: {} } : vault(one);
    };
    const row = {
      outreach_id: 'out_1',
      issuer_id: ISSUER,
      channel: 'sms',
      provider_key: null,
      correlation_id: 'cor_1',
      cause_event_id: 'evt_1',
      traceparent: null,
      attempts: 0,
      due_at: 1n,
    } as const;
    const rows = Array.from({ length: 1_001 }, (_, n) => ({ ...row, delivery_id: `dlv_${n}`, holder_id: `hld_${n}` }));
    const found = await addressed(app.part(OtherServices), rows, true);
    app.outside.answer = vault;
    expect(asked).toEqual([1_000, 1]);
    expect(found.map(({ address }) => address)).toEqual(rows.map(() => MOBILE));
  });
});

describe('the rate of a provider', () => {
  it('bounds what it is given at once, also of what a dead sender left under way', async () => {
    app.clock.at = at('16T10:00:00');
    const of = { issuerId: 'iss_slow' };
    const left = await Promise.all(['a', 'b', 'c'].map(() => app.queue('sms', {}, of)));
    for (const one of left) await attempted(one, 'slow', of.issuerId);
    for (const _ of 'defg') await app.queue('sms', {}, of);
    app.clock.at += 121_000;
    const started = performance.now();
    await app.handOver();
    await app.handOver();
    const took = performance.now() - started;
    if (took < 1_000) expect(slow.asked).toHaveLength(2);
    expect(slow.asked.length).toBeLessThanOrEqual(2 * Math.ceil(took / 1_000));
  });
});

describe("an issuer's own system", () => {
  it('is given a message again that it could not take, under its id, and is not asked again once it says that it is gone', async () => {
    app.clock.at = at('17T10:00:00');
    hookMoods.push(503);
    const one = await app.queue('webhook');
    await app.handOver();
    expect(await stateOf(one)).toMatchObject({ state: 'waiting', attempts: 1, reason: 'unavailable' });
    app.clock.at += 10_000;
    await app.handOver();
    expect(await stateOf(one)).toMatchObject({ state: 'accepted', attempts: 2 });
    expect(hooked).toEqual([one.deliveryId, one.deliveryId]);
    hookMoods.push(410);
    const gone = await app.queue('webhook', { laterChannels: ['inbox'] });
    await app.handOver();
    expect(await stateOf(gone)).toMatchObject({ state: 'given_up', reason: 'status_410' });
    await app.handOver();
    expect(await message(gone)).toMatchObject({ state: 'sent', channel: 'inbox' });
    expect(hooked).toHaveLength(3);
  });
});

describe('a message that its carrier reports as not arrived', () => {
  const report = async ({ deliveryId }: QueuedMessage, status: string): Promise<void> => {
    const line = {
      kind: 'report',
      reference: deliveryId,
      status,
      reason: 'switched_off',
      at: '2026-03-18T10:00:05+08:00',
    };
    const body = JSON.stringify(line);
    const headers = {
      'content-type': 'application/x-ndjson',
      'scrip-signature': signatureOf(body, 'carrier-secret', Date.now()),
    };
    const answer = await fetch(`${app.url}/notifications/v1/carriers/only/reports`, { method: 'POST', headers, body });
    expect(await answer.json()).toEqual({ taken: 1, refused: [] });
    await app.caughtUp();
  };

  it('goes on to its next channel once, however often and late that is said', async () => {
    app.clock.at = at('18T10:00:00');
    const one = await app.queue('sms', { laterChannels: ['inbox'] });
    await app.handOver();
    for (const _ of ['once', 'twice']) await report(one, 'undelivered');
    expect(await message(one)).toMatchObject({ state: 'queued', channel: 'inbox' });
    await app.handOver();
    for (const status of ['undelivered', 'delivered', 'undelivered']) await report(one, status);
    expect(await message(one)).toMatchObject({ state: 'sent', channel: 'inbox' });
    expect(await stateOf(one)).toMatchObject({ state: 'arrived' });
    expect(await app.typesOf(one.outreachId)).toEqual([
      'OutreachQueued',
      'OutreachSent',
      'OutreachFailed',
      'OutreachSwitched',
      'OutreachQueued',
      'OutreachSent',
    ]);
  });

  it('waits on its next channel for the end of the night, and has failed where there is none', async () => {
    app.clock.at = at('18T20:59:00');
    const one = await app.queue('sms', { laterChannels: ['inbox'] });
    const last = await app.queue('sms');
    await app.handOver();
    app.clock.at = at('18T21:30:00');
    for (const each of [one, last]) await report(each, 'undelivered');
    expect(await message(one)).toMatchObject({ state: 'planned', channel: 'inbox', reason: 'night' });
    expect(await message(last)).toMatchObject({ state: 'failed', reason: 'switched_off' });
  });

  it('in the moment in which nobody knew whether the carrier had it goes on as well', async () => {
    app.clock.at = at('19T10:00:00');
    const one = await app.queue('sms', { laterChannels: ['inbox'] });
    await attempted(one, 'only');
    await app.caughtUp();
    await report(one, 'undelivered');
    await app.handOver();
    expect(await message(one)).toMatchObject({ state: 'sent', channel: 'inbox' });
    expect(carrier.asked).toEqual([]);
  });
});

/** Something counts for a holder on a day of March. */
async function counts(outreachId: string, holderId: string, day: string): Promise<void> {
  const made = { outreachId, channel: 'sms', category: 'service', madeDate: `2026-03-${day}` };
  const streamId = contactOf(holderId);
  const decide = (state: ContactState) => countMade(state, made);
  await app.log.execute({ who: app.who('iss_capped'), key: null, decider: contactDecider, streamId, decide });
}

describe('a message that is handed over on another day than it was queued', () => {
  it('goes out as it was counted and counts there; one that was never counted is barred by a full day', async () => {
    app.clock.at = at('25T10:00:00');
    const queued = () => app.queue('sms', {}, { issuerId: 'iss_capped' });
    const [counted, uncounted] = [await queued(), await queued()];
    await counts(counted.outreachId, counted.holderId, '25');
    for (const { holderId } of [counted, uncounted]) await counts('out_other', holderId, '26');
    app.clock.at = at('26T10:00:00');
    await app.handOver();
    expect(await message(counted, 'iss_capped')).toMatchObject({ state: 'sent' });
    const { state } = await app.log.state(contactDecider, contactOf(counted.holderId));
    expect(state).toMatchObject({
      made: expect.arrayContaining([
        expect.objectContaining({ outreachId: counted.outreachId, madeDate: '2026-03-26' }),
      ]),
    });
    expect(await message(uncounted, 'iss_capped')).toMatchObject({ state: 'failed', reason: 'cap_reached' });
  });
});
