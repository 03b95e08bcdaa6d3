import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { transaction } from '@scrip/event-store';
import { keepGrade } from '../src/replacement/holder-grade.ts';
import { CardsDoor } from './cards-door.ts';
import { ReplacementStory, StoryClock } from './replacement-story.ts';

const clock = new StoryClock('2025-02-26T10:00:00+08:00');
const text = (word: string) => ({ 'zh-CN': word, en: word });
const NAMED = { grades: ['gold', 'diamond'].map((key) => ({ key, name: text(key) })) };
const WRONG_ID = '110105194912310038';

describe('what a programme says of who has a card replaced, and how', () => {
  let door: CardsDoor;

  beforeAll(async () => {
    door = await CardsDoor.open(clock);
  });

  afterAll(() => door?.close());

  beforeEach(() => {
    door.ledger.asked.length = 0;
    door.ledger.answer = () => ({ status: 200, body: {} });
  });

  it('is not gone round at the desk: the same number is the vendor’s, and for whom the programme names', async () => {
    const replacement = { number: 'same' as const, grades: ['diamond'] };
    const story = await ReplacementStory.begin(door, { replacement }, NAMED);
    const card = await story.card();
    const path = `/cards/${card.cardId}/replacements`;
    const body = { cause: 'faulty', idNumber: card.idNumber };
    for (const asked of [body, { ...body, number: 'same' }]) {
      expect(await story.post(path, asked)).toMatchObject({
        status: 409,
        body: { code: 'replacement_by_vendor', vendorId: 'card-works' },
      });
    }
    expect(await story.post(path, { ...body, number: 'new' })).toMatchObject({ status: 201, body: { sequence: 1 } });

    const desk = await ReplacementStory.begin(door, { vendor: null, replacement }, NAMED);
    const plain = await desk.card();
    const asked = { cause: 'faulty', idNumber: plain.idNumber };
    expect(await desk.post(`/cards/${plain.cardId}/replacements`, asked)).toMatchObject({
      status: 409,
      body: { code: 'holder_not_eligible', grades: ['diamond'], holderGrades: [] },
    });
    const known = { issuerId: desk.issuerId, holderId: plain.holderId, programmeId: 'apparel-recharge' };
    await transaction(door.log.pool, (tx) => keepGrade(tx, { ...known, grade: 'diamond', version: 1 }));
    expect(await desk.post(`/cards/${plain.cardId}/replacements`, asked)).toMatchObject({
      status: 201,
      body: { sequence: 2 },
    });
  });

  it('checks what the product asks for, and charges its fee, but for what is free', async () => {
    const story = await ReplacementStory.begin(door, {
      replacement: { number: 'same', verify: ['idDocument', 'cardPresent'], freeFor: ['faulty'] },
    });
    const card = await story.card();
    const path = `/cards/${card.cardId}/replacement-applications`;
    const body = { cause: 'damaged', branchNo: '0101', cardPresent: true };
    expect(await story.post(path, body)).toMatchObject({
      status: 422,
      body: { code: 'verification_missing', needed: ['idNumber'] },
    });
    expect((await story.post(path, { ...body, idNumber: WRONG_ID })).body['code']).toBe('id_mismatch');
    const asked = { ...body, idNumber: card.idNumber };
    door.ledger.answer = () => ({ status: 409, body: { code: 'balance_short', missingFen: 1 } });
    expect((await story.post(path, { ...asked, fee: { from: 'wallet' } })).body).toMatchObject({
      code: 'balance_short',
      missingFen: 1,
    });
    door.ledger.answer = () => ({ status: 200, body: {} });
    const key = randomUUID();
    const paid = await story.post(path, { ...asked, fee: { tender: 'cash' } }, { key });
    expect(paid).toMatchObject({ status: 201, body: { feeDueFen: 0 } });
    expect(door.ledger.asked).toHaveLength(2);
    expect(door.ledger.asked.at(-1)).toMatchObject({ body: { cardId: card.cardId, tender: 'cash' } });
    expect((await story.post(path, { ...asked, fee: { tender: 'cash' } }, { key })).body).toEqual(paid.body);
    expect((await story.post(path, { ...asked, fee: { tender: 'cash' } })).body['code']).toBe('replacement_open');
    expect(door.ledger.asked).toHaveLength(2);

    const faulty = await story.card();
    const free = { ...body, cause: 'faulty', idNumber: faulty.idNumber };
    expect(await story.post(`/cards/${faulty.cardId}/replacement-applications`, free)).toMatchObject({
      status: 201,
      body: { feeDueFen: 0, cause: 'faulty' },
    });
    expect(await story.stateOf(faulty.cardId)).toBe('active');
    const due = await story.card();
    const unpaid = await story.post(`/cards/${due.cardId}/replacement-applications`, {
      ...body,
      idNumber: due.idNumber,
    });
    expect(unpaid).toMatchObject({ status: 201, body: { feeDueFen: 1_000 } });

    // At the desk too: a card that is lost is not asked for, one that is there is.
    const desk = await ReplacementStory.begin(door, {
      vendor: null,
      replacement: { number: 'new', verify: ['cardPresent'] },
    });
    const plain = await desk.card();
    const at = `/cards/${plain.cardId}/replacements`;
    expect((await desk.post(at, { cause: 'faulty' })).body).toMatchObject({ needed: ['cardPresent'] });
    expect((await desk.post(at, { cause: 'lost' })).body).toMatchObject({ needed: ['idNumber'] });
    expect(await desk.post(at, { cause: 'faulty', cardPresent: true })).toMatchObject({ status: 201 });
  });
});
