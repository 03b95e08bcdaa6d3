/** What holds of every client and its wallets, whatever is asked in whatever order. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ClientStory } from '../../test/client-story.ts';
import { at } from '../../test/wallet-story.ts';
import { postings } from '../journal/ledger-postings.ts';
import { owedTo } from './client.decider.ts';

const WALLETS = ['a', 'b', 'c', 'd'];
const START = at('2025-05-01');
const DAY_MS = 86_400_000;

type Step = (story: ClientStory, n: number) => void;

const wallet = fc.constantFrom(...WALLETS);
const amount = fc.integer({ min: 1, max: 99_999 }).map((cents) => cents / 100);
const isNew = (story: ClientStory, id: string): boolean => {
  const state = story.walletOf(id);
  return state.status !== 'open' || state.client === undefined;
};

/** One list of ten says of every card the opposite of what is true, and is refused. */
const loads = fc
  .tuple(
    fc.uniqueArray(fc.tuple(wallet, amount), { minLength: 1, maxLength: 4, selector: ([id]) => id }),
    fc.integer({ min: 1, max: 10 }),
  )
  .map(
    ([lines, lot]): Step =>
      (story, n) => {
        story.loads(`list-${n}`, ...lines.map(([id, much]) => [id, much, isNew(story, id) !== (lot === 10)] as const));
      },
  );
const spends = fc.tuple(wallet, amount).map(
  ([id, much]): Step =>
    (story) => {
      story.spends(id, much);
    },
);
const returns = fc.tuple(wallet, fc.boolean()).map(
  ([id, override]): Step =>
    (story) => {
      story.returns(id, { askedBy: override ? 'employee' : 'agent-1', override });
    },
);
const terminates = fc.nat({ max: 60 }).map(
  (day): Step =>
    (story) => {
      story.terminates(START + day * DAY_MS);
    },
);
const refunds = fc.tuple(fc.nat({ max: 90 }), fc.option(amount)).map(
  ([day, much]): Step =>
    (story) => {
      story.refunds(START + day * DAY_MS, much);
    },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: loads },
  { weight: 6, arbitrary: spends },
  { weight: 2, arbitrary: returns },
  { weight: 1, arbitrary: terminates },
  { weight: 3, arbitrary: refunds },
);

/** Lives a client's life; a step that is refused changes nothing. */
function live(steps: readonly Step[]): ClientStory {
  const story = new ClientStory().people(...WALLETS);
  steps.forEach((one, n) => {
    const before = story.events.length;
    try {
      one(story, n);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('the story cannot go on')) throw error;
      // A list may have been taken whose payment was refused: that alone may stand.
      expect(story.events.length - before).toBeLessThanOrEqual(1);
    }
  });
  return story;
}

describe('any client', () => {
  it('conserves money: what it paid is on its wallets, with merchants, in deposits, refunded or owed to it', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const story = live(steps);
        const journal = new Map<string, bigint>();
        for (const event of story.events) {
          for (const { account, amountFen } of postings(event)) {
            journal.set(account, (journal.get(account) ?? 0n) + amountFen);
          }
        }
        const credit = (account: string) => -(journal.get(account) ?? 0n);
        const wallets = WALLETS.map((id) => story.walletOf(id));
        const onWallets = wallets.reduce((sum, one) => sum + (one.status === 'open' ? one.lots.openFen : 0n), 0n);
        const deposits = wallets.reduce(
          (sum, one) => sum + (one.status === 'open' ? (one.client?.depositFen ?? 0n) : 0n),
          0n,
        );
        expect(credit('liability:wallet:principal')).toBe(onWallets);
        expect(credit('liability:deposit')).toBe(deposits);
        expect(credit('liability:client:acme')).toBe(owedTo(story.account));
        expect([...journal.values()].reduce((sum, one) => sum + one, 0n)).toBe(0n);
        const penalties = journal.get('expense:penalty') ?? 0n;
        const merchants = credit('payable:merchant:shop-1');
        const bank = journal.get('asset:bank') ?? 0n;
        expect(bank + penalties).toBe(onWallets + deposits + merchants + owedTo(story.account));
      }),
      { numRuns: 80 },
    );
  });

  it('takes one deposit a card, and gives it back once', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const story = live(steps);
        for (const id of WALLETS) {
          const types = (story.walletEvents.get(id) ?? []).map((event) => event.type);
          expect(types.filter((type) => type === 'WalletDepositTaken').length).toBeLessThanOrEqual(1);
          expect(types.slice(0, -1)).not.toContain('WalletClosed');
        }
      }),
      { numRuns: 40 },
    );
  });
});
