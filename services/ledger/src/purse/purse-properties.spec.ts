/** What holds of every purse, in whatever order its records come. */
import { describe, expect, it } from '@jest/globals';
import { type Fen, fen, minus, plus, sumFen, ZERO_FEN } from '@scrip/money';
import fc from 'fast-check';
import { balanceOf, folded, PurseStory, record } from '../../test/purse-day.ts';
import { at, WalletStory } from '../../test/wallet-story.ts';
import { inSuspense, owedFor, type Purse } from './purse.decider.ts';
import type { SpendRecord } from './purse-record.rule.ts';
import { highestTaken, lastStretch, missing } from './spend-chain.ts';

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

/** What the card says it holds: what its last record left, and the loads since. */
function saysOf({ taken, waiting }: Purse): Fen {
  const since = waiting.filter((load) => load.spendCounter >= highestTaken(taken));
  return plus(lastStretch(taken).afterFen, sumFen(since.map((load) => load.amountFen)));
}

/** What it must have spent under the counters that are missing, as the records around each hole say. */
function untoldOf({ taken, waiting }: Purse): Fen {
  const holes = missing(taken).map(({ from, to }, index) => {
    const between = waiting.filter((load) => load.spendCounter >= from - 1 && load.spendCounter <= to);
    const loadedFen = sumFen(between.map((load) => load.amountFen));
    const [left, right] = [taken[index]?.afterFen ?? ZERO_FEN, taken[index + 1]?.beforeFen ?? ZERO_FEN];
    return minus(plus(left, loadedFen), right);
  });
  return sumFen(holes);
}

/** What was found missing in the gaps that are open, less what arrived there. */
function leftOf({ events, purse }: PurseStory): Fen {
  const open = (counter: number | null): boolean => purse.gaps.some(({ from }) => from === counter);
  const changes = events.map((event): Fen => {
    if (event.type === 'PurseGapFound') return open(event.data.fromCounter) ? event.data.missingFen : ZERO_FEN;
    if (event.type === 'PurseSpent') {
      const { counter, amountFen: paidFen } = event.data;
      // The record that shows a gap is above it.
      const within = purse.gaps.some(({ from, to }) => from <= counter && counter <= to);
      return within ? minus(ZERO_FEN, paidFen) : ZERO_FEN;
    }
    if (event.type === 'PurseLoadConfirmed') return open(event.data.gapFromCounter) ? event.data.amountFen : ZERO_FEN;
    if (event.type !== 'PurseDifferenceFound') return ZERO_FEN;
    return open(event.data.gapFromCounter) ? event.data.differenceFen : ZERO_FEN;
  });
  return sumFen(changes);
}

/** What the two accounts of a purse hold at any moment. */
function expectAccounts(story: PurseStory): void {
  const { purse } = story;
  expect(Object.values(story.journal).reduce((sum, balance) => sum + balance, 0n)).toBe(0n);
  expect(purse.valueFen).toBe(saysOf(purse));
  expect(balanceOf(story, 'liability:purse')).toBe(-owedFor(purse));
  expect(balanceOf(story, 'liability:suspense:purse-gap')).toBe(-inSuspense(purse));
  expect(inSuspense(purse)).toBe(untoldOf(purse));
  expect(inSuspense(purse)).toBe(leftOf(story));
  if (purse.gaps.length === 0) expect(inSuspense(purse)).toBe(0n);
}

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
        expect(balanceOf(story, 'liability:suspense:purse-gap')).toBe(0n);
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
          expectAccounts(story);
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
        expectAccounts(story);
      }),
      { numRuns: 200 },
    );
  });

  it('keeps in suspense what its gaps leave untold, and has one journal for the same records in any order', () => {
    const reportedAt = at('2025-06-15', '12:00:00');
    const any = fc.record({
      counter: fc.integer({ min: 1, max: 14 }),
      amountFen,
      // As if terminals, or the card, erred: nothing has to add up.
      balanceFen: fc.bigInt({ min: 0n, max: 9_000n }).map(fen),
      lost: fc.boolean(),
    });
    const records = fc.uniqueArray(any, { selector: ({ counter }) => counter, maxLength: 14 });
    const sent = records.chain((one) =>
      fc.tuple(fc.constant(one), fc.shuffledSubarray(one, { minLength: one.length, maxLength: one.length })),
    );
    /** A load before any record: the card's counter at it, whether the card acknowledged it at once. */
    const load = fc.record({ amountFen, spendCounter: fc.nat({ max: 14 }), confirmed: fc.boolean() });
    fc.assert(
      fc.property(sent, load, ([one, another], { amountFen: loadedFen, spendCounter, confirmed }) => {
        const heardAs = (order: typeof one): PurseStory => {
          // Loaded first: a card that was reported lost is not loaded.
          const story = PurseStory.loaded(90).loadFen('load_2', loadedFen, { loadCounter: 2, spendCounter });
          if (confirmed) story.confirm('load_2');
          story.block(reportedAt);
          for (const { lost, ...contents } of order) {
            story.hear(record({ ...contents, spentAt: lost ? reportedAt : reportedAt - 1 }));
            expectAccounts(story);
          }
          expect(folded(story.events)).toEqual(story.state);
          return story;
        };
        const [story, other] = [heardAs(one), heardAs(another)];
        expect(story.journal).toEqual(other.journal);
        expect(story.wallet).toEqual(other.wallet);
      }),
      { numRuns: 100 },
    );
  });
});
