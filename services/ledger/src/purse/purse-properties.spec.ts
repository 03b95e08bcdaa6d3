/** What holds of every purse, in whatever order its records come. */
import { describe, expect, it } from '@jest/globals';
import { type Fen, fen, minus, plus, ZERO_FEN } from '@scrip/money';
import fc from 'fast-check';
import { balanceOf, folded, PurseStory, record } from '../../test/purse-day.ts';
import { at, WalletStory } from '../../test/wallet-story.ts';
import { owedFor } from './purse.decider.ts';
import type { SpendRecord } from './purse-record.rule.ts';
import { missing } from './spend-chain.ts';

/** What is done with the card, one thing after the other. */
type Deed =
  | { readonly kind: 'load'; readonly amountFen: Fen; readonly fails: boolean }
  | { readonly kind: 'spend'; readonly amountFen: Fen; readonly merchantId: string };

const amountFen = fc.bigInt({ min: 1n, max: 5_000n }).map(fen);
const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('load' as const), amountFen, fails: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('spend' as const),
      amountFen,
      merchantId: fc.constantFrom('canteen', 'shop'),
    }),
  },
);
/** A day, how much later each record is sent and sent again, and what becomes of a load that is not acknowledged. */
const day = fc.record({
  deeds: fc.array(deed, { minLength: 1, maxLength: 40 }),
  delays: fc.array(fc.tuple(fc.nat({ max: 60 }), fc.option(fc.nat({ max: 60 }), { freq: 3 })), {
    minLength: 40,
    maxLength: 40,
  }),
  last: fc.record({ amountFen, arrives: fc.boolean(), spends: fc.array(amountFen, { maxLength: 5 }) }),
});
type Day = typeof day extends fc.Arbitrary<infer D> ? D : never;

/** A step that the ledger hears of: online at once, offline when its record is sent. */
interface Heard {
  readonly at: number;
  run(story: PurseStory): void;
}

/** What the card does all day, and what is left on it. */
function live({ deeds, delays, last }: Day): { heard: readonly Heard[]; cardFen: Fen } {
  const heard: Heard[] = [];
  let cardFen = ZERO_FEN;
  let spendCounter = 0;
  let loadCounter = 0;
  const load = (moment: number, loadedFen: Fen, end: 'confirm' | 'reverse' | 'silent', arrives: boolean): void => {
    loadCounter += 1;
    const counters = { loadCounter, spendCounter };
    const loadId = `load_${loadCounter}`;
    if (arrives) cardFen = plus(cardFen, loadedFen);
    heard.push({
      at: moment,
      run: (story) => {
        story.loadFen(loadId, loadedFen, counters);
        if (end === 'confirm') story.confirm(loadId);
        if (end === 'reverse') story.reverse(loadId);
      },
    });
  };
  const spend = (moment: number, paidFen: Fen, merchantId: string): void => {
    if (paidFen > cardFen) return;
    spendCounter += 1;
    cardFen = minus(cardFen, paidFen);
    const sent: SpendRecord = record({
      counter: spendCounter,
      amountFen: paidFen,
      balanceFen: cardFen,
      spentAt: at('2025-06-15') + moment * 60_000,
      merchantId,
    });
    const [late, again] = delays[moment % delays.length] ?? [0, null];
    heard.push({ at: moment + late, run: (story) => story.hear(sent) });
    if (again !== null) heard.push({ at: moment + late + again, run: (story) => story.hear(sent) });
  };
  deeds.forEach((one, moment) => {
    if (one.kind === 'load') load(moment, one.amountFen, one.fails ? 'reverse' : 'confirm', !one.fails);
    else spend(moment, one.amountFen, one.merchantId);
  });
  load(deeds.length, last.amountFen, 'silent', last.arrives);
  for (const [index, paidFen] of last.spends.entries()) spend(deeds.length + 1 + index, paidFen, 'canteen');
  return { heard, cardFen };
}

const told = (heard: readonly Heard[]): PurseStory => {
  const story = PurseStory.open(WalletStory.open().recharge(100_000));
  for (const step of heard) step.run(story);
  return story;
};

describe('any purse', () => {
  it('ends the same however late, twice and out of order its records come, and adds up', () => {
    fc.assert(
      fc.property(day, (one) => {
        const { heard, cardFen } = live(one);
        // In order: each record as it was made, none again.
        const inOrder = told(live({ ...one, delays: one.delays.map(() => [0, null]) }).heard);
        const story = told([...heard].sort((a, b) => a.at - b.at));

        expect(story.state).toEqual(inOrder.state);
        expect(story.wallet).toEqual(inOrder.wallet);
        expect(story.journal).toEqual(inOrder.journal);

        expect(missing(story.purse.taken)).toEqual([]);
        expect(story.purse.gaps).toEqual([]);
        expect(balanceOf(story, 'asset:suspense:purse')).toBe(0n);
        const { pending } = story.purse;
        const arrivedUnknown = pending !== null && one.last.arrives ? pending.amountFen : ZERO_FEN;
        expect(plus(story.purse.valueFen, arrivedUnknown)).toBe(cardFen);
      }),
      { numRuns: 120 },
    );
  });

  it('conserves money at every step: the journal is zero, and says what the purse and the transit hold', () => {
    fc.assert(
      fc.property(day, (one) => {
        const story = PurseStory.open(WalletStory.open().recharge(100_000));
        for (const step of [...live(one).heard].sort((a, b) => a.at - b.at)) {
          step.run(story);
          expect(Object.values(story.journal).reduce((sum, balance) => sum + balance, 0n)).toBe(0n);
          expect(balanceOf(story, 'liability:purse')).toBe(-owedFor(story.purse));
          expect(balanceOf(story, 'liability:purse-in-transit')).toBe(-(story.purse.pending?.amountFen ?? 0n));
        }
        expect(folded(story.events)).toEqual(story.state);
      }),
      { numRuns: 40 },
    );
  });

  it('never loses a record: whatever is sent is a spend, a refusal that is kept, or named as repeated', () => {
    const anything = fc.record({
      counter: fc.integer({ min: 1, max: 30 }),
      amountFen,
      balanceFen: fc.bigInt({ min: 0n, max: 9_000n }).map(fen),
      macValid: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 40 }), (sent) => {
        const story = PurseStory.loaded(90);
        story.hear(...sent.map((one, index) => record({ ...one, line: index + 1 })));
        const lines = story.events.flatMap((event) => {
          if (event.type === 'PurseSpent' || event.type === 'PurseRecordRefused') return [event.data.line];
          return event.type === 'PurseRecordsRepeated' ? event.data.repeated.map(({ line }) => line) : [];
        });
        expect([...lines].sort((a, b) => a - b)).toEqual(sent.map((_, index) => index + 1));
        expect(balanceOf(story, 'liability:purse')).toBe(-owedFor(story.purse));
      }),
      { numRuns: 200 },
    );
  });
});
