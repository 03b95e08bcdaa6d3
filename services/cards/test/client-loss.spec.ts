import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { transaction } from '@scrip/event-store';
import type { Effect, Message } from '@scrip/kafka';
import { fen } from '@scrip/money';
import { preset } from '@scrip/programme';
import { BatchIssue } from '../src/batch/batch-issue.ts';
import { LedgerClientConsumer } from '../src/card/ledger-client.consumer.ts';
import { StaffIssue } from '../src/staff-list/staff-issue.ts';
import { at, cardIn, type Made, PERSON } from './card-story.ts';
import { CardsDoor, type Got } from './cards-door.ts';
import { giftProgramme } from './gift-programme.ts';

const NOW = Date.parse('2025-06-01T10:00:00+08:00');
const MEAL = { programmeId: 'corporate-meal', productKey: 'meal-card' };
const UNDER = { programmeId: 'corporate-meal', programmeVersion: 1 };

describe("the loss of a client's card", () => {
  let door: CardsDoor;
  let people = 0;

  beforeAll(async () => {
    door = await CardsDoor.open({ now: () => NOW });
    expect((await door.post('/programmes/corporate-meal/versions', preset('corporate-meal'))).status).toBe(201);
    await heard(1, (consumer, message) => {
      const client = { clientId: 'acme', productKey: 'meal-card', agentId: 'agent-0', ...UNDER, termEndsDate: null };
      return consumer.onClientOpened(client, message);
    });
    const agent = (version: number, agentId: string) =>
      heard(version, (consumer, message) => consumer.onClientAgentNamed({ clientId: 'acme', agentId }, message));
    await agent(3, 'agent-1');
    // News that come late, or again, change nothing.
    await agent(2, 'agent-late');
    await agent(3, 'agent-1');
  });

  afterAll(() => door?.close());

  beforeEach(() => {
    door.ledger.asked.length = 0;
  });

  /** What the ledger says of clients, at a version of the client's stream. */
  async function heard(
    version: number,
    tell: (consumer: LedgerClientConsumer, message: Message) => Effect,
  ): Promise<void> {
    const message = { who: { issuerId: 'iss_a' }, envelope: { issuerId: 'iss_a', version } } as unknown as Message;
    const effect = tell(door.part(LedgerClientConsumer), message);
    if (!effect || !('writes' in effect)) throw new Error('SQL was expected');
    await transaction(door.log.pool, (tx) => effect.writes(tx));
  }

  interface Person extends Made {
    readonly idNumber: string;
  }

  /** An active meal card of somebody new, or of a holder who is known. */
  async function person(known?: Person): Promise<Person> {
    people += 1;
    const idNumber = known?.idNumber ?? `P55500${String(people).padStart(2, '0')}`;
    const { body: holder } = await door.post('/holders', { ...PERSON, idNumber });
    const { body } = await door.post('/cards', { holderId: holder['holderId'], ...MEAL });
    expect((await door.post(`/cards/${String(body['cardId'])}/activation`)).status).toBe(201);
    return { ...cardIn(body), idNumber };
  }

  /** A list of a client is billed with these cards as new ones, and paid unless nobody says so. */
  async function ordered(
    listId: string,
    cards: readonly Made[],
    end: 'paid' | 'withdrawn' | 'open',
    clientId = 'acme',
  ): Promise<void> {
    const lines = cards.map(({ walletId }) => ({ walletId, amountFen: fen(30_000), newCard: true }));
    const bill = { newCards: lines.length, allowancesFen: fen(0), depositFen: fen(500), billFen: fen(0) };
    const ref = { clientId, listId };
    const list = { ...ref, lines, ...bill, ...UNDER, askedBy: 'agent-1', dueDate: null };
    for (let times = 0; times < 2; times += 1) {
      await heard(4, (consumer, message) => consumer.onClientListSubmitted(list, message));
    }
    if (end === 'paid') {
      const paid = { ...ref, paidFen: fen(0), bankReference: 'b-1', ...UNDER };
      await heard(5, (consumer, message) => consumer.onClientListPaid(paid, message));
    }
    if (end === 'withdrawn') {
      await heard(5, (consumer, message) => consumer.onClientListWithdrawn({ ...ref, billFen: fen(0) }, message));
    }
  }

  const report = (card: Made, more: object = {}, key?: string): Promise<Got> =>
    at(door, card, 'loss-reports', { channel: 'desk', ...more }, key === undefined ? {} : { key });
  const typesOf = async (card: Made): Promise<unknown[]> => {
    await door.caughtUp();
    const { body } = await door.get(`/cards/${card.cardId}/history`);
    return (body['items'] as { type: string }[]).map(({ type }) => type);
  };

  it('is its agent’s to report: another is refused, and nothing is blocked', async () => {
    const card = await person();
    await ordered('own', [card], 'paid');
    const refused = { status: 403, code: 'not_the_agent', clientId: 'acme', agentId: 'agent-1' };
    expect((await report(card)).body).toMatchObject({ ...refused, askedBy: null });
    expect((await report(card, { askedBy: 'agent-0' })).body).toMatchObject({ ...refused, askedBy: 'agent-0' });
    expect(door.ledger.asked).toEqual([]);
    expect((await door.get(`/cards/${card.cardId}`)).body).toMatchObject({ state: 'active' });
    expect(await report(card, { askedBy: 'agent-1' })).toMatchObject({ status: 201, body: { blocked: true } });
    expect(await typesOf(card)).toEqual(['CardIssued', 'CardActivated', 'CardReportedLost']);
  });

  it('is taken from a holder with an ID document at once, and that it was the holder is a fact of its own', async () => {
    const card = await person();
    await ordered('by-id', [card], 'paid');
    const wrong = await report(card, { idNumber: 'P0000001' });
    expect(wrong.body).toMatchObject({ status: 403, code: 'id_mismatch' });
    expect(JSON.stringify(wrong.body)).not.toContain('P0000001');
    const { idNumber } = card;
    const first = await report(card, { idNumber, askedBy: 'employee-7' }, 'by-id');
    expect(first).toMatchObject({ status: 201, body: { blocked: true, cardId: card.cardId } });
    expect((await report(card, { idNumber, askedBy: 'employee-7' }, 'by-id')).body).toEqual(first.body);
    const types = await typesOf(card);
    expect(types.slice(2)).toEqual(['CardReportedLost', 'CardLossReportedByHolder']);
    const { body } = await door.get(`/cards/${card.cardId}/history`);
    const { data } = (body['items'] as { data: object }[]).at(-1) ?? {};
    expect(data).toMatchObject({ clientId: 'acme', walletId: card.walletId });
    expect((await door.get(`/cards/${card.cardId}`)).body).toMatchObject({ state: 'lost' });
  });

  it('is taken on the hotline from its holder, together with the holder’s own cards', async () => {
    const meal = await person();
    const own = await person(meal);
    expect(own.holderId).toBe(meal.holderId);
    await ordered('hotline', [meal], 'paid');
    await door.caughtUp();
    const answers = { name: PERSON.name, birthDate: PERSON.birthDate };
    const blocked = await door.post('/hotline/loss-reports', { idNumber: meal.idNumber, answers });
    expect(blocked).toMatchObject({ status: 201, body: { blocked: true } });
    expect(blocked.body['cards']).toHaveLength(2);
    expect(door.ledger.asked).toHaveLength(2);
    expect((await typesOf(meal)).slice(2)).toEqual(['CardReportedLost', 'CardLossReportedByHolder']);
    expect((await typesOf(own)).slice(2)).toEqual(['CardReportedLost']);
  });

  it('is anybody’s to report at the desk while no list that was paid has its card', async () => {
    const [waiting, withdrawn, other] = [await person(), await person(), await person()];
    await ordered('waiting', [waiting], 'open');
    await ordered('withdrawn', [withdrawn], 'withdrawn');
    for (const card of [waiting, withdrawn, other]) expect(await report(card)).toMatchObject({ status: 201 });
  });

  it('is its agent’s to report also where its client was opened before cards heard of any: the ledger is asked once', async () => {
    const [first, second] = [await person(), await person()];
    await ordered('old', [first, second], 'paid', 'elder');
    const read = '/ledger/v1/clients/elder';
    const silent = door.ledger.answer;
    door.ledger.answer = ({ path }) => {
      return path === read
        ? { status: 200, body: { clientId: 'elder', agentId: 'agent-9' } }
        : { status: 200, body: {} };
    };
    try {
      const refused = { code: 'not_the_agent', clientId: 'elder', agentId: 'agent-9' };
      expect((await report(first)).body).toMatchObject(refused);
      expect((await report(second, { askedBy: 'agent-1' })).body).toMatchObject(refused);
      expect(door.ledger.asked.map(({ path }) => path)).toEqual([read]);
    } finally {
      door.ledger.answer = silent;
    }
    await heard(1, (consumer, message) =>
      consumer.onClientAgentNamed({ clientId: 'elder', agentId: 'agent-10' }, message),
    );
    expect((await report(first, { askedBy: 'agent-9' })).body).toMatchObject({ agentId: 'agent-10' });
    expect(await report(first, { askedBy: 'agent-10' })).toMatchObject({ status: 201 });
  });

  it('is anybody’s to report where the ledger does not tell who acts for its client', async () => {
    const card = await person();
    await ordered('untold', [card], 'paid', 'untold');
    const done = door.ledger.answer;
    door.ledger.answer = (asked) => {
      return asked.path.includes('/clients/') ? { status: 404, body: { code: 'client_unknown' } } : done(asked);
    };
    try {
      expect(await report(card)).toMatchObject({ status: 201, body: { blocked: true } });
      expect(door.ledger.asked.map(({ path }) => path)).toEqual([
        '/ledger/v1/clients/untold',
        `/ledger/v1/wallets/${card.walletId}/card-blocks`,
      ]);
    } finally {
      door.ledger.answer = done;
    }
  });

  it('of a staff list is the agent’s to report before the ledger has billed anything', async () => {
    const path = `/clients/acme/staff-lists?listId=staff&programmeId=${MEAL.programmeId}&productKey=${MEAL.productKey}`;
    const csv = 'name,idNumber,staffNo,amountYuan\n某乙,P7770001,e-1,300';
    const { status, body: list } = await door.post(path, csv, { media: 'text/csv' });
    expect(status).toBe(201);
    await door.part<StaffIssue>(StaffIssue).run(String(list['staffListId']));
    await door.caughtUp();
    const { body } = await door.get('/clients/acme/staff-lists/staff/lines');
    const [line] = body['items'] as Made[];
    if (!line) throw new Error('the line has a card');
    expect((await report(line)).body).toMatchObject({ code: 'not_the_agent', clientId: 'acme' });
    expect(await report(line, { askedBy: 'agent-1' })).toMatchObject({ status: 201 });
  });
});

describe('the loss of a bearer card', () => {
  let door: CardsDoor;

  beforeAll(async () => {
    door = await CardsDoor.open({ now: () => NOW });
    expect((await door.post('/programmes/gift/versions', giftProgramme())).status).toBe(201);
  });

  afterAll(() => door?.close());

  it('leaves no fingerprint by which the ID number that was shown could be found by trying', async () => {
    const order = { programmeId: 'gift', productKey: 'gift-card', faceFen: 10_000, makerId: 'maker-1', cards: 1 };
    const { body: batch } = await door.post('/batches', order);
    await door.part<BatchIssue>(BatchIssue).run(String(batch['batchId']));
    const { rows } = await door.log.pool.query<{ card_id: string }>(
      `SELECT stream_id AS card_id FROM event WHERE stream = 'card' LIMIT 1`,
    );
    const path = `/cards/${rows[0]?.card_id}/loss-reports`;
    /** How often the plain hash of a report is among the keys' commands, once it was made. */
    const plainOf = async (body: object): Promise<number> => {
      expect((await door.post(path, body)).status).toBe(409);
      const plain = createHash('sha256')
        .update(`POST /cards/v1${path}\n${JSON.stringify(body)}\n`)
        .digest();
      return (await door.log.pool.query('SELECT 1 FROM verdict WHERE input = $1', [plain])).rows.length;
    };
    expect(await plainOf({ channel: 'desk' })).toBe(1);
    expect(await plainOf({ channel: 'desk', idNumber: 'P1234567' })).toBe(0);
  });
});
