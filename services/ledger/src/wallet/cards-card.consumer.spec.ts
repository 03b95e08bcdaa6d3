import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Terms } from '@scrip/chassis';
import type { CardEvent } from '@scrip/contracts';
import { EventLog, idFrom, type Verdict } from '@scrip/event-store';
import type { Effect, Message } from '@scrip/kafka';
import { type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { apparel } from '../../test/apparel.ts';
import { carryOut, effectOf, messageOf } from '../../test/card-news.ts';
import { at, buying, paying, terms, yuan } from '../../test/wallet-story.ts';
import { type LedgerEvent, postings } from '../journal/ledger-postings.ts';
import { whyCardIsShut } from './cards.ts';
import { CardsCardConsumer } from './cards-card.consumer.ts';
import { ProgrammeTerms } from './programme-terms.ts';
import { type WalletState, walletDecider } from './wallet.decider.ts';
import { bearerOf, blockCard, LOST } from './wallet-card.rule.ts';
import { recharge, spend } from './wallet-till.rule.ts';

let database: ThrowawayDatabase;
let log: EventLog;
let consumer: CardsCardConsumer;
/** The log's clock; only these tests move it. */
let now = at('2025-06-15', '09:00:00');

beforeAll(async () => {
  database = await throwawayDatabase('ledger');
  log = await EventLog.open({ service: 'ledger', connection: database.appUrl, clock: { now: () => now } });
  consumer = new CardsCardConsumer(log, new ProgrammeTerms(new Terms(log), log));
});
afterAll(async () => {
  await log.close();
  await database.drop();
});

/** What the events of cards said before replacements. */
const FIRST = { cardVersion: null, form: null, applicationId: null, replacesCardId: null, cause: null };

let position = 0;
/** A card with a wallet of its own, and what is heard of it. */
function card(name: string) {
  const ids = { cardId: idFrom('crd', name), walletId: idFrom('wal', name), holderId: idFrom('hld', name) };
  const under = { programmeId: 'apparel-recharge', programmeVersion: 1, productKey: 'recharge-card' };
  const { cardId, walletId, holderId } = ids;
  return {
    ...ids,
    issued: news({
      type: 'CardIssued',
      data: { ...ids, ...under, ...FIRST, cardNumber: '6200000000000000', sequence: 1 },
    }),
    activated: news({
      type: 'CardActivated',
      data: { cardId, walletId, sequence: 1, cardVersion: null, expiresAt: null },
    }),
    lost: (reportedAt: number) =>
      news({
        type: 'CardReportedLost',
        data: { cardId, walletId, holderId, sequence: 1, cardVersion: null, cause: null, reportedAt, channel: 'desk' },
      }),
  };
}

interface News {
  readonly effect: Effect | Promise<Effect>;
  readonly message: Message;
}

function news(event: CardEvent): News {
  position += 1;
  const message = messageOf(event, { position, occurredAt: now, issuerId: 'iss_a' });
  return { effect: effectOf(consumer, event, message), message };
}

const hear = async ({ effect }: News): Promise<Verdict | 'tolerated'> => carryOut(log, await effect);
const stateOf = async (walletId: string): Promise<WalletState> => (await log.state(walletDecider, walletId)).state;
const versionOf = async (walletId: string): Promise<number> => (await log.state(walletDecider, walletId)).version;
const eventTypes = async (walletId: string): Promise<string[]> =>
  (await log.readStream(walletId)).map(({ event }) => event.type);

describe('the ledger hears from cards', () => {
  it('that a card is issued: its wallet opens, for the same issuer, caused by that event', async () => {
    const { walletId, issued, holderId, cardId } = card('issued');
    expect(await hear(issued)).toMatchObject({ kind: 'accepted' });
    const [opened] = await log.readStream(walletId);
    expect(opened).toMatchObject({
      envelope: {
        issuerId: 'iss_a',
        actor: 'service:ledger',
        causationId: issued.message.envelope.eventId,
        occurredAt: issued.message.envelope.occurredAt,
      },
      event: { type: 'WalletOpened', data: { walletId, holderId, cardId, cardSequence: 1 } },
    });
    expect(opened?.event.data).not.toHaveProperty('cardNumber');
  });

  it('that it is activated: it opens the wallet', async () => {
    const { walletId, issued, activated } = card('activated');
    await hear(issued);
    await hear(activated);
    expect(await stateOf(walletId)).toMatchObject({ cards: { known: [{ state: 'active' }], activeSequence: 1 } });
  });

  it('anything twice: the second time changes nothing', async () => {
    const { walletId, issued, activated, lost } = card('twice');
    for (const one of [issued, activated, lost(now)]) {
      await hear(one);
      const version = await versionOf(walletId);
      expect(await hear(one)).toMatchObject({ kind: 'accepted', events: [] });
      expect(await versionOf(walletId)).toBe(version);
    }
  });

  it('that it is lost: it is blocked, and what slipped in since the report is the issuer’s', async () => {
    const { walletId, cardId, issued, activated, lost } = card('lost');
    await hear(issued);
    await hear(activated);
    const who = { ...issued.message.who, occurredAt: now };
    const execute = (decide: (wallet: WalletState) => ReturnType<typeof spend>) =>
      log.execute({ who, key: null, decider: walletDecider, streamId: walletId, decide });
    await execute((wallet) => recharge(wallet, paying({ at: now }), terms()));
    now = at('2025-06-15', '09:59:59');
    await execute((wallet) => spend(wallet, buying({ spendId: 'spd_before', cardId }), terms()));
    const reportedAt = at('2025-06-15', '10:00:00');
    now = reportedAt + 1;
    // The till's clock is late; what counts is when the log took it.
    const late = buying({ spendId: 'spd_after', cardId, amountFen: yuan(30), at: at('2025-06-15', '09:00:00') });
    await execute((wallet) => spend(wallet, late, terms()));
    await hear(lost(reportedAt));
    expect((await log.readStream(walletId)).slice(-2)).toMatchObject([
      { event: { type: 'WalletCardBlocked', data: { cardId, reportedAt, reason: LOST } } },
      { event: { type: 'WalletSpendAssumedByIssuer', data: { spendId: 'spd_after', amountFen: yuan(30) } } },
    ]);
  });

  it('that it is lost after the call of cards has blocked it: nothing new, and the event is done with', async () => {
    const { walletId, cardId, issued, activated, lost } = card('called');
    await hear(issued);
    await hear(activated);
    const blocking = { cardId, cardSequence: 1, reportedAt: now, reason: LOST };
    const { who } = issued.message;
    const decide = (wallet: WalletState) => blockCard(wallet, blocking, []);
    await log.execute({ who, key: null, decider: walletDecider, streamId: walletId, decide });
    expect(await hear(lost(now))).toMatchObject({ kind: 'accepted', events: [] });
    expect(await eventTypes(walletId)).toEqual(['WalletOpened', 'WalletCardActivated', 'WalletCardBlocked']);
  });

  it('that it is activated after it was blocked: it stays shut', async () => {
    const { walletId, cardId, issued, activated } = card('overtaken');
    await hear(issued);
    const blocking = { cardId, cardSequence: 1, reportedAt: now, reason: LOST };
    const { who } = issued.message;
    const decide = (wallet: WalletState) => blockCard(wallet, blocking, []);
    await log.execute({ who, key: null, decider: walletDecider, streamId: walletId, decide });
    expect(await hear(activated)).toBe('tolerated');
    expect(await stateOf(walletId)).toMatchObject({ cards: { known: [{ state: 'blocked' }] } });
  });

  /** Hears the events in turn, each twice; the second time must add nothing. */
  async function hearTwice(...events: CardEvent[]): Promise<void> {
    for (const event of events) {
      const one = news(event);
      await hear(one);
      const version = await versionOf(event.data.walletId as string);
      await hear(one);
      expect(await versionOf(event.data.walletId as string)).toBe(version);
    }
  }

  it('that it is suspended and resumed, and that it is damaged and works after all', async () => {
    const { walletId, cardId, issued, activated } = card('suspended');
    await hear(issued);
    await hear(activated);
    const ref = { cardId, walletId, sequence: 1, cardVersion: 1 };
    await hearTwice({ type: 'CardSuspended', data: { ...ref, reason: 'suspected_fraud' } });
    expect(await stateOf(walletId)).toMatchObject({ cards: { known: [{ state: 'suspended' }] } });
    await hearTwice({ type: 'CardResumed', data: { ...ref, reason: 'cleared' } });
    await hearTwice({ type: 'CardResumed', data: { ...ref, reason: 'works_after_all' } });
    expect(await stateOf(walletId)).toMatchObject({ cards: { known: [{ state: 'active' }] } });
  });

  it('that two persons let it be used again: also where news of the report come after it', async () => {
    const { walletId, cardId, issued, activated, lost } = card('found');
    await hear(issued);
    await hear(activated);
    const found = { cardId, walletId, sequence: 1, cardVersion: 1, reason: 'found', reportedAt: now, proposedBy: 'd' };
    await hearTwice({ type: 'CardUnblocked', data: found });
    await hear(lost(now));
    expect(await stateOf(walletId)).toMatchObject({ cards: { known: [{ state: 'active' }] } });
    await hear(lost(now + 1));
    expect(await stateOf(walletId)).toMatchObject({ cards: { known: [{ state: 'blocked', before: 'active' }] } });
    await hearTwice({ type: 'CardUnblocked', data: { ...found, reportedAt: now + 1 } });
    expect(await stateOf(walletId)).toMatchObject({ cards: { known: [{ state: 'active' }] } });
  });

  it('that another card with a number of its own is in its place: the old one opens nothing, whichever is heard first', async () => {
    for (const [name, order] of [
      ['replaced', [0, 1, 2]],
      ['replaced the other way round', [2, 0, 1]],
    ] as const) {
      const { walletId, holderId, cardId, issued, activated } = card(name);
      await hear(issued);
      await hear(activated);
      const newId = idFrom('crd', `${name} by`);
      const under = { programmeId: 'apparel-recharge', programmeVersion: 1, productKey: 'recharge-card' };
      const made = { walletId, holderId, cardId: newId, cardNumber: '9156000000000009', sequence: 1, cardVersion: 2 };
      const why = { form: 'physical', applicationId: null, replacesCardId: cardId, cause: 'forgotten' };
      const facts: CardEvent[] = [
        { type: 'CardIssued', data: { ...made, ...under, ...why } },
        { type: 'CardActivated', data: { cardId: newId, walletId, sequence: 1, cardVersion: 2, expiresAt: null } },
        {
          type: 'CardReplaced',
          data: { cardId, walletId, sequence: 1, cardVersion: 1, replacementCardId: newId, cause: 'forgotten' },
        },
      ];
      await hearTwice(...order.map((index) => facts[index] as CardEvent));
      const state = await stateOf(walletId);
      expect(state).toMatchObject({ cards: { activeSequence: 2 } });
      if (state.status !== 'open') throw new Error('the wallet is open');
      expect(whyCardIsShut(state.cards, newId)).toBeUndefined();
      expect(whyCardIsShut(state.cards, cardId)).toMatchObject({ code: 'card_void' });
    }
  });

  it('that a blank card was sold with its value, and to whom it was registered', async () => {
    const [cardId, walletId] = [idFrom('crd', 'blank'), idFrom('wal', 'blank')];
    const programme = apparel();
    const published = { programmeId: programme.id, version: 1, effectiveAt: Date.parse(programme.effectiveAt) };
    const stored = { issuerId: 'iss_a', ...published, documentJson: JSON.stringify(programme) };
    await new Terms(log).keep(log.pool, stored);
    const ref = { cardId, walletId, sequence: 1, cardVersion: 1 };
    const of = { programmeId: programme.id, programmeVersion: 1, productKey: 'recharge-card', form: 'physical' };
    const place = { placeKind: null, placeId: null, orderId: null, region: null, expiresAt: null };
    const paid = { saleId: null, tender: null };
    const sold = { ...ref, cardNumber: '9156000000000009', ...of, ...place, ...paid, faceFen: yuan(1_000) };
    await hearTwice({ type: 'CardSold', data: sold });
    expect(await eventTypes(walletId)).toEqual(['WalletOpened', 'WalletCardActivated', 'WalletRecharged']);
    expect(await stateOf(walletId)).toMatchObject({ holderId: bearerOf(walletId), cards: { activeSequence: 1 } });
    await hearTwice({ type: 'CardRegistered', data: { ...ref, holderId: idFrom('hld', 'late') } });
    expect(await stateOf(walletId)).toMatchObject({ holderId: idFrom('hld', 'late') });
    await hearTwice({ type: 'CardVoided', data: { ...ref, reason: 'returned' } });
    expect(await stateOf(walletId)).toMatchObject({ cards: { known: [{ state: 'void' }] } });
  });

  it('how a card was paid that is sold: with its order by a distributor, by the buyer at a branch', async () => {
    const programme = apparel();
    const of = { programmeId: programme.id, programmeVersion: 1, productKey: 'recharge-card', form: 'physical' };
    const soldFrom = async (name: string, how: { placeKind: string; orderId: string | null; tender: string }) => {
      const ref = { cardId: idFrom('crd', name), walletId: idFrom('wal', name), sequence: 1, cardVersion: 1 };
      const where = { placeId: 'place-1', region: null, expiresAt: null, saleId: idFrom('sal', name) };
      const sold = { ...ref, cardNumber: '9156000000000009', ...of, ...where, ...how, faceFen: yuan(1_000) };
      await hearTwice({ type: 'CardSold', data: sold });
      const facts = await log.readStream(ref.walletId);
      const loaded = facts.find(({ event }) => event.type === 'WalletRecharged')?.event;
      return loaded && postings(loaded as LedgerEvent).filter(({ amountFen }) => amountFen > 0n)[0]?.account;
    };
    const byDistributor = { placeKind: 'distributor', orderId: 'order-1', tender: 'cash' };
    expect(await soldFrom('by-distributor', byDistributor)).toBe('liability:recharge-card');
    expect(await soldFrom('by-branch', { placeKind: 'branch', orderId: null, tender: 'bank-transfer' })).toBe(
      'asset:cash:bank-transfer',
    );
  });

  it('that a card is void which was never sold: there is no wallet, and the event is done with', async () => {
    const [cardId, walletId] = [idFrom('crd', 'spoilt'), idFrom('wal', 'spoilt')];
    const spoilt = { cardId, walletId, sequence: 1, cardVersion: 1, reason: 'spoilt' };
    expect(await hear(news({ type: 'CardVoided', data: spoilt }))).toBe('tolerated');
  });
});
