import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { ANOTHER_ID, activeCard, at, ID_NUMBER, type Made, PERSON, publish } from './card-story.ts';
import { type Asking, CardsDoor } from './cards-door.ts';

const NOW = Date.parse('2025-06-01T10:00:00+08:00');
const PIN = '480213';
const OTHER_PIN = '730415';

describe('the PIN of a card', () => {
  let door: CardsDoor;

  beforeAll(async () => {
    door = await CardsDoor.open({ now: () => NOW });
    await publish(door);
  });

  afterAll(() => door?.close());

  const checked = (card: Made, pin: string, asking?: Asking) => at(door, card, 'pin/checks', { pin }, asking);

  it('is set once, changed with the old one, and never one that anybody would try', async () => {
    const card = await activeCard(door);
    expect((await checked(card, PIN)).body).toMatchObject({ status: 409, code: 'pin_not_set' });
    expect((await at(door, card, 'pin', { pin: '12345' })).body).toMatchObject({ code: 'pin_digits_wrong', digits: 6 });
    for (const pin of ['111111', '234567', '987654']) {
      expect((await at(door, card, 'pin', { pin })).body).toMatchObject({ status: 422, code: 'pin_too_simple' });
    }
    expect(await at(door, card, 'pin', { pin: PIN })).toMatchObject({ status: 201, body: { pin: 'set' } });
    expect((await at(door, card, 'pin', { pin: OTHER_PIN })).body['code']).toBe('pin_already_set');
    expect(await checked(card, PIN)).toMatchObject({ status: 201, body: { verified: true } });
    const wrong = await at(door, card, 'pin/change', { oldPin: OTHER_PIN, newPin: OTHER_PIN });
    expect(wrong.body).toMatchObject({ status: 403, code: 'pin_wrong', triesLeft: 2 });
    expect(await at(door, card, 'pin/change', { oldPin: PIN, newPin: OTHER_PIN })).toMatchObject({ status: 201 });
    expect((await checked(card, PIN)).body).toMatchObject({ code: 'pin_wrong', triesLeft: 2 });
    expect(await checked(card, OTHER_PIN)).toMatchObject({ status: 201 });
    expect((await door.get(`/cards/${card.cardId}`)).body).toMatchObject({ pin: 'set' });
  });

  it('is locked after three wrong tries, each a fact, and reset with the ID only', async () => {
    const card = await activeCard(door);
    await at(door, card, 'pin', { pin: PIN });
    for (const triesLeft of [2, 1, 0]) {
      const key = randomUUID();
      const refused = await checked(card, OTHER_PIN, { key });
      expect(refused.body).toMatchObject({ status: 403, code: 'pin_wrong', triesLeft });
      // The same request again is no other try.
      expect((await checked(card, OTHER_PIN, { key })).body).toMatchObject({ code: 'pin_wrong', triesLeft });
    }
    expect((await checked(card, PIN)).body).toMatchObject({ status: 409, code: 'pin_locked' });
    await door.caughtUp();
    expect((await door.get(`/cards/${card.cardId}`)).body).toMatchObject({ pin: 'locked' });
    const other = await at(door, card, 'pin/reset', { pin: OTHER_PIN, idNumber: ANOTHER_ID });
    expect(other.body).toMatchObject({ status: 403, code: 'id_mismatch' });
    expect(JSON.stringify(other.body)).not.toContain(ANOTHER_ID);
    const reset = { pin: OTHER_PIN, idNumber: ID_NUMBER.toLowerCase() };
    expect(await at(door, card, 'pin/reset', reset)).toMatchObject({ status: 201 });
    expect(await checked(card, OTHER_PIN)).toMatchObject({ status: 201 });
    const { body } = await door.get(`/cards/${card.cardId}/history`);
    const facts = (body['items'] as { type: string }[]).map(({ type }) => type);
    const tries = ['PinRefused', 'PinRefused', 'PinRefused', 'PinLocked'];
    expect(facts).toEqual(['CardIssued', 'CardActivated', 'PinSet', ...tries, 'PinReset', 'PinVerified']);
  });

  it('is tried one by one: of eight wrong tries at the same time three count, then it is locked', async () => {
    const card = await activeCard(door);
    await at(door, card, 'pin', { pin: PIN });
    const tries = await Promise.all(Array.from({ length: 8 }, (_, index) => checked(card, `73041${index}`)));
    expect(tries.filter(({ body }) => body['code'] === 'pin_wrong')).toHaveLength(3);
    expect(tries.filter(({ body }) => body['code'] === 'pin_locked')).toHaveLength(5);
  });

  it('authorises one command of one client, signed for whoever has the published keys', async () => {
    const card = await activeCard(door);
    await at(door, card, 'pin', { pin: PIN });
    const asked = { pin: PIN, purpose: 'spend', amountFen: 56_700, commandKey: 'sale-1' };
    const asking = { subject: 'till-1', key: randomUUID() };
    const given = await at(door, card, 'pin/authorisations', asked, asking);
    const { walletId } = card;
    expect(given).toMatchObject({ status: 201, body: { walletId, expiresAt: '2025-06-01T02:02:00.000Z' } });
    expect((await at(door, card, 'pin/authorisations', asked, asking)).body).toEqual(given.body);
    const keys = createRemoteJWKSet(new URL(`${door.url}/cards/v1/authorisation-keys`));
    const token = String(given.body['authorisation']);
    const { payload, protectedHeader } = await jwtVerify(token, keys, { currentDate: new Date(NOW) });
    expect(protectedHeader).toMatchObject({ alg: 'EdDSA', typ: 'scrip-pin-authorisation+jws' });
    expect(payload).toMatchObject({
      iss: 'scrip:cards',
      sub: 'till-1',
      scrip_issuer: 'iss_a',
      card: card.cardId,
      wallet: walletId,
      purpose: 'spend',
      amount_fen: 56_700,
      key: 'sale-1',
      jti: given.body['authorisationId'],
    });
  });

  it('is in no event, no line of the log and no answer, and what it is verified with cannot be changed', async () => {
    const { rows } = await door.log.pool.query<{ body: Buffer }>('SELECT body FROM event');
    const written = [...rows.map(({ body }) => body.toString('utf8')), ...door.lines].join('\n');
    for (const secret of [PIN, OTHER_PIN, ID_NUMBER, ANOTHER_ID, PERSON.name]) expect(written).not.toContain(secret);
    const bad = await activeCard(door).then((card) => at(door, card, 'pin', { pin: `${PIN}x` }));
    expect(bad.status).toBe(400);
    expect(JSON.stringify(bad.body)).not.toContain(PIN);
    await expect(door.log.pool.query('UPDATE pin_verifier SET verifier_version = 9')).rejects.toThrow(
      /permission denied/,
    );
  });
});
