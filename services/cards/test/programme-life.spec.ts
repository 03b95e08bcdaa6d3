/** A programme's life at a real door: drafts, four eyes, the rule pack, parents, diffs, withdrawals. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseRfc3339 } from '@scrip/calendar';
import { type Programme, preset, presetText } from '@scrip/programme';
import { type Asking, CardsDoor, type Got } from './cards-door.ts';

let now = parseRfc3339('2025-06-01T09:00:00+08:00');
const LATER = '2025-07-01T00:00:00+08:00';
const meal = (version: number, changes: Partial<Programme> = {}): Programme => ({
  ...preset('corporate-meal'),
  version,
  effectiveAt: version === 1 ? '2025-01-01T00:00:00+08:00' : LATER,
  ...changes,
});

describe('a programme', () => {
  let door: CardsDoor;

  beforeAll(async () => {
    door = await CardsDoor.open({ now: () => now });
  });
  afterAll(() => door.close());

  const tag = (got: Got): string => String(got.headers.get('etag'));
  const drafts = (id = 'corporate-meal') => `/programmes/${id}/drafts`;
  /** A submitted draft of the author's. */
  async function submitted(document: unknown, id = 'corporate-meal', asking: Asking = {}) {
    const started = await door.post(drafts(id), document, { subject: 'ann', ...asking });
    const path = `${drafts(id)}/${String(started.body['draftId'])}`;
    const got = await door.post(`${path}/submission`, undefined, { subject: 'ann', ...asking, ifMatch: tag(started) });
    return { path, got, ifMatch: tag(started) };
  }

  it('is published at once by who has the scope, with what the rule pack warned of', async () => {
    expect(await door.post('/programmes/corporate-meal/versions', meal(1))).toMatchObject({ status: 201 });
    expect((await door.get('/programmes/corporate-meal/versions/1')).body).toMatchObject({
      state: 'in_force',
      publishedBy: 'desk-1',
      draftId: null,
      rulePack: { level: 'warn', broken: ['refund_to_same_name'] },
      withdrawn: null,
    });
  });

  it('has drafts that keep their text and say what is wrong with them, each problem with its numbers', async () => {
    const text = `${presetText('corporate-meal').replace('version: 1', 'version: 0')}# and a comment\n`;
    const started = await door.post(drafts(), text, { subject: 'ann' });
    expect(started).toMatchObject({
      status: 201,
      body: {
        revision: 1,
        problems: [{ path: '$.version', code: 'too_small', numbers: { limit: 1, actual: 0 } }],
      },
    });
    expect(tag(started)).toBe('"1"');
    const path = `${drafts()}/${String(started.body['draftId'])}`;
    const read = await door.get(path);
    expect(read.body).toMatchObject({ state: 'open', documentText: text, rulePack: null });
    expect(tag(read)).toBe('"1"');
    expect(await door.post(`${path}/submission`, undefined, { subject: 'ann', ifMatch: '"1"' })).toMatchObject({
      status: 422,
      body: { code: 'programme_invalid', problems: [{ path: '$.version', text: { 'zh-CN': '不得小于 1，现为 0' } }] },
    });
    const revised = await door.put(path, meal(2), { subject: 'bob', ifMatch: '"1"' });
    expect(revised).toMatchObject({ status: 200, body: { revision: 2, problems: [] } });
    expect(await door.put(path, meal(2), { subject: 'ann', ifMatch: '"1"' })).toMatchObject({
      status: 412,
      body: { code: 'draft_moved', asked: 1, revision: 2 },
    });
    expect(await door.put(path, meal(2), { subject: 'ann' })).toMatchObject({
      status: 428,
      body: { code: 'if_match_missing' },
    });
    expect(await door.post(`${path}/discard`, undefined, { subject: 'ann', ifMatch: '"2"' })).toMatchObject({
      status: 201,
      body: { state: 'discarded' },
    });
    expect(await door.put(path, meal(2), { subject: 'ann', ifMatch: '"2"' })).toMatchObject({
      status: 404,
      body: { code: 'draft_unknown' },
    });
  });

  it('is approved by a second person, who may give the draft back, and is then a version', async () => {
    const { path, got, ifMatch } = await submitted(meal(2));
    expect(got).toMatchObject({ status: 201, body: { state: 'submitted', revision: 1 } });
    expect(await door.post(`${path}/approval`, {}, { subject: 'ann', ifMatch })).toMatchObject({
      status: 403,
      body: { code: 'own_work', by: 'ann' },
    });
    const reason = { reason: 'fee_unclear' };
    expect(await door.post(`${path}/return`, reason, { subject: 'head', ifMatch })).toMatchObject({ status: 201 });
    expect((await door.get(path)).body).toMatchObject({ state: 'returned', reason: 'fee_unclear', decidedBy: 'head' });
    await door.post(`${path}/submission`, undefined, { subject: 'ann', ifMatch });
    const key = 'approve-once';
    const approved = await door.post(`${path}/approval`, {}, { subject: 'head', ifMatch, key });
    expect(approved).toMatchObject({ status: 201, body: { version: 2, effectiveAt: '2025-06-30T16:00:00.000Z' } });
    const again = await door.post(`${path}/approval`, {}, { subject: 'head', ifMatch, key });
    expect([again.body, again.headers.get('idempotency-replayed')]).toEqual([approved.body, 'true']);
    expect((await door.get('/programmes/corporate-meal/versions/2')).body).toMatchObject({
      state: 'scheduled',
      publishedBy: 'head',
      draftId: path.split('/').at(-1),
    });
    expect((await door.get(`${drafts()}?state=approved`)).body['items']).toMatchObject([{ version: 2 }]);
  });

  it('begins when the approver says so, and never before it is approved', async () => {
    const { path, ifMatch } = await submitted(meal(3, { effectiveAt: LATER }));
    now = parseRfc3339('2025-07-02T09:00:00+08:00');
    expect(await door.post(`${path}/approval`, {}, { subject: 'head', ifMatch })).toMatchObject({
      status: 409,
      body: { code: 'effective_time_passed', effectiveAt: '2025-06-30T16:00:00.000Z', now: '2025-07-02T01:00:00.000Z' },
    });
    const effectiveAt = '2025-08-01T00:00:00+08:00';
    expect(await door.post(`${path}/approval`, { effectiveAt }, { subject: 'head', ifMatch })).toMatchObject({
      status: 201,
      body: { version: 3, effectiveAt: '2025-07-31T16:00:00.000Z' },
    });
    expect((await door.get('/programmes/corporate-meal/versions/3')).body).toMatchObject({ document: { effectiveAt } });
  });

  it('can be withdrawn before it begins, and is not in force then', async () => {
    const withdraw = (version: number) =>
      door.post(`/programmes/corporate-meal/versions/${version}/withdrawal`, { reason: 'wrong_fee' });
    expect(await withdraw(2)).toMatchObject({ status: 409, body: { code: 'version_in_force' } });
    expect(await withdraw(3)).toMatchObject({ status: 201, body: { version: 3, reason: 'wrong_fee' } });
    expect(await withdraw(3)).toMatchObject({ status: 404, body: { code: 'programme_version_unknown' } });
    const { body } = await door.get('/programmes/corporate-meal/versions');
    expect((body['items'] as { version: number; state: string }[]).map((one) => [one.version, one.state])).toEqual([
      [3, 'withdrawn'],
      [2, 'in_force'],
      [1, 'superseded'],
    ]);
    expect((await door.get('/programmes/corporate-meal/versions?state=withdrawn')).body['items']).toHaveLength(1);
    expect((await door.get('/programmes?state=in_force&q=MEAL')).body['items']).toMatchObject([{ version: 2 }]);
    expect((await door.get('/programmes?state=scheduled')).body['items']).toEqual([]);
  });

  it('is told apart from another version, or a draft, by place', async () => {
    const started = await door.post(drafts(), meal(4, { name: { 'zh-CN': '餐卡', en: 'Meals' } }), { subject: 'ann' });
    const to = String(started.body['draftId']);
    const { body } = await door.get(`/programmes/corporate-meal/diff?from=2&to=${to}`);
    expect(body['changes']).toEqual([
      { op: 'changed', path: '$.version', before: 2, after: 4 },
      { op: 'changed', path: "$.name['zh-CN']", before: '企业员工餐卡', after: '餐卡' },
      { op: 'changed', path: '$.name.en', before: 'Corporate meal card', after: 'Meals' },
    ]);
    expect((await door.get('/programmes/corporate-meal/diff?from=2&to=9')).status).toBe(404);
  });

  it('is refused where the issuer refuses broken rules, by the clause; each issuer sets its own', async () => {
    const rules = { level: 'refuse', checks: { named_card_cap: 'warn' } };
    expect(await door.put('/programme-rules', rules, { issuerId: 'iss_b' })).toMatchObject({
      status: 200,
      body: { level: 'refuse', capCounts: 'all', checks: { named_card_cap: 'warn' } },
    });
    const apparel = preset('apparel-recharge');
    const refused = await door.post('/programmes/apparel-recharge/versions', apparel, { issuerId: 'iss_b' });
    expect(refused).toMatchObject({ status: 422, body: { code: 'rules_broken' } });
    const findings = refused.body['findings'] as { check: string; path: string }[];
    expect([...new Set(findings.map(({ check }) => check))]).toEqual(['named_card_no_expiry', 'refund_clause']);
    expect(await door.post('/programmes/apparel-recharge/versions', apparel)).toMatchObject({ status: 201 });
    const report = await door.get('/programmes/apparel-recharge/versions/1/rule-pack');
    expect(report.body).toMatchObject({ pack: 'cn-single-purpose', level: 'warn', refused: 0, warned: 6 });
    const check = await door.post('/programmes/apparel-recharge/checks', apparel, { issuerId: 'iss_b' });
    expect(check).toMatchObject({ status: 200, body: { valid: true, rulePack: { refused: 4, warned: 2 } } });
  });

  it('of a union does not publish with a waiver below the province’s, and does with the same or a stricter one', async () => {
    const union = (gte: number): Programme => {
      const programme = preset('union-vip');
      const fees = programme.fees?.map((fee) =>
        fee.waive && 'metric' in fee.waive && fee.key === 'gold-yearly'
          ? { ...fee, waive: { metric: fee.waive.metric, window: fee.waive.window, gte } }
          : fee,
      );
      return { ...programme, ...(fees && { fees }) };
    };
    const publish = (document: Programme) => door.post(`/programmes/${document.id}/versions`, document);
    expect(await publish(union(20_000_000))).toMatchObject({
      status: 422,
      body: { problems: [{ path: '$.parent', code: 'parent_not_in_force' }] },
    });
    expect(await publish(preset('union-vip-province'))).toMatchObject({ status: 201 });
    expect(await publish(union(15_000_000))).toMatchObject({
      status: 422,
      body: {
        code: 'programme_invalid',
        problems: [
          {
            path: '$.fees[0].waive',
            code: 'looser_than_parent',
            numbers: { wanted: 'financialAssetsFen >= 20000000', is: 'financialAssetsFen >= 15000000' },
          },
        ],
      },
    });
    expect(await publish(union(20_000_000))).toMatchObject({ status: 201 });
    expect(await publish({ ...union(25_000_000), version: 2 })).toMatchObject({ status: 201 });

    // A fee of the parent's key that is lower, of another grade or taken at other times is looser too.
    const changed = (change: object): Programme => ({
      ...union(25_000_000),
      version: 3,
      fees: union(25_000_000).fees?.map((fee, index) => (index === 0 ? { ...fee, ...change } : fee)),
    });
    for (const [field, change] of [
      ['amountFen', { amountFen: 1 }],
      ['grade', { grade: 'platinum' }],
      ['every', { every: 'month' }],
    ] as const) {
      const problems = [{ path: `$.fees[0].${field}`, code: 'looser_than_parent' }];
      expect(await publish(changed(change))).toMatchObject({ status: 422, body: { problems } });
    }

    // A parent that becomes stricter waits for its children, those that begin later too.
    const province = (waivedFromFen: number, version = 2): Programme => {
      const { fees, ...rest } = preset('union-vip-province');
      const from = fees?.map((fee) =>
        fee.waive && 'metric' in fee.waive && fee.key === 'gold-yearly'
          ? { ...fee, waive: { metric: fee.waive.metric, window: fee.waive.window, gte: waivedFromFen } }
          : fee,
      );
      return { ...rest, version, effectiveAt: LATER, ...(from && { fees: from }) };
    };
    expect(await publish(province(30_000_000))).toMatchObject({
      status: 409,
      body: {
        code: 'children_looser',
        children: [{ version: 2, problems: [{ path: '$.fees[0].waive', code: 'looser_than_parent' }] }],
      },
    });
    const check = await door.post(`/programmes/${province(1).id}/checks`, province(30_000_000));
    expect(check.body).toMatchObject({ valid: false, problems: [], looserChildren: [{ version: 2 }] });
    expect(await publish(province(25_000_000))).toMatchObject({ status: 201 });
    // A child that begins before a stricter version of its parent is held against that too.
    const early = { ...union(20_000_000), version: 3, effectiveAt: '2025-06-15T00:00:00+08:00' };
    expect(await publish(early)).toMatchObject({
      status: 422,
      body: { problems: [{ path: '$.fees[0].waive', code: 'looser_than_parent' }] },
    });
  });
});
