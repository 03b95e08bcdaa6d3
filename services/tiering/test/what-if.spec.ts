import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WhatIfJobs } from '@scrip/chassis';
import type { MembershipEvent } from '@scrip/contracts';
import { accept } from '@scrip/decider';
import { idFrom, newId } from '@scrip/event-store';
import { type Programme, preset } from '@scrip/programme';
import type { Answer, Client } from '@scrip/testing';
import { membershipDecider, membershipSeed } from '../src/membership/membership.decider.ts';
import type { RatingReport } from '../src/what-if/rating-comparison.ts';
import { Bank } from './bank.ts';
import { ALL_SCOPES, TieringDoor } from './tiering-door.ts';

const NOW = Date.parse('2025-10-01T12:00:00+08:00');
const MONTHS = ['2025-04', '2025-05', '2025-06', '2025-07'];
const SPAN = { fromMonth: '2025-04', toMonth: '2025-07' };

interface WhatIf {
  readonly whatIfId: string;
  readonly state: string;
  readonly report: RatingReport | null;
  readonly reportSha256: string | null;
}

describe("a draft's ratings tried over what was measured", () => {
  let door: TieringDoor;
  let bank: Bank;
  let client: Client;
  const fastRise = preset('bank-fastrise');

  beforeAll(async () => {
    door = await TieringDoor.open({ now: () => NOW });
    await door.publish('iss_bank', fastRise);
    bank = new Bank(door, 'iss_bank', fastRise);
    client = door.as({ issuerId: 'iss_bank', scopes: `${ALL_SCOPES} tiering:simulate` });
    const risen = { '2025-04': 1_000_000, '2025-05': 0, '2025-06': 0, '2025-07': 0 };
    await bank.holds(newId('hld'), risen);
    await bank.holds(newId('hld'), risen);
    await bank.holds(newId('hld'), {
      '2025-04': 300_000,
      '2025-05': 300_000,
      '2025-06': 1_000_000,
      '2025-07': 300_000,
    });
    await bank.holds(newId('hld'), { '2025-05': 250_000, '2025-06': 250_000, '2025-07': 250_000 });
    await bank.rateAll(MONTHS);
  });
  afterAll(() => door?.close());

  /** A fact of a membership, as whoever decides it leaves it. */
  async function happened(issuerId: string, event: MembershipEvent): Promise<void> {
    const occurredAt = Date.parse('2025-05-10T12:00:00+08:00');
    const who = { issuerId, actor: 'head-1', occurredAt, correlationId: 'cor_1', causationId: null, traceparent: null };
    const streamId = event.data.membershipId;
    await door.log.execute({ who, key: null, decider: membershipDecider, streamId, decide: () => accept(event) });
    await door.carryOut(undefined);
  }

  const ask = (draft: object, over: object = {}, key?: string): Promise<Answer<WhatIf>> =>
    client.post<WhatIf>(
      '/tiering/v1/what-ifs',
      { programmeId: fastRise.id, document: draft, ...SPAN, ...over },
      key === undefined ? {} : { key },
    );
  async function tried(draft: Programme, over: object = {}): Promise<WhatIf & { readonly report: RatingReport }> {
    const { whatIfId } = (await ask(draft, over)).ok(202);
    await door.get(WhatIfJobs).idle();
    const done = (await client.get<WhatIf>(`/tiering/v1/what-ifs/${whatIfId}`)).ok();
    if (!done.report) throw new Error(JSON.stringify(done));
    return { ...done, report: done.report };
  }

  it('changes nothing when it is the version in force, month after month; nothing is written', async () => {
    const { position } = await door.log.head();
    const { report, reportSha256 } = await tried(fastRise);
    expect(report.months.map(({ month, rated, moved }) => [month, rated, moved])).toEqual([
      ['2025-04', 3, []],
      ['2025-05', 4, []],
      ['2025-06', 4, []],
      ['2025-07', 4, []],
    ]);
    expect([report.end.moved, report.largest]).toEqual([[], []]);
    expect(report.months[0]?.grades.find(({ grade }) => grade === 'black-gold')).toMatchObject({ was: 2, would: 2 });
    expect(report.end.grades.reduce((sum, { was }) => sum + was, 0)).toBe(4);
    expect((await door.log.head()).position).toBe(position);
    expect((await tried(fastRise)).reportSha256).toBe(reportSha256);
  });

  it('goes on from the grades and the misses that were held before its first month', async () => {
    const { report } = await tried(fastRise, { fromMonth: '2025-06' });
    expect(report.months.map(({ month, moved }) => [month, moved])).toEqual([
      ['2025-06', []],
      ['2025-07', []],
    ]);
  });

  it('says who would hold which grade under other standards, and whom it changes most', async () => {
    const lower = JSON.parse(JSON.stringify({ ...fastRise, version: 2 }).replaceAll('30000000', '25000000'));
    const { report } = await tried(lower);
    expect(report.end.moved).toEqual([{ from: 'ordinary', to: 'platinum', holders: 1 }]);
    expect(report.largest).toEqual([{ holderId: expect.any(String), was: 'ordinary', would: 'platinum', levels: 1 }]);
    expect(report.months[1]?.outcomes.raised).toBe(1);
  });

  it('takes a grade at the first miss where the draft keeps none', async () => {
    const { tiers } = fastRise;
    if (!tiers?.miss) throw new Error('the preset keeps a missed grade');
    const strict = { ...fastRise, version: 2, tiers: { ...tiers, miss: { ...tiers.miss, ratings: 0 } } };
    const { report } = await tried(strict);
    expect(report.months[1]?.moved).toContainEqual({ from: 'black-gold', to: 'ordinary', holders: 2 });
  });

  it('stands beside the explanation of what the ratings did: each month, with its numbers', async () => {
    const risen = newId('hld');
    await bank.holds(risen, { '2025-08': 1_000_000 });
    await bank.rate('2025-08');
    const member = await bank.membership(risen);
    const explanation = await client.get<{ rules: object[] }>(
      `/tiering/v1/memberships/${member?.membershipId}/grade-steps/1/explanation`,
    );
    expect(explanation.ok()).toMatchObject({
      fact: 'GradeRated',
      fromGrade: 'ordinary',
      toGrade: 'black-gold',
      agrees: true,
      asked: { month: '2025-08', measured: [{ total: '3100000000', over: '31' }] },
    });
  });

  it('leaves what people decided as it was: a grade by hand stands, an instant rating stands in for its month', async () => {
    const issuerId = 'iss_hand';
    await door.publish(issuerId, fastRise);
    const hand = new Bank(door, issuerId, fastRise);
    const [granted, instant] = [newId('hld'), newId('hld')];
    for (const holderId of [granted, instant]) await hand.holds(holderId, { '2025-04': 1, '2025-05': 1, '2025-06': 1 });
    const given = (holderId: string) => ({
      membershipId: idFrom('mbr', membershipSeed(issuerId, fastRise.id, holderId)),
      holderId,
      programmeId: fastRise.id,
      programmeVersion: 1,
      fromGrade: 'ordinary',
      toGrade: 'platinum',
      effectiveDate: '2025-05-10',
    });
    const byHand = { applicationId: 'gap_01', untilDate: null, role: 'branch-head', approvedBy: 'head-1' };
    const found = { standard: 'assets', measured: null, productKey: null, decidedBy: null };
    const atOnce = { ratingId: 'irt_01', month: '2025-05', settlesMonth: true, ...found };
    await happened(issuerId, { type: 'GradeGranted', data: { ...given(granted), ...byHand } });
    await happened(issuerId, { type: 'GradeRatedInstantly', data: { ...given(instant), ...atOnce } });
    await hand.rateAll(['2025-04', '2025-05', '2025-06']);
    const asking = door.as({ issuerId, scopes: 'tiering:simulate' });
    const asked = { programmeId: fastRise.id, document: fastRise, fromMonth: '2025-05', toMonth: '2025-06' };
    const { whatIfId } = (await asking.post<WhatIf>('/tiering/v1/what-ifs', asked)).ok(202);
    await door.get(WhatIfJobs).idle();
    const { report } = (await asking.get<WhatIf>(`/tiering/v1/what-ifs/${whatIfId}`)).ok();
    expect(report?.months.map(({ outcomes, moved }) => [outcomes.settled, outcomes.extended, moved])).toEqual([
      [2, 0, []],
      [1, 1, []],
    ]);
    expect(report?.end.grades).toMatchObject([{ grade: 'platinum', was: 2, would: 2 }]);
    // A grade that was given before the span stands in it just the same.
    const later = { ...asked, fromMonth: '2025-06' };
    const next = (await asking.post<WhatIf>('/tiering/v1/what-ifs', later)).ok(202);
    await door.get(WhatIfJobs).idle();
    const { report: june } = (await asking.get<WhatIf>(`/tiering/v1/what-ifs/${next.whatIfId}`)).ok();
    expect(june?.months.map(({ outcomes }) => [outcomes.settled, outcomes.extended])).toEqual([[1, 1]]);
  });

  it('refuses what cannot be tried, in this order', async () => {
    (await ask({}, { fromMonth: '2025-07', toMonth: '2025-04' })).refused(400, 'span_invalid', { monthsMax: 120 });
    (await ask({})).refused(422, 'document_invalid');
    const { tiers: _tiers, ...unrated } = fastRise;
    (await ask(unrated)).refused(422, 'rates_nobody');
    (await ask({ ...fastRise, id: 'other' }, { programmeId: 'other' })).refused(404, 'programme_unknown');
    (await ask(fastRise, {}, 'k1')).ok(202);
    (await ask(fastRise, { toMonth: '2025-05' }, 'k1')).refused(422, 'idempotency_key_reused');
    await door.get(WhatIfJobs).idle();
  });

  it('is cancelled while it waits or runs, and not after', async () => {
    const first = (await ask(fastRise)).ok(202);
    // One after the other is tried: the last waits behind these, however long the question to cancel it takes.
    for (let ahead = 1; ahead <= 2; ahead += 1) (await ask(fastRise)).ok(202);
    const second = (await ask(fastRise)).ok(202);
    const cancelled = await client.request<WhatIf>('DELETE', `/tiering/v1/what-ifs/${second.whatIfId}`);
    expect(cancelled.ok().state).toBe('cancelled');
    await door.get(WhatIfJobs).idle();
    (await client.request('DELETE', `/tiering/v1/what-ifs/${first.whatIfId}`)).refused(409, 'what_if_ended');
    const foreign = door.as({ issuerId: 'iss_other', scopes: 'tiering:simulate' });
    (await foreign.get(`/tiering/v1/what-ifs/${first.whatIfId}`)).refused(404, 'what_if_unknown');
  });
});
