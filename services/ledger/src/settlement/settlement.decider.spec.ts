import { describe, expect, it } from '@jest/globals';
import type { SettlementEvent } from '@scrip/contracts';
import { type Decision, fold } from '@scrip/decider';
import { fen } from '@scrip/money';
import { given } from '@scrip/testing';
import fc from 'fast-check';
import { postings } from '../journal/ledger-postings.ts';
import {
  leftOf,
  OPEN_SETTLEMENTS_MAX,
  PAYOUTS_MAX,
  type PayOut,
  payOut,
  payoutIn,
  returnPayout,
  reverseSettlement,
  type Settle,
  type Settlements,
  settle,
  settlementDecider,
  type Unsettled,
} from './settlement.decider.ts';

const settling = (changes: Partial<Settle> = {}): Settle => ({
  settlementId: 'stl_1',
  merchantId: 'shop-1',
  throughDate: '2025-06-15',
  feeRateBp: null,
  today: '2025-06-16',
  ...changes,
});
const part = (gross: number, returned: number, programmeId: string | null = 'meal') => ({
  programmeId,
  saleCount: 3,
  returnCount: returned > 0 ? 1 : 0,
  grossFen: fen(gross),
  returnedFen: fen(returned),
});
const unsettled = (changes: Partial<Unsettled> = {}): Unsettled => ({
  above: { position: 0, throughDate: null },
  upTo: 100,
  parts: [part(10_000, 1_000)],
  ...changes,
});
const paying = (changes: Partial<PayOut> = {}): PayOut => ({
  payoutId: 'pay_1',
  merchantId: 'shop-1',
  settlementId: 'stl_1',
  bankReference: 'ICBC-1',
  amountFen: fen(4_000),
  ...changes,
});
const eventsOf = (decision: Decision<SettlementEvent>): readonly SettlementEvent[] => {
  if (decision.kind === 'refused') throw new Error(decision.refusal.code);
  return decision.events;
};
/** A merchant whose sales of 90.00 are settled through 15 June. */
const SETTLED = eventsOf(settle(settlementDecider.initial, settling(), unsettled()));
const after = (...more: ((state: Settlements) => Decision<SettlementEvent>)[]): readonly SettlementEvent[] => {
  const events = [...SETTLED];
  for (const decide of more) events.push(...eventsOf(decide(fold(settlementDecider, events))));
  return events;
};
const linesOf = (event: SettlementEvent | undefined) =>
  event && postings(event).map((line) => [line.account, Number(line.amountFen), line.programmeId]);

describe('a settlement', () => {
  it('takes what was sold less what came back, and waits to be paid', () => {
    const { state } = given(settlementDecider)
      .when((none) => settle(none, settling(), unsettled()))
      .then({
        type: 'MerchantSettled',
        data: {
          merchantId: 'shop-1',
          settlementId: 'stl_1',
          throughDate: '2025-06-15',
          toPosition: 100n,
          previousThroughDate: null,
          previousPosition: 0n,
          saleCount: 3,
          returnCount: 1,
          grossFen: fen(10_000),
          returnedFen: fen(1_000),
          feeRateBp: null,
          feeFen: fen(0),
          netFen: fen(9_000),
          parts: [
            { programmeId: 'meal', grossFen: fen(10_000), returnedFen: fen(1_000), feeFen: fen(0), netFen: fen(9_000) },
          ],
        },
      });
    expect(state.settled).toEqual({ position: 100, throughDate: '2025-06-15' });
    expect(linesOf(SETTLED[0])).toEqual([
      ['payable:merchant:shop-1', 9_000, 'meal'],
      ['payable:settlement:shop-1', -9_000, 'meal'],
    ]);
  });

  it('keeps a fee cut to the fen; its parts are cut too, the last is the difference', () => {
    const parts = [part(999, 0, 'a'), part(1_000, 0, 'b'), part(1_000, 0, null)];
    const [event] = eventsOf(settle(settlementDecider.initial, settling({ feeRateBp: 60 }), unsettled({ parts })));
    if (event?.type !== 'MerchantSettled') throw new Error('settled was expected');
    expect(event.data).toMatchObject({ feeFen: 17n, netFen: 2_982n });
    expect(event.data.parts.map(({ feeFen, netFen }) => [feeFen, netFen])).toEqual([
      [5n, 994n],
      [6n, 994n],
      [6n, 994n],
    ]);
    expect(linesOf(event)?.at(-2)).toEqual(['income:merchant-fee', -6, undefined]);
  });

  it('is refused for a day to come, a day before the last, too many unpaid, nothing, and more returned than sold', () => {
    given(settlementDecider)
      .when((none) => settle(none, settling({ throughDate: '2025-06-17' }), unsettled({ parts: [] })))
      .thenRefused('date_ahead', { throughDate: '2025-06-17', today: '2025-06-16' });
    given(settlementDecider, ...SETTLED)
      .when((state) => settle(state, settling({ throughDate: '2025-06-14' }), unsettled({ parts: [] })))
      .thenRefused('settled_further', { throughDate: '2025-06-14', settledThroughDate: '2025-06-15' });
    given(settlementDecider)
      .when((none) => settle(none, settling(), unsettled({ parts: [] })))
      .thenRefused('nothing_to_settle', { throughDate: '2025-06-15' });
    given(settlementDecider)
      .when((none) => settle(none, settling(), unsettled({ parts: [part(500, 0, 'a'), part(0, 501, 'b')] })))
      .thenRefused('settlement_negative', { grossFen: fen(500), returnedFen: fen(501), missingFen: fen(1) });
    const [open] = fold(settlementDecider, SETTLED).open;
    if (!open) throw new Error('one is open');
    const full: Settlements = { ...fold(settlementDecider, SETTLED), open: Array(OPEN_SETTLEMENTS_MAX).fill(open) };
    expect(settle(full, settling(), unsettled())).toMatchObject({ refusal: { code: 'open_settlements_exceeded' } });
  });

  it('of lines that were read above another mark never stands', () => {
    given(settlementDecider, ...SETTLED)
      .when((state) => settle(state, settling(), unsettled()))
      .thenRefused('settlement_moved', {});
  });

  it('of nothing in the end, all sales returned, is settled and has nothing to pay', () => {
    const { state } = given(settlementDecider)
      .when((none) => settle(none, settling(), unsettled({ parts: [part(500, 500)] })))
      .then(...eventsOf(settle(settlementDecider.initial, settling(), unsettled({ parts: [part(500, 500)] }))));
    expect(state).toEqual({ settled: { position: 100, throughDate: '2025-06-15' }, open: [] });
  });
});

describe('a payout', () => {
  it('pays a settlement in parts, until nothing is left and it is closed', () => {
    const first = given(settlementDecider, ...SETTLED)
      .when((state) => payOut(state, paying()))
      .then({
        type: 'MerchantPaid',
        data: {
          ...paying(),
          leftFen: fen(5_000),
          parts: [{ programmeId: 'meal', amountFen: fen(4_000) }],
        },
      });
    expect(first.state.open.map(leftOf)).toEqual([5_000n]);
    const rest = eventsOf(payOut(first.state, paying({ bankReference: 'ICBC-2', amountFen: fen(5_000) })));
    expect(fold(settlementDecider, rest, first.state).open).toEqual([]);
    expect(linesOf(rest[0])).toEqual([
      ['payable:settlement:shop-1', 5_000, 'meal'],
      ['asset:bank', -5_000, 'meal'],
    ]);
  });

  it('is refused where nothing is open, twice for one transfer, and above what is left', () => {
    given(settlementDecider)
      .when((none) => payOut(none, paying()))
      .thenRefused('settlement_not_open', { settlementId: 'stl_1' });
    given(settlementDecider, ...after((state) => payOut(state, paying())))
      .when((state) => payOut(state, paying()))
      .thenRefused('payout_recorded', { bankReference: 'ICBC-1' });
    given(settlementDecider, ...after((state) => payOut(state, paying())))
      .when((state) => payOut(state, paying({ bankReference: 'ICBC-2', amountFen: fen(5_001) })))
      .thenRefused('payout_exceeds_settlement', {
        askedFen: fen(5_001),
        netFen: fen(9_000),
        leftFen: fen(5_000),
        excessFen: fen(1),
      });
    given(settlementDecider, ...SETTLED)
      .when((state) => payOut(state, paying({ amountFen: fen(0) })))
      .thenRefused('amount_not_positive', { askedFen: fen(0) });
    const many = Array.from(
      { length: PAYOUTS_MAX },
      (_, n) => (state: Settlements) => payOut(state, paying({ bankReference: `ICBC-${n}`, amountFen: fen(1) })),
    );
    given(settlementDecider, ...after(...many))
      .when((state) => payOut(state, paying({ bankReference: 'one more', amountFen: fen(1) })))
      .thenRefused('payouts_exceeded', { payoutsMax: PAYOUTS_MAX });
  });

  it('however cut, leaves every programme with nothing, also one that more came back of than was sold', () => {
    const amounts = fc.record({ gross: fc.nat(5_000), returned: fc.nat(5_000) });
    fc.assert(
      fc.property(
        fc.array(amounts, { minLength: 1, maxLength: 4 }),
        fc.array(fc.integer({ min: 1, max: 3_000 }), { maxLength: 20 }),
        fc.option(fc.nat(500), { nil: null }),
        (sums, cuts, feeRateBp) => {
          const parts = sums.map(({ gross, returned }, n) => part(gross, returned, `p${n}`));
          const decision = settle(settlementDecider.initial, settling({ feeRateBp }), unsettled({ parts }));
          if (decision.kind === 'refused') return;
          const events = [...decision.events];
          for (let n = 0; ; n += 1) {
            const [open] = fold(settlementDecider, events).open;
            if (!open) break;
            const cut = BigInt(cuts[n] ?? 1_000_000);
            const amountFen = leftOf(open) < cut ? leftOf(open) : fen(cut);
            const paid = payOut(fold(settlementDecider, events), paying({ bankReference: `r${n}`, amountFen }));
            events.push(...eventsOf(paid));
          }
          const balances = new Map<string, bigint>();
          for (const line of events.flatMap((event) => postings(event))) {
            const of = `${line.account} ${line.programmeId}`;
            balances.set(of, (balances.get(of) ?? 0n) + line.amountFen);
          }
          const left = [...balances].filter(([of, sum]) => of.startsWith('payable:settlement') && sum !== 0n);
          expect(left).toEqual([]);
        },
      ),
      // Sums that even out, so that nothing is paid.
      {
        examples: [
          [
            [
              { gross: 100, returned: 0 },
              { gross: 0, returned: 100 },
            ],
            [],
            null,
          ],
        ],
      },
    );
  });
});

describe('a payout that the bank sent back', () => {
  const command = { merchantId: 'shop-1', payoutId: 'pay_1', reason: 'account_closed' };
  const ids = { settlementId: 'stl_1', payoutId: 'pay_1' };
  const sendBack = (history: readonly SettlementEvent[]) => (state: Settlements) =>
    returnPayout(state, command, payoutIn(history, ids));

  it('is to be paid again, whether the settlement was all paid or not', () => {
    for (const [amount, left] of [
      [4_000, 9_000n],
      [9_000, 9_000n],
    ] as const) {
      const paid = after((state) => payOut(state, paying({ amountFen: fen(amount) })));
      const back = eventsOf(sendBack(paid)(fold(settlementDecider, paid)));
      expect(back).toMatchObject([
        { type: 'MerchantPayoutReturned', data: { bankReference: 'ICBC-1', amountFen: fen(amount), leftFen: left } },
      ]);
      const state = fold(settlementDecider, [...paid, ...back]);
      expect(state.open.map(leftOf)).toEqual([9_000n]);
      expect(linesOf(back[0])).toEqual([
        ['asset:bank', amount, 'meal'],
        ['payable:settlement:shop-1', -amount, 'meal'],
      ]);
      const again = paying({ payoutId: 'pay_2', bankReference: 'ICBC-2', amountFen: fen(9_000) });
      expect(fold(settlementDecider, eventsOf(payOut(state, again)), state).open).toEqual([]);
      expect(reverseSettlement(state, { merchantId: 'shop-1', settlementId: 'stl_1', reason: 'x' })).toMatchObject({
        refusal: { code: 'settlement_had_payouts' },
      });
    }
  });

  it('is refused where there is none, and twice', () => {
    given(settlementDecider, ...SETTLED)
      .when(sendBack(SETTLED))
      .thenRefused('payout_unknown', { payoutId: 'pay_1' });
    const paid = after((state) => payOut(state, paying()));
    const back = [...paid, ...eventsOf(sendBack(paid)(fold(settlementDecider, paid)))];
    given(settlementDecider, ...back)
      .when(sendBack(back))
      .thenRefused('payout_returned', { payoutId: 'pay_1' });
  });
});

describe('a reversal', () => {
  it('takes the last settlement back as if it had not been', () => {
    const [event] = eventsOf(
      reverseSettlement(fold(settlementDecider, SETTLED), {
        merchantId: 'shop-1',
        settlementId: 'stl_1',
        reason: 'wrong_fee',
      }),
    );
    if (!event) throw new Error('reversed was expected');
    expect(event.data).toMatchObject({ throughDate: null, toPosition: 0n, netFen: 9_000n, reason: 'wrong_fee' });
    expect(fold(settlementDecider, [...SETTLED, event])).toEqual(settlementDecider.initial);
    const lines = [...SETTLED, event].flatMap((one) => postings(one));
    expect(lines.reduce((sum, line) => sum + line.amountFen, 0n)).toBe(0n);
    expect(linesOf(event)).toEqual([
      ['payable:settlement:shop-1', 9_000, 'meal'],
      ['payable:merchant:shop-1', -9_000, 'meal'],
    ]);
  });

  it('is refused where nothing is open, after a payout, and when another settlement came after', () => {
    const command = { merchantId: 'shop-1', settlementId: 'stl_1', reason: 'wrong_fee' };
    given(settlementDecider)
      .when((none) => reverseSettlement(none, command))
      .thenRefused('settlement_not_open', { settlementId: 'stl_1' });
    given(settlementDecider, ...after((state) => payOut(state, paying())))
      .when((state) => reverseSettlement(state, command))
      .thenRefused('settlement_had_payouts', { netFen: fen(9_000), paidFen: fen(4_000) });
    const next = (state: Settlements) =>
      settle(state, settling({ settlementId: 'stl_2' }), unsettled({ above: state.settled, upTo: 200 }));
    given(settlementDecider, ...after(next))
      .when((state) => reverseSettlement(state, command))
      .thenRefused('settlement_not_last', { lastThroughDate: '2025-06-15' });
  });
});
