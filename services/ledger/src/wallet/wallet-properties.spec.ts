/** What holds of every wallet, whatever is asked of it in whatever order. */
import { describe, expect, it } from '@jest/globals';
import type { WalletEvent } from '@scrip/contracts';
import type { Decision } from '@scrip/decider';
import { fen } from '@scrip/money';
import type { StoredValueProduct } from '@scrip/programme';
import fc from 'fast-check';
import { at, buying, CARD, holding, paying, product, terms, WalletStory } from '../../test/wallet-story.ts';
import { postings } from '../journal/ledger-postings.ts';
import { leftIn, totalValue } from './lots.ts';
import {
  availableIn,
  heldIn,
  recharge,
  spend,
  type Wallet,
  type WalletState,
  walletDecider,
} from './wallet.decider.ts';
import { activateCard, blockCard, type LoggedFact } from './wallet-card.rule.ts';
import { ageLot } from './wallet-expiry.rule.ts';
import { captureHold, placeHold, releaseHold } from './wallet-hold.rule.ts';
import { returnSpend, spendIn } from './wallet-return.rule.ts';

const DAY_MS = 86_400_000;
const START = at('2025-01-10');

/** What may be asked; `ask` is given to the rule together with the history so far. */
interface Asked {
  readonly name: string;
  readonly recordedAt: number;
  ask(state: WalletState, facts: readonly LoggedFact[], id: string): Decision<WalletEvent>;
}

const amount = fc.oneof(fc.bigInt({ min: 0n, max: 50n }), fc.bigInt({ min: 1n, max: 300_000n })).map((raw) => fen(raw));
/** The log's time and the command's own drift apart: commands may be backdated by years, or carry a fast clock. */
const when = fc.nat({ max: 1_200 }).map((days) => START + days * DAY_MS);
const holdId = fc.nat({ max: 12 }).map((n) => `id_${n}`);
const cardId = fc.constantFrom('crd_1', 'crd_2', 'crd_of_another');

const asked = (chosen: StoredValueProduct): fc.Arbitrary<Asked> =>
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.tuple(amount, when).map(([principalFen, moment]) => ({
        name: `recharge ${principalFen}`,
        recordedAt: moment,
        ask: (state: WalletState, _facts: readonly LoggedFact[], id: string) =>
          recharge(state, paying({ rechargeId: id, lotId: id, principalFen, at: moment }), terms(chosen)),
      })),
    },
    {
      weight: 6,
      arbitrary: fc.tuple(amount, when, cardId, fc.boolean()).map(([amountFen, moment, card, splitTender]) => ({
        name: `spend ${amountFen}`,
        recordedAt: moment,
        ask: (state: WalletState, _facts: readonly LoggedFact[], id: string) =>
          spend(state, buying({ spendId: id, cardId: card, amountFen, splitTender, at: moment }), terms(chosen)),
      })),
    },
    {
      weight: 3,
      arbitrary: fc.tuple(amount, when, cardId).map(([amountFen, moment, card]) => ({
        name: `hold ${amountFen}`,
        recordedAt: moment,
        ask: (state: WalletState, _facts: readonly LoggedFact[], id: string) =>
          placeHold(state, holding({ holdId: id, cardId: card, amountFen, at: moment }), terms(chosen)),
      })),
    },
    {
      weight: 3,
      arbitrary: fc.tuple(holdId, fc.option(amount), when).map(([hold, amountFen, moment]) => ({
        name: `capture ${hold}`,
        recordedAt: moment,
        ask: (state: WalletState) =>
          captureHold(state, { holdId: hold, merchantId: null, amountFen, at: moment, cause: null }, () =>
            terms(chosen),
          ),
      })),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(holdId, when).map(([hold, moment]) => ({
        name: `release ${hold}`,
        recordedAt: moment,
        ask: (state: WalletState) => releaseHold(state, { holdId: hold, merchantId: null, reason: 'cancelled' }),
      })),
    },
    {
      weight: 4,
      arbitrary: fc.tuple(holdId, fc.option(amount), when).map(([spendId, amountFen, moment]) => ({
        name: `return ${spendId}`,
        recordedAt: moment,
        ask: (state: WalletState, facts: readonly LoggedFact[], id: string) => {
          const history = facts.map((fact) => fact.event);
          const command = { returnId: id, spendId, merchantId: null, amountFen };
          return returnSpend(state, command, spendIn(history, spendId), terms(chosen));
        },
      })),
    },
    {
      weight: 2,
      arbitrary: fc.tuple(holdId, when).map(([lotId, moment]) => ({
        name: `age ${lotId}`,
        recordedAt: moment,
        ask: (state: WalletState) => ageLot(state, { lotId, at: moment }),
      })),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(when, when).map(([reportedAt, moment]) => ({
        name: 'block',
        recordedAt: moment,
        ask: (state: WalletState, facts: readonly LoggedFact[]) =>
          blockCard(state, { ...CARD, reportedAt, reason: 'reported_lost' }, facts),
      })),
    },
    {
      weight: 1,
      arbitrary: when.map((moment) => ({
        name: 'replace',
        recordedAt: moment,
        ask: (state: WalletState) => activateCard(state, { cardId: 'crd_2', cardSequence: 2 }),
      })),
    },
  );

const STEPS = [
  { principalFen: 10_000, bonusFen: 333 },
  { principalFen: 70_000, bonusFen: 7_777 },
];

const anyProduct: fc.Arbitrary<StoredValueProduct> = fc
  .record({
    burn: fc.constantFrom('proRata' as const, 'principalFirst' as const, 'bonusFirst' as const),
    order: fc.constantFrom('earliestExpiry' as const, 'oldestFirst' as const),
    validity: fc.constantFrom('none' as const, { term: 'P1Y' }, { term: 'P30D' }),
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
const total = (wallet: Wallet): bigint => totalValue(wallet.lots);

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
        live(commands, ({ decision }) => {
          for (const event of decision.kind === 'accepted' ? decision.events : []) {
            if (event.type !== 'WalletSpent' && event.type !== 'WalletHoldCaptured' && event.type !== 'WalletReturned')
              continue;
            const spendId = event.type === 'WalletHoldCaptured' ? event.data.holdId : event.data.spendId;
            const sign = event.type === 'WalletReturned' ? -1n : 1n;
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
            expect(event.data.leftFen).toBe(sum);
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
