import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CardFilesDue, UncollectedCards } from '../src/replacement/replacement-due.ts';
import { CardsDoor } from './cards-door.ts';
import { type HeldCard, packingList, ReplacementStory, StoryClock } from './replacement-story.ts';

const clock = new StoryClock('2025-02-26T10:00:00+08:00');

describe('a card with the same number', () => {
  let door: CardsDoor;

  beforeAll(async () => {
    door = await CardsDoor.open(clock);
  });

  afterAll(() => door?.close());

  beforeEach(() => {
    clock.moveTo('2025-02-26T10:00:00+08:00');
    door.ledger.asked.length = 0;
    door.ledger.answer = () => ({ status: 200, body: {} });
  });

  /** Cards of a letter that was posted on 28 February. */
  async function posted(story: ReplacementStory, count: number) {
    const cards: HeldCard[] = [];
    const ids: string[] = [];
    for (let one = 0; one < count; one += 1) {
      const card = await story.card();
      cards.push(card);
      ids.push(await story.apply(card));
    }
    await story.close('2025-02-26');
    clock.moveTo('2025-02-28T15:00:00+08:00');
    const packingListId = await story.letter(cards);
    return { cards, ids, packingListId };
  }

  it('N1: the packing list says 3 and 2 arrive: received 2, the third stays posted and is flagged', async () => {
    const story = await ReplacementStory.begin(door);
    const { cards, ids, packingListId } = await posted(story, 3);
    clock.moveTo('2025-03-01T09:00:00+08:00');
    const counted = await story.count(packingListId, cards.slice(0, 2));
    expect(counted).toMatchObject({ status: 200, body: { total: 3, arrived: 2, missing: 1 } });
    expect(await story.shown(ids[0] ?? '')).toMatchObject({ status: 'received', isMissing: false });
    expect(await story.shown(ids[1] ?? '')).toMatchObject({ status: 'received' });
    expect(await story.shown(ids[2] ?? '')).toMatchObject({
      status: 'posted',
      isMissing: true,
      missedAt: '2025-03-01T01:00:00.000Z',
      receivedAt: null,
    });
    const short = await story.get('/packing-lists?state=short&branchNo=0101');
    expect(short.body).toMatchObject({ items: [{ packingListId, total: 3, received: 2, missing: 1 }], next: null });
    expect((await story.get('/replacements?missing=true')).body).toMatchObject({ items: [{ replacementId: ids[2] }] });
    expect((await story.collect(ids[2] ?? '', cards[2]?.idNumber ?? '')).body).toMatchObject({
      code: 'not_at_branch',
      status_: 'posted',
      isMissing: true,
    });

    // The same count again is nothing new; what comes later is found by a later count.
    const position = (await door.log.head()).position;
    expect((await story.count(packingListId, cards.slice(0, 2))).body).toMatchObject({ arrived: 2 });
    expect((await door.log.head()).position).toBe(position);
    const strange = await story.card();
    expect(await story.count(packingListId, [...cards, strange])).toMatchObject({
      status: 409,
      body: { code: 'not_on_list', cardNumbers: [strange.cardNumber] },
    });
    expect((await story.count(packingListId, cards)).body).toMatchObject({ arrived: 3, missing: 0 });
    expect(await story.shown(ids[2] ?? '')).toMatchObject({ status: 'received', isMissing: false });
    const complete = await story.get(`/packing-lists/${packingListId}`);
    expect(complete.body).toMatchObject({ state: 'complete', branchLabel: '城东支行, 二层', received: 3 });
  });

  it('N2: the end of the day run twice, and by two at once: each application is in exactly one file', async () => {
    const story = await ReplacementStory.begin(door);
    const before: string[] = [];
    for (let one = 0; one < 5; one += 1) before.push(await story.apply(await story.card()));
    await door.caughtUp();
    const [one, other] = await Promise.all([story.close('2025-02-26'), story.close('2025-02-26')]);
    const again = await story.close('2025-02-26');
    expect(one).toMatchObject({ lineCount: 5, fileDate: '2025-02-26', vendorId: 'card-works' });
    expect([other, again]).toEqual([one, one]);
    const key = randomUUID();
    expect(await story.close('2025-02-26', { key })).toEqual(one);
    expect(await story.close('2025-02-26', { key })).toEqual(one);

    // What is applied for after the close is in the next day's file, and in that one only.
    const late = await story.apply(await story.card());
    await story.close('2025-02-26');
    clock.moveTo('2025-02-27T18:00:00+08:00');
    expect(await story.close('2025-02-27')).toMatchObject({ lineCount: 1 });
    const listed = await story.get('/vendors/card-works/card-files');
    expect(listed.body).toMatchObject({ items: [{ fileDate: '2025-02-27' }, { fileDate: '2025-02-26' }], next: null });
    for (const [fileDate, ids] of [
      ['2025-02-26', before],
      ['2025-02-27', [late]],
    ] as const) {
      const { text } = await story.file(fileDate);
      const named = [...text.matchAll(/rpl_[0-9A-Z]{26}/g)].map(([id]) => id);
      expect(named).toEqual(ids);
      const { body } = await story.get(`/replacements?fileDate=${fileDate}&order=oldest`);
      expect((body['items'] as { replacementId: string }[]).map((item) => item.replacementId)).toEqual(ids);
    }
    const ahead = await story.post('/vendors/card-works/card-files/2025-03-01');
    expect(ahead).toMatchObject({ status: 409, body: { code: 'day_not_begun', today: '2025-02-27' } });
    expect(await story.post('/vendors/nobody/card-files/2025-02-26')).toMatchObject({
      status: 404,
      body: { code: 'vendor_unknown' },
    });
  });

  it('N3: received on 1 March it can be collected on 31 March, and is void on 1 April', async () => {
    const story = await ReplacementStory.begin(door);
    const { cards, ids, packingListId } = await posted(story, 2);
    const [first, second] = cards as [HeldCard, HeldCard];
    clock.moveTo('2025-03-01T09:00:00+08:00');
    await story.count(packingListId, cards);
    const due = door.part<UncollectedCards>(UncollectedCards);
    clock.moveTo('2025-03-31T23:59:59.999+08:00');
    const own = async () => (await due.due(clock.now(), 100)).filter(({ issuerId }) => issuerId === story.issuerId);
    expect(await own()).toEqual([]);
    expect((await story.post(`/replacements/${ids[1]}/void`)).body).toMatchObject({
      code: 'still_collectable',
      collectionEndsAt: '2025-03-31T16:00:00.000Z',
    });
    expect(await story.collect(ids[0] ?? '', first.idNumber)).toMatchObject({
      status: 201,
      body: { cardId: first.cardId, newSequence: 2, walletId: first.walletId },
    });
    expect(await story.stateOf(first.cardId)).toBe('replaced');
    const collected = await story.shown(ids[0] ?? '');
    expect(collected).toMatchObject({ status: 'collected', collectedAt: '2025-03-31T15:59:59.999Z' });
    expect(await story.stateOf(String(collected['newCardId']))).toBe('active');

    clock.moveTo('2025-04-01T00:00:00+08:00');
    // The timer may be late: nobody collects the card before it comes.
    expect((await story.collect(ids[1] ?? '', second.idNumber)).body['code']).toBe('collection_over');
    const items = await own();
    expect(items.map(({ replacementId }) => replacementId)).toEqual([ids[1]]);
    // Two copies of the service, and each of them twice.
    for (const item of items) await Promise.all([due.carryOut(item), due.carryOut(item)]);
    for (const item of items) expect(await due.carryOut(item)).toBe('done');
    const voided = await story.shown(ids[1] ?? '');
    expect(voided).toMatchObject({
      status: 'void',
      voidReason: 'not_collected',
      voidedAt: '2025-03-31T16:00:00.000Z',
    });
    expect(await own()).toEqual([]);
    expect(await story.stateOf(second.cardId)).toBe('damaged');
    expect(await story.stateOf(String(voided['newCardId']))).toBe('void');

    // The old one goes on, and may be replaced again; what stood on the void card is not given twice.
    const again = await story.apply(second);
    expect(await story.shown(again)).toMatchObject({ sequence: 1, newSequence: 3, status: 'applied' });
  });

  it('costs what the vendor is owed: 120 cards at 8.00 and 35 letters at 5.20 are 1,142.00', async () => {
    const story = await ReplacementStory.begin(door);
    const cards = await Promise.all(Array.from({ length: 120 }, () => story.card()));
    await Promise.all(cards.map((card) => story.apply(card)));
    await story.close('2025-02-26');
    clock.moveTo('2025-02-28T15:00:00+08:00');
    const report = ['cardNumber,sequence,batch', ...cards.map(({ cardNumber }) => `${cardNumber},2,B-0226`)].join('\n');
    expect((await story.send('production-reports', report)).body).toMatchObject({
      totals: { accepted: 120, repeated: 0, refused: 0 },
    });
    await door.caughtUp();
    clock.moveTo('2025-03-01T08:00:00+08:00');
    // 34 letters of three cards, and one of the other eighteen.
    const parts = Array.from({ length: 35 }, (_, index) =>
      index < 34 ? cards.slice(index * 3, index * 3 + 3) : cards.slice(102),
    );
    const lists = parts.map((part, index) =>
      packingList({ branchNo: '0101', postNumber: `RB${String(index).padStart(9, '0')}CN`, cards: part }),
    );
    expect((await story.send('packing-lists', lists.join(''))).body).toMatchObject({
      totals: { accepted: 35, repeated: 0, refused: 0 },
    });
    expect((await story.send('packing-lists', lists.join(''))).body).toMatchObject({ totals: { repeated: 35 } });
    expect((await story.send('production-reports', report)).body).toMatchObject({ totals: { repeated: 120 } });
    await door.caughtUp();
    const owed = await story.get('/vendors/card-works/payable?from=2025-02-01&to=2025-03-31');
    expect(owed.body).toEqual({
      vendorId: 'card-works',
      from: '2025-02-01',
      to: '2025-03-31',
      lines: [
        { kind: 'card', unitFen: 800, count: 120, amountFen: 96_000 },
        { kind: 'letter', unitFen: 520, count: 35, amountFen: 18_200 },
      ],
      totalFen: 114_200,
    });
    const february = await story.get('/vendors/card-works/payable?from=2025-02-01&to=2025-02-28');
    expect(february.body).toMatchObject({ totalFen: 96_000 });
    expect((await story.get('/vendors/card-works/payable?from=2025-03-01&to=2025-02-01')).status).toBe(400);
  });

  it('is in the file that the timer makes when the day is over, once', async () => {
    const story = await ReplacementStory.begin(door);
    const replacementId = await story.apply(await story.card());
    await door.caughtUp();
    const due = door.part<CardFilesDue>(CardFilesDue);
    const own = async () => (await due.due(clock.now(), 1_000)).filter(({ issuerId }) => issuerId === story.issuerId);
    clock.moveTo('2025-02-26T23:59:59.999+08:00');
    expect(await own()).toEqual([]);
    clock.moveTo('2025-02-27T00:00:00+08:00');
    const items = await own();
    expect(items).toMatchObject([{ vendorId: 'card-works', fileDate: '2025-02-26' }]);
    for (const item of items) await Promise.all([due.carryOut(item), due.carryOut(item)]);
    await door.caughtUp();
    for (const item of items) expect(await due.carryOut(item)).toBe('done');
    expect(await own()).toEqual([]);
    expect(await story.shown(replacementId)).toMatchObject({
      fileDate: '2025-02-26',
      line: 1,
      status: 'in_production',
    });
  });
});
