import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openPool } from '@scrip/event-store';
import { BirthdaysMissing } from '../src/vault/birthdays.ts';
import { ANOTHER_ID, PERSON } from './card-story.ts';
import { type Asking, CardsDoor, type Got } from './cards-door.ts';

const NOW = Date.parse('2026-03-04T10:00:00+08:00');

describe('whose birthday a day is', () => {
  let door: CardsDoor;

  beforeAll(async () => {
    door = await CardsDoor.open({ now: () => NOW });
    door.ledger.answer = () => ({ status: 200, body: { items: [], next: null } });
  });
  afterAll(() => door?.close());

  async function born(birthDate: string | null, more: object = {}, asking: Asking = {}): Promise<string> {
    const { birthDate: _, ...person } = PERSON;
    const body = { ...person, ...(birthDate !== null && { birthDate }), ...more };
    const { status, body: answer } = await door.post('/holders', body, asking);
    expect(status).toBe(201);
    return String(answer['holderId']);
  }
  const ask = (on: string, query = '', asking: Asking = {}): Promise<Got> =>
    door.get(`/birthdays?on=${on}&reason=points&${query}`, asking);
  const holdersOn = async (on: string, asking: Asking = {}): Promise<readonly string[]> => {
    const { status, body } = await ask(on, '', asking);
    expect(status).toBe(200);
    return (body['items'] as readonly { holderId: string }[]).map(({ holderId }) => holderId);
  };

  it('is told by month and day, to the issuer whose holders they are', async () => {
    const holderId = await born('1984-03-04');
    await born('1984-03-05');
    await born(null);
    const other = await born('1990-03-04', {}, { issuerId: 'iss_b' });
    expect(await holdersOn('2026-03-04')).toEqual([holderId]);
    expect(await holdersOn('2026-03-04', { issuerId: 'iss_b' })).toEqual([other]);
    expect((await ask('2026-02-30')).status).toBe(400);
  });

  it('is 28 February for who was born on the 29th, in a year without one', async () => {
    const leap = await born('1984-02-29');
    const day28 = await born('1990-02-28');
    expect(await holdersOn('2027-02-28')).toEqual([leap, day28].toSorted());
    expect(await holdersOn('2028-02-28')).toEqual([day28]);
    expect(await holdersOn('2028-02-29')).toEqual([leap]);
    expect(await holdersOn('2027-03-01')).toEqual([]);
  });

  it('comes in pages', async () => {
    const holderIds = await Promise.all([born('1984-07-01'), born('1985-07-01'), born('1986-07-01')]);
    const one = (await ask('2026-07-01', 'limit=2')).body as { items: object[]; next: string };
    const two = (await ask('2026-07-01', `limit=2&cursor=${one.next}`)).body as { items: object[]; next: null };
    expect([...one.items, ...two.items]).toEqual(holderIds.toSorted().map((holderId) => ({ holderId })));
    expect(two.next).toBeNull();
    expect((await ask('2026-07-01', 'cursor=x')).body).toMatchObject({ code: 'cursor_invalid' });
  });

  it('follows a changed profile, a merge and an erasure', async () => {
    const holderId = await born('1984-08-01');
    await door.post(`/holders/${holderId}/profile-changes`, { birthDate: '1984-08-02' });
    expect([await holdersOn('2026-08-01'), await holdersOn('2026-08-02')]).toEqual([[], [holderId]]);

    const survivorId = await born(null, { idNumber: ANOTHER_ID });
    const merge = await door.post(`/holders/${holderId}/merges`, { survivorId, reason: 'same_person' });
    expect(merge.status).toBe(201);
    const path = `/holders/${holderId}/merges/${String(merge.body['mergeId'])}/approval`;
    expect((await door.post(path, undefined, { subject: 'head-1' })).status).toBe(201);
    expect(await holdersOn('2026-08-02')).toEqual([survivorId]);
    await door.post(`/holders/${survivorId}/profile-changes`, { birthDate: '1984-08-03' });
    expect([await holdersOn('2026-08-02'), await holdersOn('2026-08-03')]).toEqual([[], [survivorId]]);

    await door.caughtUp();
    expect((await door.post(`/holders/${survivorId}/erasure`, { cause: 'request' })).status).toBe(201);
    expect(await holdersOn('2026-08-03')).toEqual([]);
  });

  it('is told of relatives and of anniversaries where the holder gave them, apart from the own', async () => {
    const days = [
      { kind: 'relativeBirthday', monthDay: '06-01' },
      { kind: 'relativeBirthday', monthDay: '06-01' },
      { kind: 'anniversary', monthDay: '02-29' },
    ];
    const holderId = await born('1984-06-10', { days });
    const on = async (of: string, date: string): Promise<unknown> => (await ask(date, `of=${of}`)).body['items'];
    expect(await on('relative', '2026-06-01')).toEqual([{ holderId }]);
    expect(await on('own', '2026-06-01')).toEqual([]);
    expect(await on('anniversary', '2027-02-28')).toEqual([{ holderId }]);
    expect(await on('own', '2026-06-10')).toEqual([{ holderId }]);
    await door.post(`/holders/${holderId}/profile-changes`, { days: null });
    expect(await on('relative', '2026-06-01')).toEqual([]);
    expect((await ask('2026-06-01', 'of=friend')).status).toBe(400);
  });

  it('is a fact for each page, which says how many and never who; of nobody there is none', async () => {
    const holderId = await born('1984-09-01');
    const { position } = await door.log.head();
    await holdersOn('2026-09-01');
    await holdersOn('2026-09-02');
    const facts = await door.log.read({ after: position, limit: 10 });
    expect(facts.map(({ envelope, event }) => [envelope.actor, event.type, event.data])).toEqual([
      [
        'desk-1',
        'BirthdaysRead',
        expect.objectContaining({ onDate: '2026-09-01', holders: 1, purpose: 'service', dayKind: 'birthday' }),
      ],
    ]);
    const readingId = facts[0]?.envelope.streamId;
    const { rows } = await door.log.pool.query('SELECT * FROM vault_birthday_read WHERE reading_id = $1', [readingId]);
    expect(rows).toMatchObject([{ reason: 'points', holders: 1, actor: 'desk-1' }]);
    expect(JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? Number(value) : value))).not.toContain(
      holderId,
    );
  });

  it('is known of profiles from before there were such hashes', async () => {
    const holderId = await born('1984-10-01');
    const owner = openPool(door.ownerUrl);
    await owner.query("DELETE FROM vault_search WHERE holder_id = $1 AND kind = 'birthday'", [holderId]);
    await owner.query('UPDATE holder_vault SET birthday_kept = false WHERE holder_id = $1', [holderId]);
    await owner.end();
    expect(await holdersOn('2026-10-01')).toEqual([]);
    const work = door.part(BirthdaysMissing);
    for (const item of await work.due(NOW, 10)) await work.carryOut(item);
    expect(await holdersOn('2026-10-01')).toEqual([holderId]);
    expect(await work.due(NOW, 10)).toEqual([]);
  });
});
