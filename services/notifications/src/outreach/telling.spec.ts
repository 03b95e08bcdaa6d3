/** From events of other services to messages: the consumers on a real log, with real files at the end. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseRfc3339 } from '@scrip/calendar';
import { Terms } from '@scrip/chassis';
import type { MemberJoined, WalletSpent } from '@scrip/contracts';
import { InvariantError } from '@scrip/decider';
import { captureLive, compareProjection, EventLog, newId, ProjectionRunner, transaction } from '@scrip/event-store';
import { type Message, NotYetError } from '@scrip/kafka';
import { fen } from '@scrip/money';
import { type Programme, preset } from '@scrip/programme';
import { type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { AT, carryOut, ISSUER, messageOf } from '../../test/delivered.ts';
import { OutboxProvider } from '../channel/outbox-provider.ts';
import { Providers } from '../channel/providers.ts';
import { CardsHolderConsumer } from '../contact/cards-holder.consumer.ts';
import { contactDecider, contactOf, recordConsent } from '../contact/contact.decider.ts';
import { contactProjection, contactView } from '../contact/contact.projection.ts';
import { deliveryProjection } from '../delivery/delivery.projection.ts';
import { DeliveryDue } from '../delivery/delivery-due.ts';
import { OptOutLinks } from '../opt-out/opt-out-links.ts';
import { OtherServices } from '../other-services.ts';
import { FileOutbox } from '../outbox/file-outbox.ts';
import { PROJECTIONS } from '../projections.ts';
import { LedgerWalletConsumer } from './ledger-wallet.consumer.ts';
import { outreachProjection } from './outreach.projection.ts';
import { outreachCounts, outreachesOf, outreachOf } from './outreach-list.ts';
import { Telling } from './telling.ts';
import { TieringMembershipConsumer } from './tiering-membership.consumer.ts';
import { Wallets } from './wallets.ts';
import { Words } from './words.ts';

const LATEST = 2n ** 62n;
const NO_BIRTHDAYS = { on: () => Promise.resolve([]) };

const mall = preset('mall-vip');
/** The mall tells of a grade, and advertises with it. */
const shop: Programme = {
  ...mall,
  id: 'shop',
  contact: {
    templates: mall.contact?.templates ?? [],
    triggers: [
      { key: 'tell-joined', on: 'MemberJoined', template: 'joined', category: 'service', channel: 'sms' },
      { key: 'advertise', on: 'MemberJoined', template: 'joined', category: 'marketing', channel: 'sms' },
    ],
  },
};

let database: ThrowawayDatabase;
let log: EventLog;
let runner: ProjectionRunner;
let folder: string;
let outbox: FileOutbox;
let words: Words;
let links: OptOutLinks;

beforeAll(async () => {
  database = await throwawayDatabase('notifications');
  log = await EventLog.open({
    service: 'notifications',
    connection: database.appUrl,
    clock: { now: () => AT + 5_000 },
    projections: PROJECTIONS.map(({ name }) => name),
  });
  runner = new ProjectionRunner(log, PROJECTIONS, (projection, error) => {
    throw new Error(`${projection} stands still`, { cause: error });
  });
  await runner.start();
  folder = await mkdtemp(join(tmpdir(), 'scrip-outbox-'));
  outbox = await FileOutbox.open(folder);
  const terms = new Terms(log);
  links = await OptOutLinks.open(folder, '');
  words = new Words(terms, log, links);
  for (const programme of [mall, shop]) {
    const { id: programmeId, version } = programme;
    const effectiveAt = parseRfc3339(programme.effectiveAt);
    const published = { issuerId: ISSUER, programmeId, version, effectiveAt, documentJson: JSON.stringify(programme) };
    await transaction(log.pool, (tx) => terms.keep(tx, published));
  }
});
afterAll(async () => {
  await runner.stop();
  await log.close();
  await database.drop();
  await rm(folder, { recursive: true });
});

async function register(locale: string): Promise<string> {
  const holderId = newId('hld');
  await registered(messageOf('HolderRegistered', holderId, { holderId, locale }), { holderId, locale });
  return holderId;
}
const registered = (message: Message, event: { holderId: string; locale: string }) =>
  carryOut(log, new CardsHolderConsumer().onHolderRegistered(event, message));

async function consents(holderId: string, given: boolean): Promise<void> {
  await log.execute({
    who: messageOf('HolderRegistered', holderId, { holderId, locale: 'en' }).who,
    key: null,
    decider: contactDecider,
    streamId: contactOf(holderId),
    decide: (state) => {
      const proof = { proof: 'form-1', means: 'form', textVersion: 'v3' };
      return recordConsent(state, { category: 'marketing', channel: 'sms', given, ...proof });
    },
  });
}

const spentBy = (holderId: string): WalletSpent => ({
  walletId: 'wal_1',
  holderId,
  spendId: 'spd_1',
  cardId: 'crd_1',
  merchantId: 'counter-1',
  terminalId: null,
  askedFen: fen(12_800n),
  chargedFen: fen(12_800n),
  dueFen: fen(0n),
  lots: [],
  programmeId: 'mall-vip',
  programmeVersion: 1,
  balanceAfterFen: fen(1_087_200n),
  items: null,
  signatoryId: null,
  authorisationId: null,
  slipSignature: null,
  bookingId: null,
});
const joinedBy = (holderId: string): MemberJoined => ({
  membershipId: 'mbr_1',
  holderId,
  programmeId: 'shop',
  programmeVersion: 1,
  grade: 'gold',
  rule: 'join-gold',
  receiptIds: [],
  receiptsTotalFen: fen(31_000n),
  businessDate: '2026-03-04',
  applicationId: null,
  role: null,
  approvedBy: null,
});
const spent = (event: WalletSpent, message = messageOf('WalletSpent', event.walletId, event)) =>
  new LedgerWalletConsumer(
    new Wallets(log, new Terms(log), OtherServices.read({}, '')),
    new Telling(log, words, NO_BIRTHDAYS),
  ).onWalletSpent(event, message);
const joined = (event: MemberJoined, message = messageOf('MemberJoined', event.membershipId, event)) =>
  new TieringMembershipConsumer(new Telling(log, words, NO_BIRTHDAYS)).onMemberJoined(event, message);

/** Hands over what is queued, as the service's timers would; the ids of a holder's messages. */
async function sendAll(holderId: string): Promise<readonly string[]> {
  const provider = new OutboxProvider(outbox, 'sms');
  const providers = new Providers([{ provider, issuers: null, callbackSecret: null }]);
  const services = OtherServices.read({}, 'http://nowhere');
  const sender = new DeliveryDue({ log, providers, services, words, terms: new Terms(log) });
  await runner.reached((await log.head()).position, 10_000);
  for (const item of await sender.due(AT + 5_000, 1_000)) await sender.carryOut(item);
  await sender.onModuleDestroy();
  return (await log.read({ after: 0, limit: 1_000 })).flatMap(({ event }) =>
    event.type === 'OutreachQueued' && event.data.holderId === holderId ? [event.data.outreachId] : [],
  );
}

async function told(holderId: string) {
  await runner.reached((await log.head()).position, 10_000);
  const asked = { issuerId: ISSUER, holderId, before: LATEST, limit: 100 };
  return (await outreachesOf(log.pool, asked)).map(({ view }) => view);
}

describe('a registration', () => {
  it('begins the contact, and changes nothing when it arrives again', async () => {
    const holderId = newId('hld');
    const message = messageOf('HolderRegistered', holderId, { holderId, locale: 'en' });
    const first = await registered(message, { holderId, locale: 'en' });
    const second = await registered(message, { holderId, locale: 'en' });
    expect(first).toMatchObject({ events: [{ event: { type: 'ContactLocaleChosen' } }] });
    expect(second).toMatchObject({ kind: 'accepted', events: [] });
  });
});

describe('a spend', () => {
  it('is told once in the holder’s language, however often the event, the message and its sending come', async () => {
    const holderId = await register('en');
    const event = spentBy(holderId);
    const message = messageOf('WalletSpent', event.walletId, event, { correlationId: 'cor_sale' });
    await carryOut(log, await spent(event, message));
    await carryOut(log, await spent(event, message));
    await sendAll(holderId);
    const [outreachId = '', ...others] = await sendAll(holderId);
    expect(others).toEqual([]);

    expect(JSON.parse(await readFile(outbox.pathOf(outreachId), 'utf8'))).toEqual({
      outreachId,
      issuerId: ISSUER,
      holderId,
      locale: 'en',
      text: 'You paid 128.00 yuan with your wallet; 10,872.00 yuan are left.',
      category: 'service',
      templateKey: 'spend-receipt',
      correlationId: 'cor_sale',
      traceparent: null,
    });
    expect(await told(holderId)).toEqual([
      {
        outreachId,
        holderId,
        category: 'service',
        purpose: 'event',
        state: 'sent',
        reason: null,
        ruleKey: null,
        capMax: null,
        capUsed: null,
        channel: 'sms',
        programmeId: 'mall-vip',
        programmeVersion: 1,
        triggerKey: 'tell-spend',
        templateKey: 'spend-receipt',
        locale: 'en',
        variables: { chargedFen: '128.00', balanceAfterFen: '10,872.00' },
        causeEventId: message.envelope.eventId,
        correlationId: 'cor_sale',
        occurredAt: '2026-03-04T02:00:00.000Z',
        decidedAt: '2026-03-04T02:00:05.000Z',
        draftId: null,
        placeId: null,
        dueAt: null,
        windowEndsAt: null,
        sentAt: '2026-03-04T02:00:05.000Z',
      },
    ]);
    expect(await outreachOf(log.pool, 'iss_other', outreachId)).toBeUndefined();
  });

  it('is told by the event: two spends are two messages', async () => {
    const holderId = await register('zh-CN');
    await carryOut(log, await spent(spentBy(holderId)));
    await carryOut(log, await spent(spentBy(holderId)));
    expect(await told(holderId)).toHaveLength(2);
  });

  it('waits for the holder’s registration and for the version it was decided under', async () => {
    await expect(spent(spentBy(newId('hld')))).rejects.toThrow(NotYetError);
    const holderId = await register('en');
    await expect(spent({ ...spentBy(holderId), programmeVersion: 2 })).rejects.toThrow(NotYetError);
    await expect(spent({ ...spentBy(holderId), programmeId: 'unheard-of' })).rejects.toThrow(NotYetError);
  });

  it('of another issuer’s holder is told to nobody', async () => {
    const holderId = newId('hld');
    const elsewhere = messageOf('HolderRegistered', holderId, { holderId, locale: 'en' }, { issuerId: 'iss_other' });
    await registered(elsewhere, { holderId, locale: 'en' });
    await expect(spent(spentBy(holderId))).rejects.toThrow(InvariantError);
  });

  it('of a programme that tells nobody leaves no fact', async () => {
    const holderId = await register('en');
    const before = await log.head();
    await carryOut(log, await spent({ ...spentBy(holderId), programmeId: 'shop' }));
    expect(await log.head()).toEqual(before);
  });
});

describe('a member who joins', () => {
  it('is told, and is sent advertising only after agreeing and before an opt-out', async () => {
    const outcomes = async (holderId: string) =>
      new Map((await told(holderId)).map(({ category, state, reason }) => [category, reason ?? state]));
    const silent = await register('en');
    await carryOut(log, await joined(joinedBy(silent)));
    expect(await outcomes(silent)).toEqual(
      new Map([
        ['marketing', 'no_consent'],
        ['service', 'queued'],
      ]),
    );
    const agreed = await register('en');
    await consents(agreed, true);
    await carryOut(log, await joined(joinedBy(agreed)));
    expect(await outcomes(agreed)).toEqual(
      new Map([
        ['marketing', 'queued'],
        ['service', 'queued'],
      ]),
    );
    const optedOut = await register('en');
    await consents(optedOut, true);
    await consents(optedOut, false);
    const message = messageOf('MemberJoined', 'mbr_1', joinedBy(optedOut));
    await carryOut(log, await joined(joinedBy(optedOut), message));
    // An agreement that comes later does not call up what was suppressed.
    await consents(optedOut, true);
    await carryOut(log, await joined(joinedBy(optedOut), message));
    expect(await outcomes(optedOut)).toEqual(
      new Map([
        ['marketing', 'consent_withdrawn'],
        ['service', 'queued'],
      ]),
    );
  });
});

describe('the words of a message', () => {
  it('are of the version that it was decided under, whatever was published for that moment since', async () => {
    const terms = new Terms(log);
    const of = new Words(terms, log, links);
    const programmeId = 'reworded';
    const contact = shop.contact ?? { triggers: [], templates: [] };
    const templates = contact.templates.map((one) => ({ ...one, text: { 'zh-CN': '新词', en: 'New words' } }));
    const versions = [shop, { ...shop, contact: { ...contact, templates } }];
    for (const [index, programme] of versions.entries()) {
      const version = index + 1;
      const documentJson = JSON.stringify({ ...programme, id: programmeId, version });
      const effectiveAt = parseRfc3339(mall.effectiveAt);
      await transaction(log.pool, (tx) =>
        terms.keep(tx, { issuerId: ISSUER, programmeId, version, effectiveAt, documentJson }),
      );
    }
    const text = (programmeVersion: number | null) => {
      const said = {
        issuerId: ISSUER,
        programmeId,
        outreachId: 'out_1',
        category: 'service',
        templateKey: 'joined',
        draftId: null,
        variables: { grade: 'Gold' },
        occurredAt: AT,
      };
      return of.textOf({ ...said, programmeVersion, locale: 'en' });
    };
    expect(await text(1)).toContain('Gold');
    expect(await text(2)).toBe('New words');
    expect(await text(null)).toBe('New words');
    expect(await text(3)).toBeUndefined();
  });
});

describe('what is read', () => {
  it('is of a page, the latest first, and of one sale', async () => {
    const holderId = await register('en');
    for (const correlationId of ['cor_a', 'cor_b', 'cor_a']) {
      const event = spentBy(holderId);
      await carryOut(log, await spent(event, messageOf('WalletSpent', event.walletId, event, { correlationId })));
    }
    await runner.reached((await log.head()).position, 10_000);
    const ask = async (asked: { before?: bigint; limit?: number; correlationId?: string; state?: 'sent' }) =>
      outreachesOf(log.pool, { issuerId: ISSUER, holderId, before: LATEST, limit: 100, ...asked });
    const all = await ask({});
    const correlations = all.map(({ view }) => view.correlationId);
    expect(correlations).toEqual(['cor_a', 'cor_b', 'cor_a']);
    const [first] = await ask({ limit: 1 });
    expect(await ask({ before: first?.position ?? 0n })).toEqual(all.slice(1));
    expect(await ask({ correlationId: 'cor_b' })).toEqual([all[1]]);
    expect(await ask({ state: 'sent' })).toEqual([]);
    expect(await outreachesOf(log.pool, { issuerId: 'iss_other', holderId, before: LATEST, limit: 1 })).toEqual([]);
  });

  it('counts every message in the state that it is in', async () => {
    await runner.reached((await log.head()).position, 10_000);
    const asked = { issuerId: ISSUER, before: LATEST, limit: 10_000 };
    const counted = new Map<string, bigint>();
    for (const { view } of await outreachesOf(log.pool, asked)) {
      const key = `${view.category} ${view.state}`;
      counted.set(key, (counted.get(key) ?? 0n) + 1n);
    }
    const counts = (await outreachCounts(log.pool, ISSUER)).filter(({ messages }) => messages !== 0n);
    expect(new Map(counts.map(({ category, state, messages }) => [`${category} ${state}`, messages]))).toEqual(counted);
    expect(await outreachCounts(log.pool, 'iss_other')).toEqual([]);
  });

  it('shows a contact with the last word on each consent, to its issuer', async () => {
    const holderId = await register('zh-CN');
    await consents(holderId, true);
    await consents(holderId, false);
    await runner.reached((await log.head()).position, 10_000);
    const proof = { proof: 'form-1', means: 'form', textVersion: 'v3', saidTo: 'service:notifications' };
    const said = { category: 'marketing', channel: 'sms', given: false, ...proof };
    const rest = {
      holderClass: null,
      visitClass: null,
      visitSince: null,
      managerId: null,
      roaming: false,
      ended: null,
    };
    expect(await contactView(log.pool, ISSUER, holderId)).toEqual({
      holderId,
      locale: 'zh-CN',
      ...rest,
      consents: [{ ...said, saidAt: '2026-03-04T02:00:00.000Z' }],
    });
    expect(await contactView(log.pool, 'iss_other', holderId)).toBeUndefined();
    const silent = await register('en');
    await runner.reached((await log.head()).position, 10_000);
    expect(await contactView(log.pool, ISSUER, silent)).toEqual({
      holderId: silent,
      locale: 'en',
      ...rest,
      consents: [],
    });
  });

  it('is the same byte for byte when it is folded again, in whatever batches', async () => {
    await runner.reached((await log.head()).position, 10_000);
    for (const projection of [contactProjection, outreachProjection, deliveryProjection]) {
      for (const batchEvents of [1, undefined]) {
        const live = await captureLive(log, projection);
        const finding = await compareProjection(log, live, log, () => undefined, batchEvents);
        expect(finding).toMatchObject({ projection: projection.name, equal: true });
        expect(finding.rows).toBeGreaterThan(0);
      }
    }
  });
});
