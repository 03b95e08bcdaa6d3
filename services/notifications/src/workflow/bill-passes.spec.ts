import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, transaction } from '@scrip/event-store';
import { NotificationsApp } from '../../test/notifications-app.ts';
import { keepHolder, keepPass } from '../contact/programme-holder.ts';
import { type BillRun, billsOf } from './bill-passes.ts';

const ISSUER = 'iss_a';
const PROGRAMME = 'one-card';

let app: NotificationsApp;

beforeAll(async () => {
  app = await NotificationsApp.open('2026-03-11T12:00:00+08:00');
});
afterAll(() => app?.close());

async function member(): Promise<string> {
  const holderId = newId('hld');
  await keepHolder(app.log.pool, { issuerId: ISSUER, programmeId: PROGRAMME, holderId }, '2026-03-01');
  return holderId;
}
/** A pass is heard of in a transaction of its own. */
async function passes(holderId: string, counter: number, businessDate: string): Promise<void> {
  const passedAt = Date.parse(`${businessDate}T08:00:00+08:00`);
  const pass = { terminalId: holderId, counter, enterpriseId: 'campus', cardId: 'crd_1', direction: null };
  await transaction(app.log.pool, (tx) =>
    keepPass(tx, { issuerId: ISSUER, holderId }, { ...pass, passedAt, businessDate }),
  );
}
/** A run of a rule that stood on every day but those of a pause. */
const runOn = (date: string, ruleKey: string, pause: readonly string[] = []): BillRun => ({
  issuerId: ISSUER,
  programmeId: PROGRAMME,
  ruleKey,
  date,
  stoodOn: (day) => Promise.resolve(!pause.includes(day)),
});
/** Bills of a holder in a run as `day count`. */
async function billsIn(run: BillRun, holderId: string): Promise<readonly string[]> {
  const bills = await billsOf(app.log.pool, run, '', 200);
  return bills
    .filter((bill) => bill.holderId === holderId)
    .map(({ date, variables }) => `${date} ${variables['count']}`);
}

describe('a run of daily bills', () => {
  it('that was stopped goes on with the same passes; what came since is in the next one', async () => {
    const holderId = await member();
    await passes(holderId, 1, '2026-03-10');
    const run = runOn('2026-03-11', 'stopped');
    expect(await billsIn(run, holderId)).toEqual(['2026-03-10 1']);
    await passes(holderId, 2, '2026-03-10');
    await passes(holderId, 3, '2026-03-11');
    expect(await billsIn(run, holderId)).toEqual(['2026-03-10 1']);
    const next = runOn('2026-03-12', 'stopped');
    expect(await billsIn(next, holderId)).toEqual(['2026-03-10 1', '2026-03-11 1']);
    expect(await billsIn(run, holderId)).toEqual(['2026-03-10 1']);
    expect(await billsIn(runOn('2026-03-13', 'stopped'), holderId)).toEqual([]);
  });

  it('leaves out days on which the rule did not stand, and never comes back to them', async () => {
    const holderId = await member();
    expect(await billsIn(runOn('2026-06-10', 'paused'), holderId)).toEqual([]);
    for (const [index, day] of ['2026-06-10', '2026-06-11', '2026-06-12', '2026-06-13'].entries())
      await passes(holderId, index, day);
    const pause = ['2026-06-11', '2026-06-12'];
    const back = runOn('2026-06-14', 'paused', pause);
    expect(await billsIn(back, holderId)).toEqual(['2026-06-10 1', '2026-06-13 1']);
    await passes(holderId, 4, '2026-06-12');
    await passes(holderId, 5, '2026-06-13');
    expect(await billsIn(runOn('2026-06-15', 'paused', pause), holderId)).toEqual(['2026-06-13 1']);
  });

  it('has all days of a holder in one part, however few holders a part has room for', async () => {
    const [one, other] = [await member(), await member()].toSorted() as [string, string];
    expect(await billsIn(runOn('2026-04-11', 'parts'), one)).toEqual([]);
    for (const [index, day] of ['2026-04-10', '2026-04-11', '2026-04-12'].entries())
      for (const holderId of [one, other]) await passes(holderId, index + 1, day);
    const run = runOn('2026-04-13', 'parts');
    const part = await billsOf(app.log.pool, run, '', 2);
    expect(part.map(({ holderId, date }) => [holderId, date])).toEqual([
      [one, '2026-04-10'],
      [one, '2026-04-11'],
      [one, '2026-04-12'],
    ]);
    expect(await billsOf(app.log.pool, run, one, 2)).toHaveLength(3);
    expect(await billsOf(app.log.pool, run, other, 2)).toEqual([]);
  });

  it('names each pass once, in whatever order runs begin while passes are heard of', async () => {
    const holderId = await member();
    await passes(holderId, 0, '2026-05-10');
    expect(await billsIn(runOn('2026-05-11', 'order'), holderId)).toEqual(['2026-05-10 1']);
    const late = Array.from({ length: 40 }, (_, index) => passes(holderId, index + 1, '2026-05-10'));
    const days = ['2026-05-15', '2026-05-12', '2026-05-14', '2026-05-13'];
    await Promise.all([...late, ...days.map((day) => billsIn(runOn(day, 'order'), holderId))]);
    const counts: number[] = [];
    for (const day of [...days, '2026-05-16'])
      for (const bill of await billsIn(runOn(day, 'order'), holderId)) counts.push(Number(bill.split(' ')[1]));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(40);
  });
});
