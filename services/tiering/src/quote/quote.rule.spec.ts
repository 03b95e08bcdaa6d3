import { describe, expect, it } from '@jest/globals';
import { fen } from '@scrip/money';
import { preset } from '@scrip/programme';
import { type AskQuote, type Quote, type QuotedMember, type QuoteLine, quote } from './quote.rule.ts';

const mall = preset('mall-vip');
const line = (tagFen: number, over: Partial<QuoteLine> = {}): QuoteLine => ({
  sku: 'coat',
  tagFen: fen(tagFen),
  priceClass: 'regular',
  counterKey: 'counter-1',
  ...over,
});
const member = (grade: string): QuotedMember => ({ membershipId: 'mbr_01', programmeId: 'mall-vip', grade });
const asked = (...lines: readonly QuoteLine[]): AskQuote => ({
  programmeId: 'mall-vip',
  membershipId: 'mbr_01',
  tender: null,
  lines,
});
const priced = (grade: string, ...lines: readonly QuoteLine[]): Quote => {
  const answer = quote(asked(...lines), member(grade), mall);
  if (answer.kind === 'refused') throw new Error(answer.refusal.code);
  return answer.quote;
};

describe('a quote', () => {
  it('prices each line by the grade of the buyer and sums what is rounded (M2, M3, M4)', () => {
    const gold = priced(
      'gold',
      line(100_000),
      line(19_990, { counterKey: 'counter-20off' }),
      line(30_000, { priceClass: 'special' }),
    );
    expect(gold.lines.map(({ paidFen }) => paidFen)).toEqual([88_000n, 14_073n, 30_000n]);
    expect(gold).toMatchObject({ grade: 'gold', programmeVersion: 1, tagTotalFen: 149_990n, totalFen: 132_073n });
    expect(gold.lines[1]).toMatchObject({
      lineNo: 2,
      ratesBp: [8_000, 8_800],
      rules: ['counter:counter-20off', 'gold-pays-88'],
      exactFen: '14072.96',
    });
    expect(priced('diamond', line(30_000, { priceClass: 'special' })).totalFen).toBe(30_000n);
  });

  it('says of every rule in both languages why it counted or did not', () => {
    const [quoted] = priced('gold', line(100_000, { counterKey: 'counter-20off' })).lines;
    expect(quoted?.explanation.map(({ rule, counted, payBp }) => [rule, counted, payBp])).toEqual([
      ['counter:counter-20off', true, 8_000],
      ['gold-pays-88', true, 8_800],
      ['diamond-pays-80', false, null],
    ]);
    expect(quoted?.explanation[0]?.words).toEqual({
      'zh-CN': '是：八折专柜正价减20%',
      en: 'yes: Counter at 20% off takes 20% off regular prices',
    });
    expect(quoted?.explanation[2]?.words.en).toContain('no: grade is gold, wanted diamond');
    expect(quoted?.explanation[2]?.words['zh-CN']).toContain('否：等级为gold，要求diamond');
  });

  it('says why a counter took nothing off', () => {
    const [special] = priced('gold', line(30_000, { priceClass: 'special', counterKey: 'counter-20off' })).lines;
    const [plain] = priced('gold', line(30_000)).lines;
    expect([special?.explanation[0]?.words.en, plain?.explanation[0]?.words.en]).toEqual([
      'no: a special price takes no part in the promotion of Counter at 20% off',
      'no: Counter 1 has no promotion',
    ]);
  });

  it('for a buyer who is not a member has no grade and no discount of the card', () => {
    const answer = quote({ ...asked(line(100_000)), membershipId: null }, undefined, mall);
    expect(answer).toMatchObject({ kind: 'quoted', quote: { grade: null, totalFen: 100_000n } });
  });
});

describe('a quote is refused, in this order', () => {
  const wrong = asked(line(1), line(1, { sku: 'hat', counterKey: 'nowhere' }));
  const other: QuotedMember = { ...member('iron'), programmeId: 'other' };
  const refusal = (code: string, detail: object) => ({ kind: 'refused', refusal: { code, detail } });

  it('when no version of the programme is in force', () => {
    expect(quote(wrong, undefined, undefined)).toEqual(refusal('programme_unknown', { programmeId: 'mall-vip' }));
  });

  it('when a membership is shown that the issuer does not have', () => {
    expect(quote(wrong, undefined, mall)).toEqual(refusal('membership_unknown', { membershipId: 'mbr_01' }));
  });

  it('when the membership is of another programme', () => {
    expect(quote(wrong, other, mall)).toEqual(
      refusal('membership_of_other_programme', { membershipId: 'mbr_01', membershipProgrammeId: 'other' }),
    );
  });

  it('when a line is of a counter that the programme does not know', () => {
    expect(quote(wrong, member('gold'), mall)).toEqual(
      refusal('counter_unknown', { lineNo: 2, sku: 'hat', counterKey: 'nowhere' }),
    );
  });

  it('when the version in force no longer has the grade of the member', () => {
    expect(quote(asked(line(1)), member('iron'), mall)).toEqual(
      refusal('grade_unknown', { lineNo: 1, sku: 'coat', grade: 'iron' }),
    );
  });
});
