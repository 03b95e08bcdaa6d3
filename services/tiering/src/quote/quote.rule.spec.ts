import { describe, expect, it } from '@jest/globals';
import type { QuoteGiven } from '@scrip/contracts';
import { fen } from '@scrip/money';
import { type Programme, preset } from '@scrip/programme';
import { type AskQuote, giveQuote, type QuotedMember, type QuoteLine } from './quote.rule.ts';
import { type ExplainedLine, explainQuote } from './quote-explanation.rule.ts';

const mall = preset('mall-vip');
const ASKED_AT = Date.UTC(2025, 4, 8, 4);
const line = (tagFen: number, over: Partial<QuoteLine> = {}): QuoteLine => ({
  sku: 'coat',
  tagFen: fen(tagFen),
  priceClass: 'regular',
  counterKey: 'counter-1',
  ...over,
});
const member = (grade: string): QuotedMember => ({ membershipId: 'mbr_01', programmeId: 'mall-vip', grade });
const asked = (...lines: readonly QuoteLine[]): AskQuote => ({
  quoteId: 'quo_01',
  programmeId: 'mall-vip',
  membershipId: 'mbr_01',
  tender: null,
  lines,
  askedAt: ASKED_AT,
});
const given = (ask: AskQuote, buyer: QuotedMember | undefined, programme: Programme = mall): QuoteGiven => {
  const decision = giveQuote(ask, buyer, programme);
  const [event] = decision.kind === 'accepted' ? decision.events : [];
  if (!event) throw new Error('there is no price');
  return event.data;
};
const priced = (grade: string, ...lines: readonly QuoteLine[]): QuoteGiven => given(asked(...lines), member(grade));
const explained = (grade: string, ...lines: readonly QuoteLine[]): readonly ExplainedLine[] =>
  explainQuote({ quote: priced(grade, ...lines), quotedAt: ASKED_AT }, mall);

describe('a quote', () => {
  it('has the prices of its business day, and is explained by that day', () => {
    const sale = { key: 'may-day-half', payBp: 5_000, when: { calendar: { from: '2025-05-08', to: '2025-05-08' } } };
    const dated: Programme = { ...mall, pricing: [sale] };
    const quote = given(asked(line(100_000)), member('gold'), dated);
    expect(quote.totalFen).toBe(50_000n);
    expect(explainQuote({ quote, quotedAt: ASKED_AT }, dated)[0]).toMatchObject({ agrees: true });
    const nextDay = ASKED_AT + 86_400_000;
    expect(given({ ...asked(line(100_000)), askedAt: nextDay }, member('gold'), dated).totalFen).toBe(100_000n);
    expect(explainQuote({ quote, quotedAt: nextDay }, dated)[0]).toMatchObject({ agrees: false });
  });

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
    });
    expect(priced('diamond', line(30_000, { priceClass: 'special' })).totalFen).toBe(30_000n);
  });

  it('says of every rule in both languages why it counted or did not', () => {
    const [quoted] = explained('gold', line(100_000, { counterKey: 'counter-20off' }));
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
    const [special] = explained('gold', line(30_000, { priceClass: 'special', counterKey: 'counter-20off' }));
    const [plain] = explained('gold', line(30_000));
    expect([special?.explanation[0]?.words.en, plain?.explanation[0]?.words.en]).toEqual([
      'no: a special price takes no part in the promotion of Counter at 20% off',
      'no: Counter 1 has no promotion',
    ]);
  });

  it('for a buyer who is not a member has no grade and no discount of the card', () => {
    const stranger = given({ ...asked(line(100_000)), membershipId: null }, undefined);
    expect(stranger).toMatchObject({ grade: null, membershipId: null, totalFen: 100_000n });
  });

  it('stands for as long as the programme says, else for a quarter of an hour', () => {
    expect(priced('gold', line(1)).expiresAt).toBe(ASKED_AT + 15 * 60_000);
    const brief = { ...mall, quotes: { validMinutes: 2 } };
    expect(given(asked(line(1)), member('gold'), brief).expiresAt).toBe(ASKED_AT + 2 * 60_000);
  });
});

describe('the explanation of a quote', () => {
  it('goes from the tag over each rate to the rounding, in words too', () => {
    const [quoted] = explained('gold', line(19_990, { counterKey: 'counter-20off' }));
    expect(quoted).toMatchObject({ exactFen: '14072.96', paidFen: 14_073n, agrees: true });
    expect(quoted?.words).toEqual({
      'zh-CN': '标价199.90元 × 80% (counter:counter-20off) × 88% (gold-pays-88) = 14072.96分，四舍五入为140.73元',
      en: 'tag 199.90 yuan × 80% (counter:counter-20off) × 88% (gold-pays-88) = 14072.96 fen, rounded half up to 140.73 yuan',
    });
  });

  it('shows each clause with what it saw', () => {
    const [quoted] = explained('gold', line(30_000, { priceClass: 'special' }));
    expect(quoted?.explanation[1]?.clause?.parts.map(({ met, actual, wanted }) => [met, actual, wanted])).toEqual([
      [true, 'gold', { eq: 'gold' }],
      [false, 'special', { eq: 'regular' }],
      [true, true, { eq: true }],
    ]);
  });

  it('says so where the version does not give what the fact says', () => {
    const quote = priced('gold', line(100_000));
    const lines = quote.lines.map((one) => ({ ...one, paidFen: fen(87_999) }));
    expect(explainQuote({ quote: { ...quote, lines }, quotedAt: ASKED_AT }, mall)[0]?.agrees).toBe(false);
  });
});

describe('a quote is refused, in this order', () => {
  const wrong = asked(line(1), line(1, { sku: 'hat', counterKey: 'nowhere' }));
  const other: QuotedMember = { ...member('iron'), programmeId: 'other' };
  const refusal = (code: string, detail: object) => ({ kind: 'refused', refusal: { code, detail } });

  it('when no version of the programme is in force', () => {
    expect(giveQuote(wrong, undefined, undefined)).toEqual(refusal('programme_unknown', { programmeId: 'mall-vip' }));
  });

  it('when a membership is shown that the issuer does not have', () => {
    expect(giveQuote(wrong, undefined, mall)).toEqual(refusal('membership_unknown', { membershipId: 'mbr_01' }));
  });

  it('when the membership is of another programme', () => {
    expect(giveQuote(wrong, other, mall)).toEqual(
      refusal('membership_of_other_programme', { membershipId: 'mbr_01', membershipProgrammeId: 'other' }),
    );
  });

  it('when a line is of a counter that the programme does not know', () => {
    expect(giveQuote(wrong, member('gold'), mall)).toEqual(
      refusal('counter_unknown', { lineNo: 2, sku: 'hat', counterKey: 'nowhere' }),
    );
  });

  it('when a counter lists its articles and a line is of none of them, as its receipt would be', () => {
    const counters = mall.counters?.map((counter) => ({ ...counter, skus: ['coat'] }));
    const listing: Programme = { ...mall, ...(counters && { counters }) };
    expect(giveQuote(asked(line(1), line(1, { sku: 'hat' })), member('iron'), listing)).toEqual(
      refusal('grade_unknown', { lineNo: 1, sku: 'coat', grade: 'iron' }),
    );
    expect(giveQuote(asked(line(1), line(1, { sku: 'hat' })), member('gold'), listing)).toEqual(
      refusal('item_unknown', { lineNo: 2, sku: 'hat', counterKey: 'counter-1' }),
    );
  });

  it('when the version in force no longer has the grade of the member', () => {
    expect(giveQuote(asked(line(1)), member('iron'), mall)).toEqual(
      refusal('grade_unknown', { lineNo: 1, sku: 'coat', grade: 'iron' }),
    );
  });
});
