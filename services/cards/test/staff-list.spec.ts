import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { HolderEvent } from '@scrip/contracts';
import { accept } from '@scrip/decider';
import { captureLive, compareProjection } from '@scrip/event-store';
import { type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { holderDecider } from '../src/holder/holder.decider.ts';
import { StaffIssue } from '../src/staff-list/staff-issue.ts';
import { giftProgramme } from './gift-programme.ts';
import { type Got, STOCK_PROJECTIONS, StockDoor } from './stock-door.ts';

const HEADING = '姓名,身份证号,工号,手机,金额';
/** The standard's own example of a citizen's number; the others are passports. */
const FIRST = '某甲,11010519491231002X,e-1,13900001111,300';
const OF = 'programmeId=gift&productKey=named-card';

describe("a client's staff list", () => {
  let database: ThrowawayDatabase;
  let door: StockDoor;

  beforeAll(async () => {
    database = await throwawayDatabase('cards');
    door = await StockDoor.open(database.appUrl);
    await door.publish(giftProgramme());
  });

  afterAll(async () => {
    await door?.close();
    await database?.drop();
  });

  const upload = (client: string, listId: string, lines: readonly string[], more: object = {}): Promise<Got> =>
    door.post(`/clients/${client}/staff-lists?listId=${listId}&${OF}`, [HEADING, ...lines].join('\n'), {
      type: 'text/csv',
      ...more,
    });
  const issue = (staffListId: string) => door.get(StaffIssue).run(staffListId);
  const linesOf = async (client: string, listId: string) =>
    (await door.read(`/clients/${client}/staff-lists/${listId}/lines?which=all`)).body.items;

  it('is refused as a whole with every wrong line, and leaves nothing behind', async () => {
    const { status, body } = await upload('acme', 'may', [FIRST, '某乙,,e-2,,1', '某丙,P1,e-1,,x']);
    expect([status, body]).toMatchObject([
      422,
      {
        code: 'staff_list_invalid',
        faultCount: 4,
        wrongLines: 2,
        lines: 3,
        faults: [
          { line: 3, column: 'idNumber', code: 'value_missing', message: { 'zh-CN': '该列必须填写' } },
          { line: 4, column: 'idNumber', code: 'id_number_invalid' },
          { line: 4, column: 'staffNo', code: 'staff_no_repeated' },
          { line: 4, column: 'amountYuan', code: 'amount_invalid' },
        ],
      },
    ]);
    const { rows } = await door.log.pool.query(
      'SELECT (SELECT count(*) FROM staff_line), (SELECT count(*) FROM holder_vault)',
    );
    expect(Object.values(rows[0] ?? {})).toEqual([0n]);
  });

  it('registers who is new, issues a card to each, and is taken once', async () => {
    const people = [FIRST, '某乙,P7654321,e-2,,300', '某丙,P7654322,e-3,,450'];
    const key = 'list-once';
    const taken = await upload('acme', '2025-05', people, { key });
    expect(taken).toMatchObject({
      status: 201,
      body: { lines: 3, newHolders: 3, newCards: 3, allowancesFen: 105_000 },
    });
    const again = await upload('acme', '2025-05', people, { key });
    expect([again.replayed, again.body]).toEqual([true, taken.body]);
    expect((await upload('acme', '2025-05', people)).body.code).toBe('list_known');
    expect((await upload('acme', '2025-05', people.slice(1), { key })).body.code).toBe('idempotency_key_reused');
    expect(await issue(taken.body.staffListId)).toBe(3);
    await door.caughtUp();
    expect((await door.read('/clients/acme/staff-lists/2025-05')).body).toMatchObject({ state: 'issued', lines: 3 });
    const lines = await linesOf('acme', '2025-05');
    expect(lines).toMatchObject([
      { line: 1, staffNo: 'e-1', amountFen: 30_000, newCard: true },
      { line: 2, staffNo: 'e-2' },
      { line: 3, staffNo: 'e-3', amountFen: 45_000 },
    ]);
    for (const { cardId, holderId } of lines) {
      expect((await door.read(`/cards/${cardId}`)).body).toMatchObject({ state: 'issued', holderId });
    }
    const profile = await door.read(`/holders/${lines[0].holderId}?reason=check`);
    expect(profile.body.profile).toMatchObject({ name: '某甲', idNumber: '11010519491231002X' });
    const { rows } = await door.log.pool.query('SELECT count(*) FROM staff_profile');
    expect(rows).toEqual([{ count: 0n }]);
  });

  it('knows who has a card of the client, and who is a holder already', async () => {
    const { body: holder } = await door.post('/holders', { name: '某丁', idNumber: 'P9999999', locale: 'en' });
    const june = await upload('acme', '2025-06', [
      FIRST.replace('300', '310'),
      '某丁,P9999999,e-4,,200',
      '某戊,P8888888,e-5,,1',
    ]);
    expect(june.body).toMatchObject({ lines: 3, newHolders: 1, newCards: 2 });
    // Somebody registers one of them before the job does.
    const { body: sooner } = await door.post('/holders', { name: '某戊', idNumber: 'P8888888', locale: 'en' });
    expect(await issue(june.body.staffListId)).toBe(3);
    await door.caughtUp();
    const [may] = await linesOf('acme', '2025-05');
    const lines = await linesOf('acme', '2025-06');
    expect(lines[0]).toMatchObject({ cardId: may.cardId, walletId: may.walletId, newCard: false, amountFen: 31_000 });
    expect((await door.read(`/cards/${lines[1].cardId}`)).body).toMatchObject({ holderId: holder.holderId });
    expect((await door.read(`/cards/${lines[2].cardId}`)).body).toMatchObject({ holderId: sooner.holderId });
  });

  it('follows a holder who was merged since; one who was erased is a verdict of the line, and the others have cards', async () => {
    const ids: string[] = [];
    for (const n of [1, 2, 3, 4]) {
      const { body } = await door.post('/holders', { name: `H${n}`, idNumber: `P666666${n}`, locale: 'en' });
      ids.push(body.holderId);
    }
    const [gone = '', between = '', survivorId = '', erased = ''] = ids;
    const people = [1, 2, 4].map((n) => `H${n},P666666${n},m-${n},,100`);
    const { body } = await upload('acme', 'moved', [...people, '某己,P6666669,m-9,,100']);
    const tell = (event: HolderEvent) =>
      door.log.execute({
        who: {
          issuerId: 'iss_a',
          actor: 'desk-2',
          occurredAt: Date.now(),
          correlationId: 'cor_1',
          causationId: null,
          traceparent: null,
        },
        key: null,
        decider: holderDecider,
        streamId: event.data.holderId,
        decide: () => accept(event),
      });
    const of = { mergeId: 'hmg_1', proposedBy: 'desk-1', approvedBy: 'desk-2' };
    await tell({ type: 'HolderMerged', data: { ...of, holderId: gone, survivorId: between } });
    await tell({ type: 'HolderMerged', data: { ...of, holderId: between, survivorId } });
    await tell({ type: 'HolderErased', data: { holderId: erased, cause: 'request', lastUsedAt: null, documents: 0 } });
    expect(await issue(body.staffListId)).toBe(4);
    await door.caughtUp();
    expect((await door.read('/clients/acme/staff-lists/moved')).body).toMatchObject({
      state: 'issued',
      refusedLines: 1,
    });
    const lines = await linesOf('acme', 'moved');
    expect(lines).toMatchObject([
      { staffNo: 'm-1', holderId: survivorId, state: 'issued', refusal: null },
      { staffNo: 'm-2', holderId: survivorId, state: 'issued' },
      { staffNo: 'm-4', state: null, refusal: 'holder_erased' },
      { staffNo: 'm-9', state: 'issued', refusal: null },
    ]);
  });

  it('of later gives a card to who was refused one, and none to who was registered or merged since the other', async () => {
    const { body: dead } = await door.post('/holders', { name: 'D', idNumber: 'P4444441', locale: 'en' });
    const first = await upload('beta', 'one', ['D,P4444441,d-1,,1', 'S,P4444442,d-2,,1']);
    // A list that came before the job took the card for one that will be.
    const between = await upload('beta', 'two', ['D,P4444441,d-1,,1']);
    expect(between.body).toMatchObject({ newCards: 0 });
    const { body: sooner } = await door.post('/holders', { name: 'S', idNumber: 'P4444442', locale: 'en' });
    expect((await door.post(`/holders/${dead.holderId}/departure`, { departure: 'died' })).status).toBe(201);
    for (const { body } of [first, between]) await issue(body.staffListId);
    await door.post(`/holders/${dead.holderId}/return`);
    await door.caughtUp();
    expect(await linesOf('beta', 'one')).toMatchObject([
      { staffNo: 'd-1', refusal: 'holder_departed', state: null },
      { staffNo: 'd-2', state: 'issued', holderId: sooner.holderId },
    ]);
    // The ledger is told only what it can load; nobody waits for a card that was refused.
    expect((await door.read('/clients/beta/staff-lists/one/lines')).body).toMatchObject({
      items: [{ staffNo: 'd-2', walletId: expect.any(String) }],
      waiting: 0,
    });
    expect((await door.read('/clients/beta/staff-lists/two/lines')).body).toEqual({
      items: [],
      next: null,
      waiting: 0,
    });
    expect(await linesOf('beta', 'two')).toMatchObject([{ state: null, refusal: 'holder_departed' }]);
    const { body } = await upload('beta', 'three', ['D,P4444441,d-1,,1', 'S,P4444442,d-2,,1']);
    expect(body).toMatchObject({ newHolders: 0, newCards: 1 });
    await issue(body.staffListId);
    await door.caughtUp();
    const [, known] = await linesOf('beta', 'one');
    expect(await linesOf('beta', 'three')).toMatchObject([
      { newCard: true, state: 'issued', refusal: null },
      { newCard: false, state: 'issued', cardId: known.cardId, walletId: known.walletId },
    ]);
    const { body: next } = await upload('beta', 'four', ['D,P4444441,d-1,,1']);
    expect(next).toMatchObject({ newCards: 0 });
    expect(await issue(next.staffListId)).toBe(1);
    await door.caughtUp();
  });

  it('has its cards handed over at once; what cannot be stays as it is', async () => {
    const path = '/clients/acme/staff-lists/moved/activations';
    expect((await door.post(path, { firstLine: 1, lastLine: 1_001 })).body.code).toBe('too_many_lines');
    const none = await door.post(path.replace('moved', 'none'), { firstLine: 1, lastLine: 4 });
    expect([none.status, none.body.code]).toEqual([404, 'list_unknown']);
    const key = 'all-at-once';
    const activated = await door.post(path, { firstLine: 1, lastLine: 4 }, { key });
    expect(activated).toMatchObject({ status: 201, body: { firstLine: 1, lastLine: 4, activated: 3 } });
    expect((await door.post(path, { firstLine: 1, lastLine: 4 }, { key })).body).toEqual(activated.body);
    expect((await door.post(path, { firstLine: 1, lastLine: 4 })).body.activated).toBe(0);
    await door.caughtUp();
    const states = (await linesOf('acme', 'moved')).map(({ state }: { state: string }) => state);
    expect(states).toEqual(['active', 'active', null, 'active']);
  });

  it('of thousands is issued part by part, from GB18030, and is not another issuer’s', async () => {
    const people = Array.from({ length: 350 }, (_, n) => `N${n},Q${1_000_000 + n},n-${n},,`);
    const { body } = await upload('large', 'all', people);
    expect(body).toMatchObject({ lines: 350, newCards: 350, allowancesFen: 0 });
    const job = door.get(StaffIssue);
    expect(await job.run(body.staffListId, 0)).toBe(100);
    await door.caughtUp();
    expect((await door.read('/clients/large/staff-lists/all')).body).toMatchObject({
      state: 'issuing',
      job: { done: 100, total: 350 },
    });
    expect(await job.due(Date.now() + 60_000, 10)).toMatchObject([{ id: body.staffListId }]);
    expect(await job.run(body.staffListId)).toBe(350);
    await door.caughtUp();
    expect((await door.read('/clients/large/staff-lists')).body.items).toMatchObject([
      { state: 'issued', listId: 'all' },
    ]);
    const others = await door.read('/clients/large/staff-lists/all', { issuerId: 'iss_b' });
    expect(others.body.code).toBe('list_unknown');
    const gb18030 = Buffer.concat([
      Buffer.from([0xd0, 0xd5, 0xc3, 0xfb]),
      Buffer.from(',idNumber,staffNo\n'),
      Buffer.from([0xd5, 0xc5, 0xc8, 0xfd]),
      Buffer.from(',P5555555,z-1\n'),
    ]);
    const chinese = await door.post(`/clients/large/staff-lists?listId=gb&${OF}`, gb18030, { type: 'text/csv' });
    expect(chinese).toMatchObject({ status: 201, body: { lines: 1 } });
  });

  it('leaves no name or number in events, verdicts or tables outside of the vault; its tables fold to the same again', async () => {
    const { rows } = await door.log.pool.query<{ body: Buffer }>('SELECT body FROM event');
    const { rows: lines } = await door.log.pool.query('SELECT * FROM staff_line');
    const text = (_key: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);
    const written = [...rows.map(({ body }) => body.toString('utf8')), JSON.stringify(lines, text)].join('\n');
    for (const value of ['某甲', '11010519491231002X', '13900001111', 'P7654321']) expect(written).not.toContain(value);
    await door.caughtUp();
    for (const projection of STOCK_PROJECTIONS) {
      const live = await captureLive(door.log, projection);
      expect(await compareProjection(door.log, live, door.log, () => undefined)).toMatchObject({ equal: true });
    }
  });
});
