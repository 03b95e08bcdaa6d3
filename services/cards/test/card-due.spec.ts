import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CardDue } from '../src/card/card-due.ts';
import { activeCard, at, publish } from './card-story.ts';
import { CardsDoor } from './cards-door.ts';

let now = Date.parse('2025-06-01T10:00:00+08:00');
const LAST_MOMENT = Date.parse('2028-06-01T23:59:59.999+08:00');
let door: CardsDoor;

beforeAll(async () => {
  door = await CardsDoor.open({ now: () => now });
  await publish(door);
});
afterAll(() => door?.close());

it('a card works through its last day, and is expired once, at the moment that day is over', async () => {
  const card = await activeCard(door);
  const lost = await activeCard(door);
  await at(door, lost, 'loss-reports', { channel: 'desk' });
  await door.caughtUp();
  const due = new CardDue(door.log);
  expect(await due.due(LAST_MOMENT, 10)).toEqual([]);
  now = LAST_MOMENT + 86_400_000;
  const found = await due.due(now, 10);
  expect(found).toEqual([{ id: card.cardId, issuerId: 'iss_a', dueAt: LAST_MOMENT + 1 }]);
  for (const item of [...found, ...found]) expect(await due.carryOut(item)).toBe('done');
  await door.caughtUp();
  expect(await due.due(now, 10)).toEqual([]);
  const { body } = await door.get(`/cards/${card.cardId}/history?limit=9`);
  expect((body['items'] as object[]).slice(2)).toMatchObject([
    { type: 'CardExpired', occurredAt: '2028-06-01T16:00:00.000Z', operator: 'service:cards' },
  ]);
});
