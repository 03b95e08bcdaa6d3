import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ANOTHER_ID, activeCard, at, ID_NUMBER, type Made, PERSON, programme, publish } from './card-story.ts';
import { type Asking, CardsDoor } from './cards-door.ts';

const NOW = Date.parse('2025-06-01T10:00:00+08:00');

describe('a card at the desk', () => {
  let door: CardsDoor;

  beforeAll(async () => {
    door = await CardsDoor.open({ now: () => NOW });
    await publish(door);
  });

  afterAll(() => door?.close());

  beforeEach(() => {
    door.ledger.asked.length = 0;
    door.ledger.answer = () => ({ status: 200, body: {} });
  });

  const boss: Asking = { subject: 'boss' };

  it('is suspended, resumed, taken in as damaged and made void as the table has it, with who did it', async () => {
    const card = await activeCard(door);
    const suspend = (reason: string, asking?: Asking) => at(door, card, 'suspension', { reason }, asking);
    expect(await suspend('suspected_fraud', { subject: 'desk-2' })).toMatchObject({ status: 201 });
    expect((await suspend('again')).body['code']).toBe('card_already_suspended');
    expect((await at(door, card, 'damage-reports', { channel: 'desk' })).body['code']).toBe('card_suspended');
    expect((await at(door, card, 'pin', { pin: '480213' })).body['code']).toBe('card_suspended');
    expect(await at(door, card, 'resumption', { reason: 'cleared' })).toMatchObject({ status: 201 });
    expect(await at(door, card, 'damage-reports', { channel: 'desk' })).toMatchObject({ status: 201 });
    expect(await at(door, card, 'void', { reason: 'returned' })).toMatchObject({ status: 201 });
    expect((await at(door, card, 'resumption', { reason: 'no' })).body['code']).toBe('card_void');
    const { body } = await door.get(`/cards/${card.cardId}/history?limit=2`);
    const rest = await door.get(`/cards/${card.cardId}/history?limit=9&cursor=${String(body['next'])}`);
    expect(rest.body).toMatchObject({
      items: [
        { type: 'CardSuspended', operator: 'desk-2', version: 3, data: { reason: 'suspected_fraud' } },
        { type: 'CardResumed', operator: 'desk-1' },
        { type: 'CardReportedDamaged' },
        { type: 'CardVoided' },
      ],
      next: null,
    });
    expect((await door.get(`/cards/${card.cardId}/history`, { issuerId: 'iss_b' })).status).toBe(404);
    const listed = await door.get(`/cards?state=void&holderId=${card.holderId}&productKey=recharge-card`);
    const since = '2025-06-01T02:00:00.000Z';
    expect(listed.body).toMatchObject({ items: [{ cardId: card.cardId, state: 'void', stateSince: since }] });
  });

  it('is issued to nobody whose identity document is unknown, where the issuer refuses what the law does not let', async () => {
    const { body: holder } = await door.post('/holders', PERSON, { issuerId: 'iss_law' });
    const law = { issuerId: 'iss_law' };
    expect((await door.post('/programmes/apparel-recharge/versions', programme(), law)).status).toBe(201);
    const card = { holderId: holder['holderId'], programmeId: 'apparel-recharge', productKey: 'recharge-card' };
    expect((await door.post('/cards', card, law)).status).toBe(201);
    const setting = { level: 'refuse', capCounts: 'all' };
    expect((await door.put('/programme-rules', setting, law)).status).toBe(200);
    const refused = { status: 409, code: 'holder_not_identified', holderId: holder['holderId'] };
    expect((await door.post('/cards', card, law)).body).toMatchObject(refused);
  });

  describe('that is lost', () => {
    const approve = (card: Made, asking?: Asking) => at(door, card, 'unblock-proposals/approval', undefined, asking);
    const propose = (card: Made) => at(door, card, 'unblock-proposals', { reason: 'found' });

    it('or stolen is blocked when the answer comes; found again it takes two persons', async () => {
      const card = await activeCard(door);
      const report = await at(door, card, 'loss-reports', { channel: 'desk', cause: 'stolen' });
      expect(report).toMatchObject({ status: 201, body: { blocked: true, cause: 'stolen' } });
      const wallet = `/ledger/v1/wallets/${card.walletId}`;
      const block = { cardId: card.cardId, cardSequence: 1, cause: 'stolen' };
      expect(door.ledger.asked).toMatchObject([{ path: `${wallet}/card-blocks`, body: block }]);
      const again = await at(door, card, 'loss-reports', { channel: 'desk' });
      expect(again.body['code']).toBe('card_already_stolen');
      expect((await approve(card, boss)).body['code']).toBe('unblock_not_proposed');
      expect(await propose(card)).toMatchObject({ status: 201, body: { proposedBy: 'desk-1' } });
      expect((await propose(card)).body['code']).toBe('unblock_proposed');
      expect((await approve(card)).body).toMatchObject({ status: 403, code: 'own_proposal' });
      door.ledger.answer = () => ({ status: 503, body: { code: 'busy' } });
      const asking = { ...boss, key: randomUUID() };
      const pending = { unblocked: false, code: 'unblock_pending' };
      expect(await approve(card, asking)).toMatchObject({ status: 202, body: pending });
      door.ledger.answer = () => ({ status: 200, body: {} });
      expect(await approve(card, asking)).toMatchObject({ status: 201, body: { unblocked: true } });
      const lifted = { reportedAt: '2025-06-01T02:00:00.000Z', reason: 'found' };
      expect(door.ledger.asked.at(-1)).toMatchObject({ path: `${wallet}/card-unblocks`, body: lifted });
      const read = await door.get(`/cards/${card.cardId}`);
      expect(read.body).toMatchObject({ state: 'active', reportedLostAt: null });
    });

    it('stays lost where the request is turned down', async () => {
      const card = await activeCard(door);
      await at(door, card, 'loss-reports', { channel: 'online' });
      await propose(card);
      const turned = await at(door, card, 'unblock-proposals/refusal', { reason: 'doubtful' }, boss);
      expect(turned).toMatchObject({ status: 201, body: { proposedBy: 'desk-1', reason: 'doubtful' } });
      expect((await approve(card, boss)).body['code']).toBe('unblock_not_proposed');
      expect((await door.get(`/cards/${card.cardId}`)).body).toMatchObject({ state: 'lost' });
    });

    it('is blocked for somebody on the telephone who knows the ID number and the profile', async () => {
      const id = '110105198402290012';
      const [one, other] = [await activeCard(door, id), await activeCard(door, id)];
      const call = (answers: object, idNumber = id, asking?: Asking) =>
        door.post('/hotline/loss-reports', { idNumber, answers }, asking);
      const few = await call({ name: PERSON.name });
      expect(few.body).toMatchObject({ code: 'answers_too_few', asked: 1, needed: 2 });
      const right = { name: ` ${PERSON.name}`, mobile: '+86 139 0000 1111', birthDate: PERSON.birthDate };
      expect((await call(right, '110105198402290099')).body['code']).toBe('holder_unknown');
      const wrong = await call({ ...right, birthDate: '1984-02-28' });
      expect(wrong.body).toMatchObject({ status: 403, code: 'answers_wrong', asked: 3, matching: 2 });
      expect(JSON.stringify(wrong.body)).not.toContain('1984');
      // The list of cards is a moment behind.
      await door.caughtUp();
      const key = randomUUID();
      const blocked = await call(right, id, { key });
      expect(blocked).toMatchObject({ status: 201, body: { holderId: one.holderId, blocked: true } });
      const ids = (blocked.body['cards'] as { cardId: string }[]).map(({ cardId }) => cardId);
      expect(ids.sort()).toEqual([one.cardId, other.cardId].sort());
      expect(door.ledger.asked).toHaveLength(2);
      expect(await call(right, id, { key })).toMatchObject({ status: 201, body: { blocked: true } });
      // Once the list of cards shows them lost, the same key still has its answer.
      await door.caughtUp();
      const [retried, reused] = [
        await call(right, id, { key }),
        await call({ ...right, mobile: undefined }, id, { key }),
      ];
      expect(retried).toMatchObject({ status: 201, body: blocked.body });
      expect(reused.body['code']).toBe('idempotency_key_reused');
      expect((await call(right)).body).toMatchObject({ status: 409, code: 'no_card_to_block' });
      const { rows } = await door.log.pool.query(
        `SELECT count(*)::int AS times FROM vault_read
         WHERE holder_id = $1 AND told = 'profile' AND reason LIKE '%hotline%'`,
        [one.holderId],
      );
      expect(rows).toEqual([{ times: 6 }]);
    });
  });

  describe('that is replaced', () => {
    const replace = (card: Made, more: object = {}, asking?: Asking) =>
      at(door, card, 'replacements', { cause: 'forgotten', idNumber: ID_NUMBER, ...more }, asking);

    it('gives way at once to one with a number of its own; wallet and holder stay', async () => {
      const card = await activeCard(door);
      const { walletId, holderId, cardId } = card;
      const key = randomUUID();
      const got = await replace(card, { fee: { from: 'wallet' } }, { key });
      const made = { walletId, holderId, replacesCardId: cardId, sequence: 1, cardVersion: 2, feeDueFen: 0 };
      expect(got).toMatchObject({ status: 201, body: made });
      expect(got.body['cardNumber']).toMatch(/^62\d{17}$/);
      expect(got.body['cardNumber']).not.toBe(card.cardNumber);
      const fee = { path: `/ledger/v1/wallets/${walletId}/replacement-fees`, body: { cardId } };
      expect(door.ledger.asked).toMatchObject([fee]);
      const again = await replace(card, { fee: { from: 'wallet' } }, { key });
      expect(again).toMatchObject({ status: 201, body: got.body });
      expect(door.ledger.asked).toHaveLength(1);
      expect((await replace(card)).body['code']).toBe('card_replaced');
      const { body } = await door.get(`/cards?holderId=${holderId}&walletId=${walletId}`);
      expect(body['items']).toMatchObject([
        { cardId, state: 'replaced', replacementCardId: got.body['cardId'] },
        { cardId: got.body['cardId'], state: 'active', replacesCardId: cardId, pin: 'none' },
      ]);
    });

    it('gives way to one with the same number and the next sequence, after it was lost', async () => {
      const card = await activeCard(door);
      const lost = { cause: 'lost', number: 'same' };
      const early = { code: 'cause_not_reported', cause: 'lost', state: 'active' };
      expect((await replace(card, lost)).body).toMatchObject(early);
      await at(door, card, 'loss-reports', { channel: 'desk' });
      const made = { cardNumber: card.cardNumber, sequence: 2, cardVersion: 2, feeDueFen: 1_000 };
      expect((await replace(card, lost)).body).toMatchObject(made);
      const { body } = await door.get(`/cards?number=${card.cardNumber}`);
      expect(body['items']).toMatchObject([
        { sequence: 1, state: 'replaced' },
        { sequence: 2, state: 'active' },
      ]);
    });

    it('stays with another ID number, without one, and when the fee cannot be paid; then nothing is charged', async () => {
      const card = await activeCard(door);
      const other = await replace(card, { idNumber: ANOTHER_ID, fee: { from: 'wallet' } });
      expect(other.body).toMatchObject({ status: 403, code: 'id_mismatch' });
      const none = await at(door, card, 'replacements', { cause: 'forgotten' });
      expect(none.body).toMatchObject({ status: 422, code: 'verification_missing', needed: ['idNumber'] });
      expect(door.ledger.asked).toEqual([]);
      const refused = { code: 'balance_short', askedFen: 1_000, availableFen: 0, missingFen: 1_000 };
      door.ledger.answer = () => ({ status: 409, body: refused });
      expect((await replace(card, { fee: { from: 'wallet' } })).body).toMatchObject({ status: 409, ...refused });
      door.ledger.answer = () => ({ status: 500, body: {} });
      expect((await replace(card, { fee: { tender: 'cash' } })).body['code']).toBe('ledger_unavailable');
      const read = await door.get(`/cards/${card.cardId}`);
      expect(read.body).toMatchObject({ state: 'active', replacementCardId: null });
    });
  });
});
