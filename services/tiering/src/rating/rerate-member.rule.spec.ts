import { describe, expect, it } from '@jest/globals';
import { measureKey, type Programme, preset, ratingMeasures } from '@scrip/programme';
import type { Member } from '../membership/membership.decider.ts';
import { type RatingRow, ratingOf } from './rate-member.rule.ts';
import { rerateMember } from './rerate-member.rule.ts';

const bank: Programme = preset('bank-fastrise');
const { measures } = ratingOf('rtr_2', bank, '2025-05');
const facts = {
  values: { keyClientExecutive: false },
  measures: new Map(ratingMeasures(bank).map((measure) => [measureKey(measure), { total: 0n, over: 1n }])),
  segments: [],
};
const raised: RatingRow = {
  holderId: 'hld_1',
  month: '2025-05',
  metGrade: 'black-gold',
  standard: 'average-balance',
  mayApply: null,
  from: { grade: 'platinum', standing: 'met', missedRatings: 0 },
  to: { grade: 'black-gold', standing: 'met', missedRatings: 0 },
  outcome: 'raised',
  measured: '100000000/1',
};
const member: Member = {
  kind: 'member',
  membershipId: 'mbr_1',
  holderId: 'hld_1',
  programmeId: 'bank-fastrise',
  ...raised.to,
  settledMonths: [],
  grant: null,
};

describe('a rating that is made again', () => {
  const again = (grant: Member['grant'], old: Partial<RatingRow> = {}) => {
    const month = { month: '2025-05', facts, programme: bank, measures, old: { ...raised, ...old } };
    const of = { membershipId: 'mbr_1', holderId: 'hld_1', months: [month] };
    return rerateMember({ ...member, grant }, of, { runId: 'rtr_2', programme: bank });
  };
  const lastMiss = { from: { grade: 'platinum', standing: 'extension', missedRatings: 2 } } as const;

  it('takes what was not met after all, but no grade given by hand that stands', () => {
    expect(again(null, lastMiss).event?.data).toMatchObject({ toGrade: 'ordinary', fromGrade: 'black-gold' });
    const grant = { applicationId: 'gap_1', grade: 'platinum', beforeGrade: 'ordinary', untilDate: null };
    const { rows, event } = again(grant, lastMiss);
    expect(event?.data).toMatchObject({ toGrade: 'platinum', toStanding: 'met', missedRatings: 0 });
    expect(event?.data.months).toMatchObject([{ oldGrade: 'black-gold', newGrade: 'platinum', newStanding: 'met' }]);
    expect(rows).toMatchObject([{ to: { grade: 'platinum', standing: 'met', missedRatings: 0 }, outcome: 'lowered' }]);
  });
});
