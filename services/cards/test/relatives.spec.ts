import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openPool } from '@scrip/event-store';
import { PERSON } from './card-story.ts';
import { type Asking, CardsDoor, type Got } from './cards-door.ts';

const NOW = Date.parse('2026-03-04T10:00:00+08:00');

describe('relatives of a holder', () => {
  let door: CardsDoor;
  let holderId: string;
  let relativeId: string;

  beforeAll(async () => {
    door = await CardsDoor.open({ now: () => NOW });
    door.ledger.answer = () => ({ status: 200, body: { items: [], next: null } });
    holderId = String((await door.post('/holders', PERSON)).body['holderId']);
    const { status, body } = await door.post(`/holders/${holderId}/relatives`, {
      name: '李桂兰',
      birthDate: '1960-03-01',
    });
    expect(status).toBe(201);
    relativeId = String(body['relativeId']);
  });
  afterAll(() => door?.close());

  const path = (rest = ''): string => `/holders/${holderId}/relatives/${relativeId}${rest}`;
  const age = (on: string, atMost: number, asking: Asking = {}): Promise<Got> =>
    door.get(path(`/age?on=${on}&atMost=${atMost}&reason=naming`), asking);

  it('are asked whether they are at most so old, and the age itself is told to nobody', async () => {
    expect((await age('2026-02-28', 65)).body).toEqual({ relativeId, on: '2026-02-28', atMost: 65, isAtMost: true });
    expect((await age('2026-03-01', 65)).body).toMatchObject({ isAtMost: false });
    expect((await age('2026-03-01', 66)).body).toMatchObject({ isAtMost: true });
    expect((await age('2026-02-30', 65)).status).toBe(400);
  });

  it('are read for a reason, and each reading is a fact', async () => {
    const read = await door.get(path('?reason=case+7&purpose=case'));
    expect(read.body).toEqual({ relativeId, name: '李桂兰', birthDate: '1960-03-01' });
    const { body } = await door.get(`/holders/${holderId}/readings`);
    expect((body['items'] as readonly object[])[0]).toMatchObject({
      told: 'document',
      purpose: 'case',
      reason: 'case 7',
    });
  });

  it('are another issuer’s business to nobody, and nothing of them is in the log', async () => {
    expect((await age('2026-03-01', 65, { issuerId: 'iss_b' })).body).toMatchObject({ code: 'relative_unknown' });
    const owner = openPool(door.ownerUrl);
    const { rows } = await owner.query<{ body: Buffer }>('SELECT body FROM event');
    await owner.end();
    const text = rows.map(({ body }) => body.toString('utf8')).join('\n');
    expect([text.includes('李桂兰'), text.includes('1960-03-01')]).toEqual([false, false]);
    expect((await door.post(`/holders/${holderId}/relatives`, { name: '', birthDate: 'young' })).status).toBe(400);
  });
});
