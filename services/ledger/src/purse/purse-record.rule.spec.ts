import { describe, expect, it } from '@jest/globals';
import { accept } from '@scrip/decider';
import { balanceOf, folded, PurseStory, record } from '../../test/purse-day.ts';
import { at, yuan } from '../../test/wallet-story.ts';
import { owedFor, purseDecider } from './purse.decider.ts';
import { type SpendRecord, takeRecords } from './purse-record.rule.ts';
import { missing, STRETCHES_MAX } from './spend-chain.ts';

/** Spends of 5 from a purse of 100: the record of each counter. */
const five = (counter: number, changes: Partial<SpendRecord> = {}): SpendRecord =>
  record({
    line: counter,
    counter,
    amountFen: yuan(5),
    balanceFen: yuan(100 - 5 * counter),
    spentAt: at('2025-06-15') + counter * 60_000,
    ...changes,
  });
const GAP = 'liability:suspense:purse-gap';
const said = (story: PurseStory, type: string) => story.events.filter((event) => event.type === type);

describe('records of a purse', () => {
  it('that come late and twice are four spends, no gap is open, one duplicate is named (example O1)', () => {
    const story = PurseStory.loaded(100).hear(five(1), five(2), five(4));
    expect(said(story, 'PurseGapFound')).toMatchObject([
      { data: { fromCounter: 3, toCounter: 3, missingFen: yuan(5) } },
    ]);
    expect(story.purse.gaps).toEqual([{ from: 3, to: 3, suspenseFen: yuan(5) }]);
    expect(said(story, 'PurseDifferenceFound')).toEqual([]);
    const before = story.events.length;
    story.hear(five(3, { line: 1 }), five(2, { line: 2 }));
    expect(story.typesSince(before)).toEqual(['PurseSpent', 'PurseGapClosed', 'PurseRecordsRepeated']);
    expect(story.events.at(-1)).toMatchObject({ data: { repeated: [{ line: 2, counter: 2, code: null }] } });
    expect(said(story, 'PurseSpent')).toHaveLength(4);
    expect(story.purse).toMatchObject({ gaps: [], valueFen: yuan(80), taken: [{ from: 0, to: 4 }] });
    expect(story.journal['payable:merchant:canteen']).toBe(yuan(-20));
    expect(story.journal['asset:suspense:purse']).toBeUndefined();
  });

  it('with a wrong MAC are refused and kept, once; the account is unchanged (example O2)', () => {
    const story = PurseStory.loaded(100);
    const [before, journal] = [story.purse, story.journal];
    story.hear(five(1, { macValid: false }));
    expect(story.events.at(-1)).toMatchObject({
      type: 'PurseRecordRefused',
      data: { code: 'mac_invalid', counter: 1 },
    });
    expect(story.journal).toEqual(journal);
    expect({ ...story.purse, refused: [] }).toEqual(before);
    story.hear(five(1, { line: 7, macValid: false }));
    expect(story.events.at(-1)).toMatchObject({
      type: 'PurseRecordsRepeated',
      data: { repeated: [{ line: 7, counter: 1, code: 'mac_invalid' }] },
    });
    expect(said(story, 'PurseRecordRefused')).toHaveLength(1);
    story.hear(five(1));
    expect(story.purse.valueFen).toBe(yuan(95));
  });

  it('that agree leave nothing; where the card says 15 and 10 is right, a difference of 5 is found (example O3)', () => {
    const agreeing = PurseStory.loaded(50).hear(record(), record({ counter: 2, balanceFen: yuan(10) }));
    expect(said(agreeing, 'PurseDifferenceFound')).toEqual([]);
    const story = PurseStory.loaded(50).hear(record(), record({ counter: 2, balanceFen: yuan(15) }));
    expect(said(story, 'PurseDifferenceFound')).toMatchObject([
      { data: { counter: 2, expectedFen: yuan(30), cardFen: yuan(35), differenceFen: yuan(5) } },
    ]);
    expect(story.journal).toMatchObject({ 'asset:suspense:purse': yuan(5), 'liability:purse': yuan(-15) });
    expect(owedFor(story.purse)).toBe(yuan(15));
  });

  it('find a difference once, however the records on both sides of it come', () => {
    const second = record({ counter: 2, balanceFen: yuan(15) });
    const third = record({ counter: 3, amountFen: yuan(5), balanceFen: yuan(10) });
    const orders: SpendRecord[][] = [
      [record(), second, third],
      [third, second, record()],
      [second, third, record()],
      [third, record(), second],
    ];
    for (const order of orders) {
      const story = PurseStory.loaded(50);
      for (const one of order) story.hear(one);
      expect(said(story, 'PurseDifferenceFound')).toMatchObject([{ data: { counter: 2, differenceFen: yuan(5) } }]);
      expect(story.purse.valueFen).toBe(yuan(10));
    }
  });

  it('of a counter that was taken with other contents are refused as a conflict', () => {
    const story = PurseStory.loaded(100).hear(five(1));
    story.hear(five(1, { amountFen: yuan(50), balanceFen: yuan(50) }));
    expect(story.events.at(-1)).toMatchObject({
      type: 'PurseRecordRefused',
      data: { code: 'counter_conflict', amountFen: yuan(50) },
    });
    story.hear(five(2), five(2, { line: 9, terminalId: 'pos-9' }));
    expect(story.events.at(-1)).toMatchObject({ type: 'PurseRecordRefused', data: { line: 9, counter: 2 } });
    expect(story.purse.valueFen).toBe(yuan(90));
  });

  it('after a report of loss are paid to the merchant and borne by the issuer', () => {
    const reportedAt = five(2).spentAt;
    const story = PurseStory.loaded(100).block(reportedAt).hear(five(1), five(2));
    expect(said(story, 'PurseSpent')).toMatchObject([
      { data: { counter: 1, cardReportedAt: null } },
      { data: { counter: 2, cardReportedAt: reportedAt } },
    ]);
    expect(story.journal).toMatchObject({
      'expense:card-loss': yuan(5),
      'liability:purse': yuan(-95),
      'payable:merchant:canteen': yuan(-10),
    });
    expect(story.purse).toMatchObject({ valueFen: yuan(90), borneFen: yuan(5) });
    expect(owedFor(story.purse)).toBe(yuan(95));
  });

  it('after a report of loss are the holder’s until the terminal knew, where the product says so; finance is told of all', () => {
    const reportedAt = five(2).spentAt;
    const story = PurseStory.loaded(100).block(reportedAt);
    const knew = five(3, { terminalKnewAt: reportedAt });
    const records = [five(1, { spentAt: reportedAt - 1 }), five(2), knew];
    story.step((purse, wallet) => takeRecords(purse, wallet, records, () => undefined, 'fromTerminalSync'));
    expect(said(story, 'PurseSpent')).toMatchObject([
      { data: { cardReportedAt: null, bearer: null } },
      { data: { cardReportedAt: reportedAt, bearer: 'holder' } },
      { data: { cardReportedAt: reportedAt, bearer: 'issuer' } },
    ]);
    expect(story.journal).toMatchObject({ 'expense:card-loss': yuan(5), 'liability:purse': yuan(-90) });
    expect(story.purse).toMatchObject({ valueFen: yuan(85), borneFen: yuan(5) });
    expect(folded(story.events)).toEqual(story.state);
  });

  it('keep in suspense what the card must have spent untold, until the spends of the gap come out of it', () => {
    const story = PurseStory.loaded(100).hear(five(1), five(5));
    expect(story.purse).toMatchObject({ valueFen: yuan(75), gaps: [{ from: 2, to: 4, suspenseFen: yuan(15) }] });
    expect(story.journal).toMatchObject({
      'liability:purse': yuan(-75),
      'liability:suspense:purse-gap': yuan(-15),
      'payable:merchant:canteen': yuan(-10),
    });
    story.hear(five(3), five(4));
    expect(story.events.at(-1)).toMatchObject({ type: 'PurseSpent', data: { counter: 4, gapFromCounter: 2 } });
    expect(story.purse).toMatchObject({ valueFen: yuan(75), gaps: [{ from: 2, to: 4, suspenseFen: yuan(5) }] });
    story.hear(five(2), five(6));
    expect(story.events.at(-1)).toMatchObject({ type: 'PurseSpent', data: { counter: 6, gapFromCounter: null } });
    const inOrder = PurseStory.loaded(100).hear(five(1), five(2), five(3), five(4), five(5), five(6));
    expect(story.journal).toEqual(inOrder.journal);
    expect(story.state).toEqual(inOrder.state);
  });

  it('that do not add up within a gap leave a difference there, and nothing in suspense', () => {
    const short = PurseStory.loaded(100).hear(record({ counter: 2, amountFen: yuan(5), balanceFen: yuan(70) }));
    expect(balanceOf(short, GAP)).toBe(yuan(-25));
    short.hear(record({ counter: 1, amountFen: yuan(20), balanceFen: yuan(75) }));
    expect(said(short, 'PurseDifferenceFound')).toMatchObject([
      { data: { counter: 1, differenceFen: yuan(-5), gapFromCounter: 1 } },
    ]);
    expect(short.journal).toMatchObject({ 'asset:suspense:purse': yuan(-5), 'liability:purse': yuan(-70) });
    expect(short.journal[GAP]).toBeUndefined();

    // The card holds more than was loaded: suspense is below zero until the spend and its difference are told.
    const over = PurseStory.loaded(50).hear(record({ counter: 2, amountFen: yuan(5), balanceFen: yuan(55) }));
    expect(over.purse).toMatchObject({ valueFen: yuan(55), gaps: [{ suspenseFen: yuan(-10) }] });
    over.hear(record({ counter: 1, amountFen: yuan(20), balanceFen: yuan(60) }));
    expect(over.journal).toMatchObject({ 'asset:suspense:purse': yuan(30), 'liability:purse': yuan(-55) });
    expect(over.journal[GAP]).toBeUndefined();
  });

  it('hold a load that nobody acknowledged: with a gap before it, its value goes into the suspense of the gap', () => {
    const next = record({ counter: 2, amountFen: yuan(10), balanceFen: yuan(60) });
    const story = PurseStory.loaded(50).load('load_2', 40, { loadCounter: 2, spendCounter: 1 }).hear(next);
    expect(story.purse).toMatchObject({ valueFen: yuan(60), gaps: [{ from: 1, to: 1, suspenseFen: yuan(-20) }] });
    story.confirm('load_2');
    expect(story.events.at(-1)).toMatchObject({ type: 'PurseLoadConfirmed', data: { gapFromCounter: 1 } });
    expect(story.journal).toMatchObject({ 'liability:purse': yuan(-60), [GAP]: yuan(-20) });
    story.hear(record({ counter: 1, amountFen: yuan(20), balanceFen: yuan(30) }));
    expect(said(story, 'PurseDifferenceFound')).toEqual([]);
    expect(story.purse).toMatchObject({ valueFen: yuan(60), gaps: [] });
    expect(story.journal[GAP]).toBeUndefined();
  });

  it('after a report of loss come out of the suspense of their gap: the issuer bears them, the holder is owed them again', () => {
    const story = PurseStory.loaded(100).block(five(2).spentAt).hear(five(1), five(3));
    expect(story.journal).toMatchObject({
      'expense:card-loss': yuan(5),
      'liability:purse': yuan(-90),
      [GAP]: yuan(-5),
    });
    story.hear(five(2));
    expect(story.journal).toMatchObject({ 'expense:card-loss': yuan(10), 'liability:purse': yuan(-95) });
    expect(story.journal[GAP]).toBeUndefined();
    expect(owedFor(story.purse)).toBe(yuan(95));
  });

  it('within a gap that was found before gaps were kept in suspense move the purse, as they did', () => {
    const story = PurseStory.loaded(100).hear(five(1));
    const { events } = PurseStory.loaded(100).hear(five(1), five(4));
    const early = events.slice(-2).map((event) => {
      if (event.type !== 'PurseGapFound') return event;
      return { ...event, data: { ...event.data, suspenseFen: null } };
    });
    story.step(() => accept(...early));
    expect(story.purse).toMatchObject({ valueFen: yuan(90), gaps: [{ from: 2, to: 3, suspenseFen: null }] });
    story.hear(five(2));
    expect(story.events.at(-1)).toMatchObject({ type: 'PurseSpent', data: { gapFromCounter: null } });
    expect(story.journal).toMatchObject({ 'liability:purse': yuan(-85) });
    story.hear(five(3));
    expect(story.journal).toEqual(PurseStory.loaded(100).hear(five(1), five(2), five(3), five(4)).journal);
    expect(story.purse).toMatchObject({ valueFen: yuan(80), gaps: [] });
  });

  it('open so many gaps and no more; what is refused then is taken when a gap has closed', () => {
    const story = PurseStory.loaded(1_000);
    const odd = (n: number) => five(2 * n + 1, { balanceFen: yuan(1_000 - 5 * (2 * n + 1)) });
    for (let n = 1; n < STRETCHES_MAX; n += 1) story.hear(odd(n));
    expect(missing(story.purse.taken)).toHaveLength(STRETCHES_MAX - 1);
    story.hear(odd(STRETCHES_MAX));
    expect(story.events.at(-1)).toMatchObject({ type: 'PurseRecordRefused', data: { code: 'gaps_exceeded' } });
    story.hear(five(1, { balanceFen: yuan(995) }), five(2, { balanceFen: yuan(990) }), odd(STRETCHES_MAX));
    expect(said(story, 'PurseSpent')).toHaveLength(STRETCHES_MAX + 2);
  });

  it('of a purse or a wallet that is not known are refused as a whole', () => {
    const { state, wallet } = PurseStory.open();
    const codeOf = (decision: ReturnType<typeof takeRecords>) =>
      decision.kind === 'refused' ? decision.refusal.code : undefined;
    expect(codeOf(takeRecords(purseDecider.initial, wallet, [record()], () => undefined))).toBe('purse_unknown');
    expect(codeOf(takeRecords(state, { status: 'none' }, [record()], () => undefined))).toBe('wallet_unknown');
  });

  it('fold to the state that they were decided on', () => {
    const story = PurseStory.loaded(100).hear(five(1), five(4), five(2), five(2, { macValid: false }), five(3));
    expect(folded(story.events)).toEqual(story.state);
  });
});
