/**
 * The settlements of one merchant with one issuer: what it sold and took back through a business day is gathered, waits
 * to be paid out, and is paid (domain 2.10, "settle to merchants by day"). Rules are pure.
 *
 * What is settled is told by two numbers, a position of the log and a business day: every line of the merchant's account
 * that the log took up to the one and that happened through the other. Both only grow, so a fact that comes late, or is
 * taken while a settlement is decided, is in the next one; no line is in two, none is left out.
 */
import type { PayoutPart, SettlementEvent, SettlementPart } from '@scrip/contracts';
import { accept, type Decider, type Decision, InvariantError, reject } from '@scrip/decider';
import { cut, type Fen, Fraction, fen, least, minus, plus, sumFen, ZERO_FEN } from '@scrip/money';

/** Up to where a merchant is settled. */
export interface SettledMark {
  /** Of the ledger's log; 0 before the first settlement. */
  readonly position: number;
  /** Business day; null before the first settlement. */
  readonly throughDate: string | null;
}

/** What a settlement was made of. */
export interface MadeOf {
  readonly mark: SettledMark;
  /** Where the merchant stood before it. */
  readonly previous: SettledMark;
  readonly parts: readonly SettlementPart[];
}

/** A settlement that is not all paid. */
export interface OpenSettlement {
  readonly settlementId: string;
  readonly netFen: Fen;
  /** What taking it back needs; null once something was paid on it. */
  readonly made: MadeOf | null;
  /** What is still to be paid, by programme. */
  readonly left: readonly PayoutPart[];
  /** Of its payouts, in order; of one that was paid before and opened again, from then on. */
  readonly bankReferences: readonly string[];
}

/** What is remembered of a merchant; plain data, since snapshots keep it as JSON. Paid settlements are forgotten. */
export interface Settlements {
  readonly settled: SettledMark;
  /** Oldest first. */
  readonly open: readonly OpenSettlement[];
}

/** Unpaid settlements of one merchant: more than a year of days, and a state must stay small. */
export const OPEN_SETTLEMENTS_MAX = 400;
/** Payouts of one settlement. */
export const PAYOUTS_MAX = 50;

const NOTHING_SETTLED: Settlements = { settled: { position: 0, throughDate: null }, open: [] };

/** How a merchant's stream is folded. */
export const settlementDecider: Decider<Settlements, SettlementEvent> = {
  stream: 'settlement',
  initial: NOTHING_SETTLED,
  evolve,
};

function evolve(state: Settlements, event: SettlementEvent): Settlements {
  switch (event.type) {
    case 'MerchantSettled': {
      const { settlementId, toPosition, throughDate, previousPosition, previousThroughDate, netFen, parts } =
        event.data;
      const mark = { position: Number(toPosition), throughDate };
      if (netFen === 0n) return { settled: mark, open: state.open };
      const previous = { position: Number(previousPosition), throughDate: previousThroughDate };
      const left = parts.map((part) => ({ programmeId: part.programmeId, amountFen: part.netFen }));
      const open = { settlementId, netFen, made: { mark, previous, parts }, left, bankReferences: [] };
      return { settled: mark, open: [...state.open, open] };
    }
    case 'MerchantPaid': {
      const { settlementId, bankReference, leftFen, parts } = event.data;
      const paid = openIn(state, settlementId);
      if (!paid) throw new InvariantError(`${settlementId} was paid and is not open`);
      const bankReferences = [...paid.bankReferences, bankReference];
      const rest = { ...paid, made: null, left: without(paid.left, parts), bankReferences };
      const open = state.open.flatMap((one) => (one !== paid ? [one] : leftFen === 0n ? [] : [rest]));
      return { settled: state.settled, open };
    }
    case 'MerchantPayoutReturned': {
      const { settlementId, netFen, parts, bankReference } = event.data;
      const back = parts.map(({ programmeId, amountFen }) => ({ programmeId, amountFen: minus(ZERO_FEN, amountFen) }));
      const known = openIn(state, settlementId);
      const again = { settlementId, netFen, made: null, left: parts, bankReferences: [bankReference] };
      const open = known
        ? state.open.map((one) => (one === known ? { ...one, left: without(one.left, back) } : one))
        : [...state.open, again];
      return { settled: state.settled, open };
    }
    case 'MerchantSettlementReversed': {
      const { settlementId, toPosition, throughDate } = event.data;
      const open = state.open.filter((one) => one.settlementId !== settlementId);
      return { settled: { position: Number(toPosition), throughDate }, open };
    }
  }
}

function openIn({ open }: Settlements, settlementId: string): OpenSettlement | undefined {
  return open.find((one) => one.settlementId === settlementId);
}

/** What is left when parts are paid; parts of programmes that nothing was left of are added. */
function without(left: readonly PayoutPart[], paid: readonly PayoutPart[]): readonly PayoutPart[] {
  const rest = new Map(left.map(({ programmeId, amountFen }) => [programmeId, amountFen]));
  for (const { programmeId, amountFen } of paid) {
    rest.set(programmeId, minus(rest.get(programmeId) ?? ZERO_FEN, amountFen));
  }
  return [...rest].map(([programmeId, amountFen]) => ({ programmeId, amountFen }));
}

/** What of a settlement is still to be paid. */
export function leftOf({ left }: OpenSettlement): Fen {
  return sumFen(left.map((part) => part.amountFen));
}

/** A merchant is settled through a day. */
export interface Settle {
  readonly settlementId: string;
  readonly merchantId: string;
  readonly throughDate: string;
  /** The issuer's fee in basis points of sales less returns; null: none. */
  readonly feeRateBp: number | null;
  /** Business day on which it is asked. */
  readonly today: string;
}

/** The lines of one programme that are not settled yet. */
export interface UnsettledPart {
  readonly programmeId: string | null;
  readonly saleCount: number;
  readonly returnCount: number;
  readonly grossFen: Fen;
  readonly returnedFen: Fen;
}

/** The lines through the day that are not settled, as the journal has them. */
export interface Unsettled {
  /** The mark that they were read above. */
  readonly above: SettledMark;
  /** Position of the log up to which they were read. */
  readonly upTo: number;
  readonly parts: readonly UnsettledPart[];
}

/**
 * Settles what a merchant is owed through a day. The fee is cut to the fen, and so is each programme's part of it but the
 * last, which is the difference (domain 1). More returned than sold stays in the account and is carried forward.
 * Refused in this order: `date_ahead` {throughDate, today}; `settled_further` {throughDate, settledThroughDate};
 * `open_settlements_exceeded` {openSettlementsMax}; `settlement_moved` (another settlement came in between: it never
 * stands, since the stream has moved too, and the command is decided again); `nothing_to_settle` {throughDate};
 * `settlement_negative` {grossFen, returnedFen, missingFen}.
 * @param unsettled as the journal has them above this very state's mark.
 */
export function settle(state: Settlements, command: Settle, unsettled: Unsettled): Decision<SettlementEvent> {
  const { settlementId, merchantId, throughDate, feeRateBp, today } = command;
  const { settled, open } = state;
  if (throughDate > today) return reject('date_ahead', { throughDate, today });
  if (settled.throughDate !== null && throughDate < settled.throughDate) {
    return reject('settled_further', { throughDate, settledThroughDate: settled.throughDate });
  }
  if (open.length >= OPEN_SETTLEMENTS_MAX) {
    return reject('open_settlements_exceeded', { openSettlementsMax: OPEN_SETTLEMENTS_MAX });
  }
  const { above } = unsettled;
  if (above.position !== settled.position || above.throughDate !== settled.throughDate) {
    return reject('settlement_moved');
  }
  if (unsettled.parts.length === 0) return reject('nothing_to_settle', { throughDate });
  const grossFen = sumFen(unsettled.parts.map((part) => part.grossFen));
  const returnedFen = sumFen(unsettled.parts.map((part) => part.returnedFen));
  if (returnedFen > grossFen) {
    return reject('settlement_negative', { grossFen, returnedFen, missingFen: minus(returnedFen, grossFen) });
  }
  const feeFen = feeOn(minus(grossFen, returnedFen), feeRateBp);
  const data = {
    merchantId,
    settlementId,
    throughDate,
    toPosition: BigInt(unsettled.upTo),
    previousThroughDate: settled.throughDate,
    previousPosition: BigInt(settled.position),
    saleCount: unsettled.parts.reduce((sum, part) => sum + part.saleCount, 0),
    returnCount: unsettled.parts.reduce((sum, part) => sum + part.returnCount, 0),
    grossFen,
    returnedFen,
    feeRateBp,
    feeFen,
    netFen: minus(minus(grossFen, returnedFen), feeFen),
    parts: partsOf(unsettled.parts, feeRateBp, feeFen),
  };
  return accept({ type: 'MerchantSettled', data });
}

function feeOn(amountFen: Fen, feeRateBp: number | null): Fen {
  return feeRateBp === null ? ZERO_FEN : fen(cut(Fraction.ofBp(feeRateBp).times(Fraction.of(amountFen))));
}

function partsOf(parts: readonly UnsettledPart[], feeRateBp: number | null, feeFen: Fen): readonly SettlementPart[] {
  let restFen = feeFen;
  return parts.map(({ programmeId, grossFen, returnedFen }, index) => {
    const soldFen = minus(grossFen, returnedFen);
    const partFen = index === parts.length - 1 ? restFen : feeOn(soldFen, feeRateBp);
    restFen = minus(restFen, partFen);
    return { programmeId, grossFen, returnedFen, feeFen: partFen, netFen: minus(soldFen, partFen) };
  });
}

/** A settlement was paid by bank, all or in part. */
export interface PayOut {
  readonly payoutId: string;
  readonly merchantId: string;
  readonly settlementId: string;
  readonly bankReference: string;
  readonly amountFen: Fen;
}

/**
 * Records a payout. Programmes whose part is below zero are evened out first, the others paid in their order.
 * Refused in this order: `settlement_not_open` (there is none, it is paid, or it was reversed); `payout_recorded`
 * {bankReference} (of this settlement already); `payouts_exceeded` {payoutsMax}; `amount_not_positive` {askedFen};
 * `payout_exceeds_settlement` {askedFen, netFen, leftFen, excessFen}.
 */
export function payOut(state: Settlements, command: PayOut): Decision<SettlementEvent> {
  const { settlementId, bankReference, amountFen } = command;
  const open = openIn(state, settlementId);
  if (!open) return reject('settlement_not_open', { settlementId });
  if (open.bankReferences.includes(bankReference)) return reject('payout_recorded', { bankReference });
  if (open.bankReferences.length >= PAYOUTS_MAX) return reject('payouts_exceeded', { payoutsMax: PAYOUTS_MAX });
  if (amountFen <= 0n) return reject('amount_not_positive', { askedFen: amountFen });
  const mayPayFen = leftOf(open);
  if (amountFen > mayPayFen) {
    const excessFen = minus(amountFen, mayPayFen);
    const numbers = { askedFen: amountFen, netFen: open.netFen, leftFen: mayPayFen, excessFen };
    return reject('payout_exceeds_settlement', numbers);
  }
  const leftFen = minus(mayPayFen, amountFen);
  return accept({ type: 'MerchantPaid', data: { ...command, leftFen, parts: partsPaid(open.left, amountFen) } });
}

function partsPaid(left: readonly PayoutPart[], amountFen: Fen): readonly PayoutPart[] {
  const owedByMerchant = left.filter((part) => part.amountFen < 0n);
  let restFen = minus(amountFen, sumFen(owedByMerchant.map((part) => part.amountFen)));
  return left.flatMap((part) => {
    if (part.amountFen < 0n) return [part];
    const paidFen = least(part.amountFen, restFen);
    restFen = minus(restFen, paidFen);
    return paidFen === ZERO_FEN ? [] : [{ programmeId: part.programmeId, amountFen: paidFen }];
  });
}

/** A payout of a merchant's history. */
export interface PayoutMade {
  readonly payoutId: string;
  readonly settlementId: string;
  readonly bankReference: string;
  readonly netFen: Fen;
  readonly amountFen: Fen;
  readonly parts: readonly PayoutPart[];
  /** The bank sent it back already. */
  readonly isReturned: boolean;
}

/** A payout of a settlement; undefined when the history has none of these ids. */
export function payoutIn(
  history: readonly SettlementEvent[],
  { settlementId, payoutId }: { readonly settlementId: string; readonly payoutId: string },
): PayoutMade | undefined {
  let netFen = ZERO_FEN;
  let found: PayoutMade | undefined;
  for (const { type, data } of history) {
    if (data.settlementId !== settlementId) continue;
    if (type === 'MerchantSettled') netFen = data.netFen;
    else if (type === 'MerchantPaid' && data.payoutId === payoutId) {
      const { bankReference, amountFen, parts } = data;
      found = { payoutId, settlementId, bankReference, netFen, amountFen, parts, isReturned: false };
    } else if (type === 'MerchantPayoutReturned' && data.payoutId === payoutId && found) {
      found = { ...found, isReturned: true };
    }
  }
  return found;
}

/** The bank sent a payout back. */
export interface ReturnPayout {
  readonly merchantId: string;
  readonly payoutId: string;
  /** The issuer's own code. */
  readonly reason: string;
}

/**
 * Opens again what a payout had paid, so that it is paid once more.
 * Refused in this order: `payout_unknown` {payoutId}; `payout_returned` {payoutId} (already).
 * @param payout as the history up to this very state has it.
 */
export function returnPayout(
  state: Settlements,
  { merchantId, payoutId, reason }: ReturnPayout,
  payout: PayoutMade | undefined,
): Decision<SettlementEvent> {
  if (!payout) return reject('payout_unknown', { payoutId });
  const { isReturned, ...made } = payout;
  if (isReturned) return reject('payout_returned', { payoutId });
  const open = openIn(state, payout.settlementId);
  const leftFen = plus(open ? leftOf(open) : ZERO_FEN, payout.amountFen);
  return accept({ type: 'MerchantPayoutReturned', data: { merchantId, reason, ...made, leftFen } });
}

/** A settlement was wrong. */
export interface ReverseSettlement {
  readonly merchantId: string;
  readonly settlementId: string;
  /** The issuer's own code. */
  readonly reason: string;
}

/**
 * Takes the last settlement back, so that what it settled is open in the merchant's account again.
 * Refused in this order: `settlement_not_open`; `settlement_had_payouts` {netFen, paidFen} (also when the bank sent them
 * back: it is paid once more instead); `settlement_not_last` {lastThroughDate} (what came after it stands on it: reverse
 * that first).
 */
export function reverseSettlement(state: Settlements, command: ReverseSettlement): Decision<SettlementEvent> {
  const { settlementId, merchantId, reason } = command;
  const open = openIn(state, settlementId);
  if (!open) return reject('settlement_not_open', { settlementId });
  const { netFen, made } = open;
  if (!made) return reject('settlement_had_payouts', { netFen, paidFen: minus(netFen, leftOf(open)) });
  const { parts, previous, mark } = made;
  if (mark.position !== state.settled.position || mark.throughDate !== state.settled.throughDate) {
    return reject('settlement_not_last', { lastThroughDate: state.settled.throughDate });
  }
  const total = (field: 'grossFen' | 'returnedFen' | 'feeFen'): Fen =>
    parts.reduce((sum, part) => plus(sum, part[field]), ZERO_FEN);
  return accept({
    type: 'MerchantSettlementReversed',
    data: {
      merchantId,
      settlementId,
      reason,
      throughDate: previous.throughDate,
      toPosition: BigInt(previous.position),
      grossFen: total('grossFen'),
      returnedFen: total('returnedFen'),
      feeFen: total('feeFen'),
      netFen,
      parts,
    },
  });
}
