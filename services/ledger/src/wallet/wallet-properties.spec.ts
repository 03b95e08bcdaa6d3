/** What holds of every wallet, whatever is asked of it in whatever order. */
import { describe, expect, it } from '@jest/globals';
import type { WalletEvent } from '@scrip/contracts';
import type { Decision } from '@scrip/decider';
import { accountPatternOf, type StoredValueProduct } from '@scrip/programme';
import fc from 'fast-check';
import { type Asked, asked } from '../../test/wallet-commands.ts';
import { product, WalletStory } from '../../test/wallet-story.ts';
import { postings } from '../journal/ledger-postings.ts';
import { leftIn } from './lots.ts';
import { availableIn, heldIn, type Wallet, type WalletState, walletDecider } from './wallet.decider.ts';
import type { LoggedFact } from './wallet-card.rule.ts';

const STEPS = [
  { principalFen: 10_000, bonusFen: 333 },
  { principalFen: 70_000, bonusFen: 7_777 },
];

const anyProduct: fc.Arbitrary<StoredValueProduct> = fc
  .record({
    burn: fc.constantFrom('proRata' as const, 'principalFirst' as const, 'bonusFirst' as const),
    order: fc.constantFrom('earliestExpiry' as const, 'oldestFirst' as const),
    validity: fc.constantFrom(
      'none' as const,
      { term: 'P1Y', onExpiry: 'breakage' as const, extension: { term: 'P1Y', feeFen: 500 } },
      { term: 'P30D', notices: { daysBefore: [7], at: '10:00' } },
    ),
    shortfall: fc.constantFrom('decline' as const, 'otherTender' as const),
    bonus: fc.oneof(
      fc.constant({ bonusRateBp: 3_333 }),
      fc
        .constantFrom('exactOnly' as const, 'highestStep' as const, 'stepRate' as const, 'greedy' as const)
        .map((between) => ({ bonusSteps: { between, steps: STEPS } })),
    ),
  })
  .map(({ shortfall, bonus, ...lots }) => ({
    ...product(),
    recharge: { minFen: 100, ...bonus, balanceCapFen: 2_000_000 },
    lots,
    spend: { ...product().spend, shortfall },
    refund: { policy: 'principal' as const, cashUpToFen: 0 },
    fees: { cardReplacementFen: 1_000 },
  }));

/** Each life has up to forty commands. */
const RUNS = { numRuns: 60 };

/** A product and what is asked of a wallet of it; each command may come from a till that has another version of it. */
const anyLife = fc
  .tuple(anyProduct, anyProduct)
  .chain(([one, other]) =>
    fc.array(fc.oneof({ weight: 9, arbitrary: asked(one) }, { weight: 1, arbitrary: asked(other) }), { maxLength: 40 }),
  );

/** Lives a wallet's life; `check` sees every decision with the state before and after it. */
function live(
  commands: readonly Asked[],
  check: (step: {
    before: Wallet;
    /** The state before, as text, from before the rule was asked. */
    written: string;
    after: Wallet;
    decision: Decision<WalletEvent>;
    command: Asked;
  }) => void,
): void {
  const facts: LoggedFact[] = [...WalletStory.open().facts];
  let recordedAt = 0;
  let state: WalletState = facts.reduce(
    (folded, fact) => walletDecider.evolve(folded, fact.event),
    walletDecider.initial,
  );
  commands.forEach((command, index) => {
    // The log's clock never runs backwards, whatever the commands say.
    recordedAt = Math.max(recordedAt, command.recordedAt);
    const before = state;
    const written = textOf(before);
    const decision = command.ask(state, facts, `id_${index}`);
    const events = decision.kind === 'accepted' ? decision.events : [];
    for (const event of events) facts.push({ recordedAt, event });
    state = events.reduce<WalletState>((folded, event) => walletDecider.evolve(folded, event), state);
    if (before.status !== 'open' || state.status !== 'open') throw new Error('the wallet is open');
    check({ before, written, after: state, decision, command });
  });
}

const textOf = (state: WalletState): string =>
  JSON.stringify(state, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
const total = (wallet: Wallet): bigint => {
  const sum = wallet.lots.open.reduce((before, lot) => before + leftIn(lot), 0n);
  expect(wallet.lots.openFen).toBe(sum);
  return sum;
};

type Take = Extract<WalletEvent, { type: 'WalletSpent' | 'WalletHoldCaptured' }>;
const isTake = (event: WalletEvent): event is Take =>
  event.type === 'WalletSpent' || event.type === 'WalletHoldCaptured';

describe('any wallet', () => {
  it('conserves money: its value is what was loaded less what merchants were paid plus what the issuer took on', () => {
    fc.assert(
      fc.property(anyLife, (commands) => {
        const journal = new Map<string, bigint>();
        live(commands, ({ after, decision }) => {
          const events = decision.kind === 'accepted' ? decision.events : [];
          for (const event of events) {
            const lines = postings(event);
            expect(lines.reduce((sum, line) => sum + line.amountFen, 0n)).toBe(0n);
            expect(lines.filter(({ account }) => !accountPatternOf(account))).toEqual([]);
            for (const { account, amountFen } of lines) journal.set(account, (journal.get(account) ?? 0n) + amountFen);
            if ('balanceAfterFen' in event.data && event === events.at(-1)) {
              expect(event.data.balanceAfterFen).toBe(total(after));
            }
          }
          const owed =
            (journal.get('liability:wallet:principal') ?? 0n) + (journal.get('liability:wallet:bonus') ?? 0n);
          expect(-owed).toBe(total(after));
        });
      }),
      RUNS,
    );
  });

  it('is never below zero, in no lot and in no kind of value, and never holds more than it has', () => {
    fc.assert(
      fc.property(anyLife, (commands) => {
        live(commands, ({ after }) => {
          for (const lot of after.lots.open) {
            expect(lot.principalFen >= 0n && lot.bonusFen >= 0n && leftIn(lot) > 0n).toBe(true);
            expect(lot.principalFen <= lot.loadedPrincipalFen && lot.bonusFen <= lot.loadedBonusFen).toBe(true);
          }
          expect(heldIn(after) <= total(after)).toBe(true);
        });
      }),
      RUNS,
    );
  });

  it('gives a spend or a hold no more than was available, and always pays what was held', () => {
    fc.assert(
      fc.property(anyLife, (commands) => {
        live(commands, ({ before, decision, command }) => {
          const [event] = decision.kind === 'accepted' ? decision.events : [];
          if (event?.type === 'WalletSpent') {
            expect(event.data.chargedFen <= availableIn(before, command.recordedAt)).toBe(true);
            expect(event.data.chargedFen + event.data.dueFen).toBe(event.data.askedFen);
          }
          if (event?.type === 'WalletHeld') {
            expect(event.data.amountFen <= availableIn(before, command.recordedAt)).toBe(true);
          }
          if (event?.type === 'WalletHoldCaptured') {
            const hold = before.holds.find((open) => open.holdId === event.data.holdId);
            expect(event.data.capturedFen + event.data.releasedFen).toBe(hold?.amountFen);
          }
        });
      }),
      RUNS,
    );
  });

  it('gets back of a spend no more than it gave, of neither kind, and knows what can still come back', () => {
    fc.assert(
      fc.property(anyLife, (commands) => {
        const net = new Map<string, { principalFen: bigint; bonusFen: bigint }>();
        /** By spend: what its merchant gave back through a dispute. */
        const credited = new Map<string, bigint>();
        live(commands, ({ decision }) => {
          for (const event of decision.kind === 'accepted' ? decision.events : []) {
            if (event.type === 'WalletDisputeResolved' && event.data.inFavourOf === 'holder') {
              const { spendId: disputed, amountFen } = event.data;
              credited.set(disputed, (credited.get(disputed) ?? 0n) + amountFen);
            }
            if (!isTake(event) && event.type !== 'WalletReturned' && event.type !== 'WalletSpendVoided') continue;
            const spendId = event.type === 'WalletHoldCaptured' ? event.data.holdId : event.data.spendId;
            const sign = isTake(event) ? 1n : -1n;
            for (const { lotId, principalFen, bonusFen } of event.data.lots) {
              const key = `${spendId} ${lotId}`;
              const before = net.get(key) ?? { principalFen: 0n, bonusFen: 0n };
              const after = {
                principalFen: before.principalFen + sign * principalFen,
                bonusFen: before.bonusFen + sign * bonusFen,
              };
              expect(principalFen >= 0n && bonusFen >= 0n).toBe(true);
              expect(after.principalFen >= 0n && after.bonusFen >= 0n).toBe(true);
              net.set(key, after);
            }
            if (event.type !== 'WalletReturned') continue;
            const left = [...net].filter(([key]) => key.startsWith(`${spendId} `)).map(([, one]) => one);
            const sum = left.reduce((total, one) => total + one.principalFen + one.bonusFen, 0n);
            expect(event.data.leftFen).toBe(sum - (credited.get(spendId) ?? 0n));
          }
        });
      }),
      RUNS,
    );
  });

  it('is as it was after a refusal', () => {
    fc.assert(
      fc.property(anyLife, (commands) => {
        live(commands, ({ before, written, decision }) => {
          if (decision.kind === 'refused') expect(textOf(before)).toBe(written);
        });
      }),
      RUNS,
    );
  });

  it('pays nothing with a blocked card', () => {
    fc.assert(
      fc.property(anyLife, (commands) => {
        live(commands, ({ before, decision }) => {
          const [event] = decision.kind === 'accepted' ? decision.events : [];
          if (event?.type !== 'WalletSpent' && event?.type !== 'WalletHeld') return;
          const card = before.cards.known.find((known) => known.cardId === event.data.cardId);
          expect(card?.state).toBe('active');
        });
      }),
      RUNS,
    );
  });
});
