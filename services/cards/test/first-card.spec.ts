import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId, on, type Placed, type Tx } from '@scrip/event-store';
import { fen } from '@scrip/money';
import { cardDecider } from '../src/card/card.decider.ts';
import { UncollectedCards } from '../src/replacement/replacement-due.ts';
import { StaffIssue } from '../src/staff-list/staff-issue.ts';
import { staffListDecider } from '../src/staff-list/staff-list.decider.ts';
import { keepLines } from '../src/staff-list/staff-store.ts';
import { CardsDoor, type Got } from './cards-door.ts';
import { packingList, ReplacementStory, StoryClock } from './replacement-story.ts';

const START = '2025-02-26T10:00:00+08:00';
const clock = new StoryClock(START);
const PRODUCT = { programmeId: 'apparel-recharge', productKey: 'recharge-card' };
/** An application for a card that one look and one word decide on. */
const approval = {
  key: 'bank-card',
  name: { 'zh-CN': '银行卡', en: 'Bank card' },
  subject: 'card',
  product: PRODUCT.productKey,
  channels: ['desk'],
  documents: [],
  steps: [],
  authorities: [{ roles: ['branch-head'] }],
};

describe('the first card of a holder, where a vendor makes the cards', () => {
  let door: CardsDoor;
  let story: ReplacementStory;
  let holders = 0;

  beforeAll(async () => {
    door = await CardsDoor.open(clock);
  });

  afterAll(() => door?.close());

  beforeEach(async () => {
    clock.moveTo(START);
    story = await ReplacementStory.begin(door, {}, { approvals: [approval] });
  });

  async function holder(name = '某己'): Promise<{ readonly holderId: string; readonly idNumber: string }> {
    holders += 1;
    const idNumber = `1101051949125${String(holders).padStart(5, '0')}`;
    const { holderId } = await story.made('/holders', { name, idNumber, locale: 'zh-CN' });
    return { holderId: String(holderId), idNumber };
  }

  /** What the register has of the card. */
  async function making(cardId: string): Promise<Got['body']> {
    await door.caughtUp();
    const { body } = await story.get(`/replacements?cardId=${cardId}`);
    const [item] = body['items'] as Got['body'][];
    if (!item) throw new Error('the card is in no register');
    return item;
  }

  it('goes from the application by file, report, letter and branch into the hand of its holder', async () => {
    const { holderId, idNumber } = await holder();
    const asked = { holderId, programmeId: PRODUCT.programmeId, approvalKey: 'bank-card', channel: 'desk' };
    const { applicationId } = await story.made('/applications', asked);
    const path = `/applications/${String(applicationId)}/approval`;
    const by = { subject: 'head', roles: ['branch-head'] };
    expect(await story.post(path, undefined, by)).toMatchObject({
      status: 409,
      body: { code: 'branch_missing', vendorId: 'card-works' },
    });
    const { cardId, walletId } = await story.made(path, { branchNo: '0101' }, by);
    expect(await story.stateOf(String(cardId))).toBe('approved');
    const first = await making(String(cardId));
    expect(first).toMatchObject({ status: 'applied', cause: 'first', cardId: null, sequence: null, newSequence: 1 });
    const card = { cardId: String(cardId), cardNumber: String(first['cardNumber']) };

    expect(await story.close('2025-02-26')).toMatchObject({ lineCount: 1 });
    expect((await story.file('2025-02-26')).text).toContain(`1,${card.cardNumber},1,recharge-card,某己,0101,`);
    const report = `cardNumber,sequence,batch\n${card.cardNumber},1,B-0226\n`;
    expect((await story.send('production-reports', report)).body).toMatchObject({ totals: { accepted: 1 } });
    expect(await story.stateOf(card.cardId)).toBe('produced');
    await door.caughtUp();
    const letter = packingList({ branchNo: '0101', postNumber: 'RF000000001CN', cards: [card] });
    const { body: sent } = await story.send('packing-lists', letter);
    const [list] = sent['lists'] as { packingListId: string }[];
    clock.moveTo('2025-03-01T09:00:00+08:00');
    const counted = await story.post(`/packing-lists/${list?.packingListId}/counts`, {
      cardNumbers: [card.cardNumber],
    });
    expect(counted.body).toMatchObject({ arrived: 1, missing: 0 });
    expect(await story.stateOf(card.cardId)).toBe('in_stock');

    const replacementId = String(first['replacementId']);
    expect((await story.collect(replacementId, '110105194912319999')).body['code']).toBe('id_mismatch');
    expect(await story.collect(replacementId, idNumber)).toMatchObject({
      status: 201,
      body: { cardId: null, newCardId: cardId, walletId, newSequence: 1, branchNo: '0101' },
    });
    await door.caughtUp();
    const active = await story.get(`/cards/${card.cardId}`);
    expect(active.body).toMatchObject({ state: 'active', holderId, walletId, sequence: 1, cardVersion: 1 });
    expect(await story.shown(replacementId)).toMatchObject({ status: 'collected' });
    const owed = await story.get('/vendors/card-works/payable?from=2025-02-01&to=2025-03-31');
    expect(owed.body).toMatchObject({ totalFen: 800 + 520 });
    // What the ledger opens the wallet by says which application it was.
    const { rows } = await door.log.pool.query(
      "SELECT count(*) FROM event WHERE stream_id = $1 AND type IN ('CardIssued', 'CardActivated')",
      [cardId],
    );
    expect(rows).toEqual([{ count: 2n }]);
  });

  it('is ordered at the desk too, void when nobody collects it in 30 days, or when its holder declines it', async () => {
    const body = { holderId: (await holder()).holderId, ...PRODUCT };
    expect((await story.post('/cards', body)).body).toMatchObject({ code: 'branch_missing' });
    const ordered = await story.made('/cards', { ...body, branchNo: '0101' });
    const declined = await story.made('/cards', {
      ...PRODUCT,
      ...(await holder()),
      idNumber: undefined,
      branchNo: '0101',
    });
    const cards = [ordered, declined].map((card) => ({ cardNumber: String(card['cardNumber']) }));
    expect(await story.post(`/cards/${String(ordered['cardId'])}/activation`)).toMatchObject({
      status: 409,
      body: { code: 'card_approved' },
    });
    expect(await story.post(`/cards/${String(declined['cardId'])}/void`, { reason: 'mistake' })).toMatchObject({
      status: 409,
      body: { code: 'card_in_making', replacementId: declined['replacementId'] },
    });
    await story.close('2025-02-26');
    expect(await story.made(`/replacements/${String(declined['replacementId'])}/declination`)).toMatchObject({
      cardId: null,
      cause: 'first',
      reason: 'declined',
    });
    expect(await story.stateOf(String(declined['cardId']))).toBe('void');
    const { body: sent } = await story.send(
      'packing-lists',
      packingList({ branchNo: '0101', postNumber: 'RF000000002CN', cards }),
    );
    const [list] = sent['lists'] as { packingListId: string }[];
    clock.moveTo('2025-03-01T09:00:00+08:00');
    await story.made(`/packing-lists/${list?.packingListId}/counts`, {
      cardNumbers: cards.map(({ cardNumber }) => cardNumber),
    });
    await door.caughtUp();
    const due = door.part<UncollectedCards>(UncollectedCards);
    clock.moveTo('2025-04-01T00:00:00+08:00');
    const items = (await due.due(clock.now(), 100)).filter(({ issuerId }) => issuerId === story.issuerId);
    expect(items.map(({ replacementId }) => replacementId)).toEqual([ordered['replacementId']]);
    for (const item of items) await due.carryOut(item);
    expect(await story.stateOf(String(ordered['cardId']))).toBe('void');
    expect(await story.shown(String(ordered['replacementId']))).toMatchObject({ voidReason: 'not_collected' });
  });

  it('of a staff list goes the same way; the list says where the cards are collected', async () => {
    const text = '姓名,身份证号,工号\n某庚,P1111111,e-1\n某辛,P1111112,e-2\n';
    const path = `/clients/acme/staff-lists?listId=one&programmeId=apparel-recharge&productKey=recharge-card`;
    expect((await story.post(path, text, { media: 'text/csv' })).body).toMatchObject({ code: 'branch_missing' });
    const taken = await story.made(`${path}&branchNo=0102`, text, { media: 'text/csv' });
    expect(await door.part<StaffIssue>(StaffIssue).run(String(taken['staffListId']))).toBe(2);
    await door.caughtUp();
    const waiting = await story.get('/clients/acme/staff-lists/one/lines');
    expect(waiting.body).toEqual({ items: [], next: null, waiting: 2 });
    const { body } = await story.get('/clients/acme/staff-lists/one/lines?which=all');
    expect(body).toMatchObject({
      items: [{ staffNo: 'e-1', state: 'approved', refusal: null }, { state: 'approved' }],
    });
    expect(await story.close('2025-02-26')).toMatchObject({ lineCount: 2 });
    expect((await story.file('2025-02-26')).text).toContain(',某辛,0102,');
  });

  /** Facts as they were before vendors made first cards. */
  const tell = (events: readonly Placed[], writes?: (tx: Tx) => Promise<void>) =>
    door.log.executeAcross({
      who: {
        issuerId: story.issuerId,
        actor: 'desk-1',
        occurredAt: clock.now(),
        correlationId: 'cor_1',
        causationId: null,
        traceparent: null,
      },
      key: null,
      streams: [...new Map(events.map(({ streamId, event }) => [streamId, refOf(streamId, event.type)])).values()],
      ...(writes && { writes }),
      decide: () => ({ kind: 'accepted', events }),
    });
  const refOf = (streamId: string, type: string) =>
    type === 'StaffListAccepted' ? on(staffListDecider, streamId) : on(cardDecider, streamId);

  it('that was approved before there was a vendor is ordered afterwards, once', async () => {
    const { holderId } = await holder();
    const [cardId, walletId, applicationId] = [newId('crd'), newId('wal'), newId('apl')];
    const ids = { cardId, walletId, applicationId };
    const card = { cardNumber: '9156000000000777', sequence: 1, cardVersion: 1, form: 'physical' };
    const none = { replacesCardId: null, cause: null };
    await tell([
      {
        streamId: cardId,
        event: { type: 'CardApplied', data: { ...ids, ...card, ...none, ...PRODUCT, holderId, programmeVersion: 1 } },
      },
      { streamId: cardId, event: { type: 'CardApproved', data: ids } },
    ]);
    const path = `/cards/${cardId}/making`;
    expect((await story.post(path, {})).status).toBe(400);
    const before = { at: '2025-01-21T10:00:00+08:00' };
    expect((await story.post(path, { branchNo: '0101' }, before)).body).toMatchObject({ code: 'vendor_not_named' });
    const ordered = await story.made(path, { branchNo: '0101' });
    expect(ordered).toMatchObject({ cardId, walletId, holderId, vendorId: 'card-works', branchNo: '0101' });
    expect(await story.post(path, { branchNo: '0101' })).toMatchObject({
      status: 409,
      body: { code: 'card_in_making', replacementId: ordered['replacementId'] },
    });
    expect(await making(cardId)).toMatchObject({ status: 'applied', cause: 'first', branchNo: '0101' });
    expect(await story.close('2025-02-26')).toMatchObject({ lineCount: 1 });
    const { rows } = await door.log.pool.query<{ body: Buffer }>(
      "SELECT body FROM event WHERE stream_id = $1 AND type = 'FirstCardApplied'",
      [ordered['replacementId']],
    );
    expect(rows.map(({ body }) => body.toString('latin1')).join('')).toContain(applicationId);
    const old = await story.card();
    expect((await story.post(`/cards/${old.cardId}/making`, { branchNo: '0101' })).body['code']).toBe('card_active');
    const nobody = { issuerId: 'iss_nobody' };
    expect((await story.post(path, { branchNo: '0101' }, nobody)).body['code']).toBe('card_unknown');
  });

  it('of a staff list that was taken before there was a vendor is issued at the desk', async () => {
    const { holderId } = await holder();
    const { issuerId } = story;
    const ref = { staffListId: newId('stf'), clientId: 'acme', ...PRODUCT };
    const [cardId, walletId] = [newId('crd'), newId('wal')];
    const line = { lineNo: 1, staffNo: 'e-1', newHolder: false, newCard: true, amountFen: fen(0) };
    const of = { lines: 1, newHolders: 0, newCards: 1, allowancesFen: fen(0), branchNo: null, programmeVersion: 1 };
    await tell(
      [{ streamId: ref.staffListId, event: { type: 'StaffListAccepted', data: { ...ref, ...of, listId: 'before' } } }],
      (tx) => keepLines(tx, { ...ref, issuerId }, [{ ...line, holderId, cardId, walletId }], new Map()),
    );
    expect(await door.part<StaffIssue>(StaffIssue).run(ref.staffListId)).toBe(1);
    expect(await story.stateOf(cardId)).toBe('issued');
    const { body } = await story.get('/clients/acme/staff-lists/before');
    expect(body).toMatchObject({ state: 'issued', refusedLines: 0 });
  });

  it('is not ordered from a vendor that is not known, or that does not make it', async () => {
    const other = await ReplacementStory.begin(door, { vendor: { key: 'nobody-works' } });
    const { holderId } = await other.made('/holders', { name: '某壬', idNumber: '110105194912517777', locale: 'en' });
    const asked = { holderId, ...PRODUCT, branchNo: '0101' };
    expect(await other.post('/cards', asked)).toMatchObject({ status: 404, body: { code: 'vendor_unknown' } });
    const ours = await ReplacementStory.begin(door);
    const { keyFingerprint: _none, ...terms } = (await ours.get('/vendors/card-works')).body;
    const publicKey = await ours.publicKey();
    await ours.made('/vendors/card-works/terms', {
      termsVersion: terms['termsVersion'],
      keyKind: 'age',
      publicKey,
      cardFen: 800,
      postFen: 520,
      productKeys: ['another-card'],
    });
    const { holderId: another } = await ours.made('/holders', { name: '某癸', idNumber: 'P2222222', locale: 'en' });
    expect((await ours.post('/cards', { ...asked, holderId: another })).body).toMatchObject({
      code: 'product_not_made',
    });
  });
});
