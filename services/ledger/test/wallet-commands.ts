/** Random commands of one wallet, for properties: what may be asked of it, in whatever order. */
import type { WalletEvent } from '@scrip/contracts';
import type { Decision } from '@scrip/decider';
import { type Fen, fen } from '@scrip/money';
import type { StoredValueProduct } from '@scrip/programme';
import fc from 'fast-check';
import { approve, propose } from '../src/adjustment/adjustment.decider.ts';
import { type WalletState } from '../src/wallet/wallet.decider.ts';
import { cancelRecharge, cancelSpend } from '../src/wallet/wallet-cancel.rule.ts';
import { activateCard, blockCard, type LoggedFact } from '../src/wallet/wallet-card.rule.ts';
import { openDispute, resolveDispute } from '../src/wallet/wallet-dispute.rule.ts';
import { ageLot } from '../src/wallet/wallet-expiry.rule.ts';
import { captureHold, increaseHold, placeHold, releaseHold } from '../src/wallet/wallet-hold.rule.ts';
import { REFUND_CAUSES, refundLot } from '../src/wallet/wallet-refund.rule.ts';
import { returnSpend, spendIn } from '../src/wallet/wallet-return.rule.ts';
import { chargeReplacement, extendLot, freeze, unfreeze } from '../src/wallet/wallet-service.rule.ts';
import { recharge, spend } from '../src/wallet/wallet-till.rule.ts';
import { at, buying, CARD, holding, paying, terms } from './wallet-story.ts';

const DAY_MS = 86_400_000;
const START = at('2025-01-10');

/** What may be asked; `ask` is given to the rule together with the history so far and an id that nobody else has. */
export interface Asked {
  readonly name: string;
  /** When the log takes it, epoch milliseconds. */
  readonly recordedAt: number;
  ask(state: WalletState, facts: readonly LoggedFact[], id: string): Decision<WalletEvent>;
}

type Ask = Asked['ask'];

const amount = fc.oneof(fc.bigInt({ min: 0n, max: 50n }), fc.bigInt({ min: 1n, max: 300_000n })).map((raw) => fen(raw));
/** The log's time and the command's own drift apart: commands may be backdated by years, or carry a fast clock. */
const when = fc.nat({ max: 1_200 }).map((days) => START + days * DAY_MS);
/** Of what an earlier command made, or of nothing. */
const anyId = fc.nat({ max: 12 }).map((n) => `id_${n}`);
const cardId = fc.constantFrom('crd_1', 'crd_2', 'crd_of_another');
const eventsOf = (facts: readonly LoggedFact[]): readonly WalletEvent[] => facts.map((fact) => fact.event);

/** A kind of command: how often it comes, its name, and how it is asked at a moment. */
function kind<A>(
  weight: number,
  name: string,
  what: fc.Arbitrary<A>,
  ask: (what: A, moment: number) => Ask,
): { weight: number; arbitrary: fc.Arbitrary<Asked> } {
  const arbitrary = fc
    .tuple(what, when)
    .map(([chosen, moment]): Asked => ({ name, recordedAt: moment, ask: ask(chosen, moment) }));
  return { weight, arbitrary };
}

/** Everything that can be asked of a wallet of a product. */
export function asked(chosen: StoredValueProduct): fc.Arbitrary<Asked> {
  const under = terms(chosen);
  const nothing = fc.constant(null);
  return fc.oneof(
    kind(
      4,
      'recharge',
      amount,
      (principalFen, moment) => (state, _facts, id) =>
        recharge(state, paying({ rechargeId: id, lotId: id, principalFen, at: moment }), under),
    ),
    kind(
      6,
      'spend',
      fc.tuple(amount, cardId, fc.boolean()),
      ([amountFen, card, splitTender], moment) =>
        (state, _, id) =>
          spend(state, buying({ spendId: id, cardId: card, amountFen, splitTender, at: moment }), under),
    ),
    kind(
      3,
      'hold',
      fc.tuple(amount, cardId),
      ([amountFen, card], moment) =>
        (state, _facts, id) =>
          placeHold(state, holding({ holdId: id, cardId: card, amountFen, at: moment }), under),
    ),
    kind(
      1,
      'increase',
      fc.tuple(anyId, amount),
      ([holdId, addFen], moment) =>
        (state) =>
          increaseHold(state, { holdId, merchantId: null, addFen, at: moment }, under),
    ),
    kind(
      3,
      'capture',
      fc.tuple(anyId, fc.option(amount)),
      ([holdId, amountFen], moment) =>
        (state) =>
          captureHold(state, { holdId, merchantId: null, amountFen, at: moment, cause: null }, () => under),
    ),
    kind(
      1,
      'release',
      anyId,
      (holdId) => (state) => releaseHold(state, { holdId, merchantId: null, reason: 'cancelled' }),
    ),
    kind(
      4,
      'return',
      fc.tuple(anyId, fc.option(amount)),
      ([spendId, amountFen]) =>
        (state, facts, id) =>
          returnSpend(
            state,
            { returnId: id, spendId, merchantId: null, amountFen },
            spendIn(eventsOf(facts), spendId),
            under,
          ),
    ),
    kind(
      2,
      'cancel spend',
      anyId,
      (id) => (state, facts) =>
        cancelSpend(state, { id, merchantId: null, reason: 'answer_lost' }, spendIn(eventsOf(facts), id), under),
    ),
    kind(2, 'cancel recharge', anyId, (id) => (state, facts) => {
      const arrived = eventsOf(facts).find((event) => event.type === 'WalletRecharged' && event.data.rechargeId === id);
      const found = arrived?.type === 'WalletRecharged' ? arrived.data : undefined;
      return cancelRecharge(state, { id, merchantId: null, reason: 'answer_lost', arrived: found });
    }),
    kind(2, 'age', anyId, (lotId, moment) => (state) => ageLot(state, { lotId, at: moment })),
    kind(
      1,
      'extend',
      fc.tuple(anyId, fc.constantFrom(null, 'cash')),
      ([lotId, tender], moment) =>
        (state, _, id) =>
          extendLot(state, { feeId: id, lotId, tender, at: moment }, under),
    ),
    kind(
      1,
      'fee',
      fc.constantFrom(null, 'cash'),
      (tender, moment) => (state, _facts, id) =>
        chargeReplacement(state, { feeId: id, cardId: 'crd_1', tender, at: moment }, under),
    ),
    kind(
      2,
      'refund',
      fc.tuple(anyId, fc.constantFrom(...REFUND_CAUSES)),
      ([lotId, cause], moment) =>
        (state, _, id) =>
          refundLot(
            state,
            { refundId: id, lotId, cause, payTo: 'same-name-account', at: moment, rechargedAt: moment },
            under,
          ),
    ),
    kind(
      2,
      'dispute',
      fc.tuple(anyId, fc.option(amount)),
      ([spendId, amountFen]) =>
        (state, facts, id) =>
          openDispute(
            state,
            {
              disputeId: id,
              lotIdOf: (part) => (part === 0 ? id : `${id}.${part}`),
              spendId,
              amountFen,
              cause: 'not_mine',
            },
            spendIn(eventsOf(facts), spendId),
            under,
          ),
    ),
    kind(
      2,
      'resolve',
      fc.tuple(anyId, fc.constantFrom('holder' as const, 'merchant' as const)),
      ([disputeId, side]) =>
        (state) =>
          resolveDispute(state, { disputeId, inFavourOf: side }),
    ),
    kind(
      2,
      'adjust',
      fc.tuple(amount, fc.boolean()),
      ([principalFen, credit], moment) =>
        (state, _facts, id) =>
          adjustedBy(state, id, { principalFen, credit, moment }, chosen),
    ),
    kind(
      1,
      'freeze',
      fc.boolean(),
      (on) => (state) =>
        on ? freeze(state, { cause: 'dormant', reference: null }) : unfreeze(state, { reference: null }),
    ),
    kind(
      1,
      'block',
      when,
      (reportedAt) => (state, facts) => blockCard(state, { ...CARD, reportedAt, reason: 'reported_lost' }, facts),
    ),
    kind(1, 'replace', nothing, () => (state) => activateCard(state, { cardId: 'crd_2', cardSequence: 2 })),
  );
}

/** Proposed by one and approved by another. */
function adjustedBy(
  state: WalletState,
  adjustmentId: string,
  { principalFen, credit, moment }: { principalFen: Fen; credit: boolean; moment: number },
  chosen: StoredValueProduct,
): Decision<WalletEvent> {
  const direction = credit ? ('credit' as const) : ('debit' as const);
  const asked = { adjustmentId, direction, principalFen, bonusFen: fen(0n), reason: 'test', correctsEventId: null };
  const proposed = propose(state, { ...asked, proposedBy: 'one' });
  if (proposed.kind === 'refused') return proposed;
  const [first] = proposed.events;
  if (first?.type !== 'AdjustmentProposed') throw new Error('a proposal without its event');
  const review = { by: 'another', at: moment, lotId: adjustmentId };
  const approved = approve({ status: 'proposed', proposal: first.data }, state, review, terms(chosen));
  if (approved.kind === 'refused') return approved;
  return { kind: 'accepted', events: approved.events.map(({ adjusted }) => adjusted) };
}
