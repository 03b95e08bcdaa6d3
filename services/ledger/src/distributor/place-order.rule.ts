/** The rules by which a distributor's order is placed, under the terms that are agreed at that moment (domain 2.5, D1, D7). */
import type { EpochMs } from '@scrip/calendar';
import type { DiscountStep, DistributorEvent, DistributorOrderEvent } from '@scrip/contracts';
import { accept, type Decision, type Refusal, reject } from '@scrip/decider';
import { BP_OF_ONE, type Fen, fen, priceAt } from '@scrip/money';
import { regionRefusal } from './contract-terms.rule.ts';
import { type Distributor, type DistributorState, type OrderKind, refuse, takeOrder } from './distributor.decider.ts';
import { ORDER_UNKNOWN, type OrderState } from './distributor-order.decider.ts';

/** A fact of the distributor's stream or of the order's own. */
export type OrderFact =
  | { readonly of: 'distributor'; readonly event: DistributorEvent }
  | { readonly of: 'order'; readonly event: DistributorOrderEvent };

/** An order of so many cards. */
export interface PlaceOrder {
  readonly orderId: string;
  readonly kind: OrderKind;
  readonly cards: number;
  /** Of each card: its face value, or the market price of the moment. */
  readonly cardFen: Fen;
  /** Region agreed for this order; left out: that of the terms. */
  readonly region?: string | undefined;
  /** Who orders for the distributor; left out: nobody said. */
  readonly contactId?: string | null | undefined;
  readonly at: EpochMs;
}

/**
 * Takes an order and says what has to be paid: a share of the face value (domain 2.5, D1: 200 × 100 at 95% is 19,000.00), or
 * the market price less the concession; rounded once, half up (domain 1). Where the contract has steps, the highest one that
 * the cards reach says the share. The order keeps the terms of its day.
 * Refused in this order: `order_known`; then as `takeOrder`; `term_contradicts_contract` {term, asked, agreed} (a region that
 * the contract does not have, or none where it has some); `order_below_steps` {askedCards, leastCards}.
 */
export function placeOrder(distributor: DistributorState, order: OrderState, command: PlaceOrder): Decision<OrderFact> {
  const { orderId, kind, cards, cardFen, contactId = null } = command;
  if (order.status !== 'none') return reject('order_known', { orderId });
  const taken = takeOrder(distributor, command);
  if (taken.kind === 'refused') return taken;
  const facts = taken.events.map((event): OrderFact => ({ of: 'distributor', event }));
  const totalFen = fen(cardFen * BigInt(cards));
  const wrong = distributor.status === 'agreed' ? whyNotUnderContract(distributor, command) : undefined;
  if (wrong) return refuse(wrong);
  if (distributor.status === 'agreed' && kind === 'wholesale' && distributor.wholesale) {
    const {
      startsDate: _starts,
      endsDate: _ends,
      renewedFor: _renewed,
      targets: _targets,
      programmeId: _programme,
      programmeVersion: _version,
      contractKey: _contract,
      regions: _regions,
      discountSteps,
      ...terms
    } = distributor.wholesale;
    const payBp = stepOf(discountSteps, cards)?.payBp ?? terms.payBp;
    const dueFen = priceAt(totalFen, [payBp]);
    const region = command.region ?? terms.region;
    const data = {
      ...terms,
      payBp,
      region,
      contactId,
      orderId,
      cards,
      faceFen: cardFen,
      faceTotalFen: totalFen,
      dueFen,
    };
    return accept<OrderFact>(...facts, { of: 'order', event: { type: 'WholesaleOrderPlaced', data } });
  }
  if (distributor.status === 'agreed' && kind === 'agency' && distributor.agency) {
    const {
      feeNowBp: _fee,
      startsDate: _starts,
      endsDate: _ends,
      renewedFor: _renewed,
      targets: _targets,
      programmeId: _programme,
      programmeVersion: _version,
      contractKey: _contract,
      regions: _regions,
      ...terms
    } = distributor.agency;
    const region = command.region ?? terms.region;
    const dueFen = priceAt(totalFen, [Number(BP_OF_ONE) - terms.concessionBp]);
    const data = { ...terms, region, contactId, orderId, cards, marketFen: cardFen, marketTotalFen: totalFen, dueFen };
    return accept<OrderFact>(...facts, { of: 'order', event: { type: 'AgencyOrderPlaced', data } });
  }
  return reject('terms_missing', { kind });
}

function whyNotUnderContract(
  { wholesale, agency }: Distributor,
  { kind, cards, region }: PlaceOrder,
): Refusal | undefined {
  const terms = kind === 'wholesale' ? wholesale : agency;
  // Terms of before there were contracts say nothing of them.
  const elsewhere = regionRefusal(region ?? terms?.region ?? null, terms?.regions ?? null);
  if (elsewhere || kind === 'agency') return elsewhere;
  const [least] = wholesale?.discountSteps ?? [];
  if (!least || cards >= least.fromCards) return undefined;
  return { code: 'order_below_steps', detail: { askedCards: cards, leastCards: least.fromCards } };
}

/** The highest step that so many cards reach; undefined where there are no steps. */
function stepOf(steps: readonly DiscountStep[] | null | undefined, cards: number): DiscountStep | undefined {
  return steps?.findLast(({ fromCards }) => fromCards <= cards);
}

/**
 * Closes an order for which nothing is left to do, and pays what is owed for it besides (domain 2.5, D7).
 * Refused in this order: `order_unknown`; `order_unpaid`; `order_settled`; `order_open` with the cards that are neither
 * delivered nor refunded; `bank_reference_missing` with what is owed.
 */
export function settleOrder(
  order: OrderState,
  { bankReference }: { readonly bankReference: string | null },
): Decision<OrderFact> {
  if (order.status === 'none') return refuse(ORDER_UNKNOWN);
  const { distributorId, orderId, cards } = order.terms.placed;
  if (order.status === 'placed') return reject('order_unpaid', { dueFen: order.terms.placed.dueFen });
  if (order.status === 'settled') return reject('order_settled', { orderId });
  const left = cards - order.deliveredCards - order.refundedCards;
  if (left > 0) return reject('order_open', { leftCards: left });
  const { owedFen } = order;
  if (owedFen > 0n && bankReference === null) return reject('bank_reference_missing', { owedFen });
  const paid = { paidFen: owedFen, bankReference: owedFen > 0n ? bankReference : null };
  const { kind } = order.terms;
  return accept<OrderFact>(
    { of: 'order', event: { type: 'DistributorOrderSettled', data: { distributorId, orderId, ...paid } } },
    { of: 'distributor', event: { type: 'DistributorOrderClosed', data: { distributorId, orderId, kind } } },
  );
}
