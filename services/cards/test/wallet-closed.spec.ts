import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ClientCredited } from '@scrip/contracts';
import type { Message } from '@scrip/kafka';
import { fen } from '@scrip/money';
import { LedgerClientConsumer } from '../src/card/ledger-client.consumer.ts';
import { activeCard, at, ID_NUMBER, type Made, PERSON, publish } from './card-story.ts';
import { CardsDoor } from './cards-door.ts';

const NOW = Date.parse('2025-06-01T10:00:00+08:00');

describe('a card', () => {
  let door: CardsDoor;

  beforeAll(async () => {
    door = await CardsDoor.open({ now: () => NOW });
    await publish(door);
  });

  afterAll(() => door?.close());

  /** What the ledger says when a client gave the card back. */
  async function closed({ walletId }: Made): Promise<void> {
    const of = { creditId: 'crt_1', clientId: 'c-1', askedBy: 'agent-1', dueDate: null };
    const under = { programmeId: 'apparel-recharge', programmeVersion: 1 };
    const none = { unspentFen: fen(0), depositFen: fen(0), creditedFen: fen(0), owedAfterFen: fen(0) };
    const event: ClientCredited = { walletId, ...of, ...under, ...none };
    const who = {
      issuerId: 'iss_a',
      actor: 'service:ledger',
      occurredAt: NOW,
      correlationId: 'cor_1',
      causationId: null,
      traceparent: null,
    };
    const effect = await door.part(LedgerClientConsumer).onClientCredited(event, { who } as unknown as Message);
    if (effect && 'across' in effect) await door.log.executeAcross({ ...effect.across, key: null });
  }

  it('is void once the ledger has closed its wallet, and said again that changes nothing', async () => {
    const card = await activeCard(door);
    const { body: next } = await at(door, card, 'replacements', { cause: 'forgotten', idNumber: ID_NUMBER });
    const other = await activeCard(door);
    await closed(card);
    await closed(card);
    const { body } = await door.get(`/cards?walletId=${card.walletId}`);
    const states = (body['items'] as { cardId: string; state: string }[]).map(({ cardId, state }) => [cardId, state]);
    expect(states).toEqual([
      [card.cardId, 'replaced'],
      [next['cardId'], 'void'],
    ]);
    const ended = { ...card, cardId: String(next['cardId']) };
    expect((await at(door, ended, 'pin', { pin: '480213' })).body['code']).toBe('card_void');
    expect((await at(door, ended, 'replacements', { cause: 'other', idNumber: ID_NUMBER })).body['code']).toBe(
      'card_void',
    );
    expect((await door.get(`/cards/${other.cardId}`)).body).toMatchObject({ state: 'active' });
  });

  it('of somebody who was merged is the other’s, and so is the one that replaces it: the hotline blocks it', async () => {
    const survivorId = (await activeCard(door, '110105198402290055')).holderId;
    const goesId = '110105198402290063';
    const card = await activeCard(door, goesId);
    const merge = { survivorId, reason: 'same_person' };
    const { body: proposed } = await door.post(`/holders/${card.holderId}/merges`, merge);
    const approval = `/holders/${card.holderId}/merges/${String(proposed['mergeId'])}/approval`;
    expect(await door.post(approval, undefined, { subject: 'boss' })).toMatchObject({ status: 201 });
    const asked = { cause: 'forgotten', idNumber: '110105198402290055' };
    const replaced = await at(door, card, 'replacements', asked);
    expect(replaced.status).toBe(201);
    const newId = String(replaced.body['cardId']);
    expect((await door.get(`/cards/${newId}`)).body).toMatchObject({ holderId: survivorId, state: 'active' });
    await door.caughtUp();
    const answers = { name: PERSON.name, birthDate: PERSON.birthDate };
    const { body } = await door.post('/hotline/loss-reports', { idNumber: '110105198402290055', answers });
    const blocked = (body['cards'] as { cardId: string }[]).map(({ cardId }) => cardId);
    expect(blocked).toHaveLength(2);
    expect(blocked).toContain(newId);
  });

  it('of somebody with many old ones is found by the hotline all the same', async () => {
    const idNumber = '110105198402290071';
    const { holderId, ...first } = await activeCard(door, idNumber);
    let last: Made = { ...first, holderId };
    for (let times = 0; times < 51; times += 1) {
      const { body } = await at(door, last, 'replacements', { cause: 'forgotten', idNumber });
      last = { ...last, cardId: String(body['cardId']) };
    }
    await door.caughtUp();
    const answers = { name: PERSON.name, birthDate: PERSON.birthDate };
    const { body } = await door.post('/hotline/loss-reports', { idNumber, answers });
    expect(body['cards']).toMatchObject([{ cardId: last.cardId, blocked: true }]);
  });

  it('is made for nobody who died; who moved away may have one', async () => {
    const { holderId } = await activeCard(door, '110105198402290080');
    const asked = { holderId, programmeId: 'apparel-recharge', productKey: 'recharge-card' };
    expect((await door.post(`/holders/${holderId}/departure`, { departure: 'moved_away' })).status).toBe(201);
    expect((await door.post('/cards', asked)).status).toBe(201);
    expect((await door.post(`/holders/${holderId}/departure`, { departure: 'died' })).status).toBe(201);
    const refused = { status: 409, code: 'holder_departed', holderId, departure: 'died' };
    expect((await door.post('/cards', asked)).body).toMatchObject(refused);
  });
});
