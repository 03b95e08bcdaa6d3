import { describe, expect, it } from '@jest/globals';
import { startOfBusinessDay } from '@scrip/calendar';
import type { PurchaseEvent } from '@scrip/contracts';
import { type Decision, fold } from '@scrip/decider';
import { fen, points } from '@scrip/money';
import { type Programme, preset } from '@scrip/programme';
import type { AccountState, OpenAccount } from '../account/account.decider.ts';
import type { PointsLot } from '../account/lots.ts';
import { purchaseDecider } from './purchase.decider.ts';
import { type RecordedReceipt, type ReturnFact, type ReturnReceipt, returnReceipt } from './return-receipt.rule.ts';

const mall = preset('mall-vip');
/** A card that earns no points pays some of it (domain 2.3, R3). */
const withCard: Programme = {
  ...mall,
  storedValue: (mall.storedValue ?? []).map((product) => ({
    ...product,
    key: 'card',
    spend: { ...product.spend, earnsPoints: false },
  })),
};
const EXPIRES = startOfBusinessDay('2026-06-01');
const AT = startOfBusinessDay('2025-06-01');

const lot = (leftPoints: number, expiresAt: number | null = null): PointsLot => ({
  expiresAt,
  expiryNotices: [],
  leftPoints: points(leftPoints),
});
const account = (lots: readonly PointsLot[], over: Partial<OpenAccount> = {}): OpenAccount => ({
  kind: 'open',
  accountId: 'pts_01',
  membershipId: 'mbr_01',
  holderId: 'hld_01',
  programmeId: 'mall-vip',
  balancePoints: lots.reduce((sum, one) => points(sum + one.leftPoints), points(0)),
  lifetimePoints: points(1_000),
  lots,
  pending: [],
  owedPoints: points(0),
  ...over,
});

/** 100.00 in two lines, 60.00 of it paid with a card. */
const receipt = (over: Partial<RecordedReceipt> = {}): RecordedReceipt => ({
  printed: {
    receiptId: 'r-1',
    programmeId: 'mall-vip',
    programmeVersion: 1,
    membershipId: 'mbr_01',
    accountId: 'pts_01',
    holderId: 'hld_01',
    lines: [4_000, 6_000].map((paid, index) => ({
      lineNo: index + 1,
      sku: 'coat',
      tagFen: fen(paid),
      priceClass: 'regular',
      counterKey: 'counter-1',
      paidFen: fen(paid),
    })),
    tenders: [
      { kind: 'cash', amountFen: fen(4_000), reference: null },
      { kind: 'card', amountFen: fen(6_000), reference: 'spd_1' },
    ],
    paidFen: fen(10_000),
    businessDate: '2025-05-08',
    quoteId: null,
    ownDay: null,
    segments: null,
    earned: null,
  },
  earned: {
    earnedPoints: points(10),
    dayRank: null,
    grade: null,
    usableAt: null,
    expiresAt: null,
    rooms: null,
  },
  programme: mall,
  ...over,
});
const recorded: PurchaseEvent = { type: 'ReceiptRecorded', data: receipt().printed };
const asked = (over: Partial<ReturnReceipt> = {}): ReturnReceipt => ({
  issuerId: 'iss_demo',
  receiptId: 'r-1',
  returnId: 'b-1',
  lines: null,
  amountFen: null,
  tenders: null,
  businessDate: '2025-06-01',
  at: AT,
  ...over,
});
const purchase = fold(purchaseDecider, [recorded]);
const takesBack = (
  member: AccountState | null,
  over: Partial<ReturnReceipt> = {},
  of: RecordedReceipt | undefined = receipt(),
) => returnReceipt({ purchase, account: member }, asked(over), of);

function refusalOf(decision: Decision<ReturnFact>): object {
  if (decision.kind === 'accepted') throw new Error('accepted');
  return decision.refusal;
}
function takenBack(decision: Decision<ReturnFact>): object | undefined {
  if (decision.kind === 'refused') throw new Error(`refused: ${decision.refusal.code}`);
  return decision.events.find(({ event }) => event.type === 'PointsTakenBack')?.event.data;
}

describe('a return is refused, in this order', () => {
  const wrong = { lines: [{ lineNo: 9, amountFen: fen(0) }], tenders: [] };

  it('of a receipt that is not there', () => {
    const decision = returnReceipt({ purchase: { kind: 'unknown' }, account: null }, asked(wrong), undefined);
    expect(refusalOf(decision)).toEqual({ code: 'receipt_unknown', detail: { receiptId: 'r-1' } });
  });

  it('under a number that was recorded, and while the points are with another account', () => {
    const [fact] = (takesBack(account([lot(10)])) as { events: readonly ReturnFact[] }).events;
    const twice = fold(purchaseDecider, [recorded, fact?.event as PurchaseEvent]);
    const moved: AccountState = {
      kind: 'moved',
      accountId: 'pts_01',
      membershipId: 'mbr_01',
      holderId: 'hld_01',
      programmeId: 'mall-vip',
      toAccountId: 'pts_02',
    };
    const again = returnReceipt({ purchase: twice, account: moved }, asked(wrong), receipt());
    expect(refusalOf(again)).toMatchObject({ code: 'return_already_recorded' });
    expect(refusalOf(takesBack(moved, wrong))).toMatchObject({
      code: 'account_moved',
      detail: { toAccountId: 'pts_02' },
    });
  });

  it('of lines and amounts that are not there', () => {
    const member = account([lot(10)]);
    expect(refusalOf(takesBack(member, wrong))).toEqual({ code: 'line_unknown', detail: { lineNo: 9 } });
    const none = { ...wrong, lines: [{ lineNo: 1, amountFen: fen(0) }] };
    expect(refusalOf(takesBack(member, none))).toMatchObject({ code: 'amount_not_positive', detail: { lineNo: 1 } });
    const ofLine = { ...wrong, lines: [{ lineNo: 1, amountFen: fen(4_001) }] };
    expect(refusalOf(takesBack(member, ofLine))).toMatchObject({
      code: 'return_exceeds_line',
      detail: { excessFen: 1n },
    });
    const ofAll = { tenders: [], amountFen: fen(10_001) };
    expect(refusalOf(takesBack(member, ofAll))).toMatchObject({
      code: 'return_exceeds_receipt',
      detail: { excessFen: 1n },
    });
  });

  it('with tenders that do not sum, that must be said, or that did not pay so much', () => {
    const member = account([lot(10)]);
    const cash = (amount: number, kind = 'cash') => [{ kind, amountFen: fen(amount), reference: null }];
    const short = { amountFen: fen(5_000), tenders: cash(4_999) };
    expect(refusalOf(takesBack(member, short))).toEqual({
      code: 'tenders_do_not_sum',
      detail: { returnedFen: 5_000n, tendersFen: 4_999n, missingFen: 1n },
    });
    const ofBoth = takesBack(member, { amountFen: fen(5_000) }, receipt({ programme: withCard }));
    expect(refusalOf(ofBoth)).toEqual({ code: 'tenders_unnamed', detail: { kinds: ['cash', 'card'] } });
    const tooMuch = { amountFen: fen(5_000), tenders: cash(5_000) };
    expect(refusalOf(takesBack(member, tooMuch))).toEqual({
      code: 'return_exceeds_tender',
      detail: { kind: 'cash', askedFen: 5_000n, leftFen: 4_000n, excessFen: 1_000n },
    });
    expect(refusalOf(takesBack(member, { ...tooMuch, tenders: cash(5_000, 'cheque') }))).toMatchObject({
      detail: { kind: 'cheque', leftFen: 0n },
    });
  });
});

describe('points are taken back', () => {
  const known = { dayRank: null, grade: null, usableAt: null, expiresAt: EXPIRES, rooms: null };
  const own = { earnedPoints: points(4), ...known };

  it('only for what earned: what a card paid that earns none takes none back', () => {
    const of = receipt({ programme: withCard, earned: own });
    const tenders = (kind: string) => [{ kind, amountFen: fen(4_000), reference: null }];
    const member = account([lot(4, EXPIRES)]);
    expect(takenBack(takesBack(member, { amountFen: fen(4_000), tenders: tenders('card') }, of))).toBeUndefined();
    const cash = takenBack(takesBack(member, { amountFen: fen(4_000), tenders: tenders('cash') }, of));
    expect(cash).toMatchObject({ earnedBeforePoints: 4n, earnedAfterPoints: 0n, takenBackPoints: 4n, rules: [] });
  });

  it("from the receipt's own lot, then from what lapses first, and the rest is owed", () => {
    const of = receipt({ earned: { ...own, earnedPoints: points(10) } });
    const member = account([lot(2, EXPIRES - 1), lot(3, EXPIRES), lot(1)]);
    expect(takenBack(takesBack(member, {}, of))).toMatchObject({
      lots: [
        { expiresAt: EXPIRES, sharePoints: 3n },
        { expiresAt: EXPIRES - 1, sharePoints: 2n },
        { expiresAt: null, sharePoints: 1n },
      ],
      owedPoints: 4n,
      sparedPoints: 0n,
      balanceAfterPoints: -4n,
      lifetimeAfterPoints: 990n,
    });
  });

  it('down to zero and no further where the programme says so', () => {
    const plan = mall.points && {
      ...mall.points,
      returns: { points: 'recomputeReceipt' as const, belowZero: 'cut' as const },
    };
    const of = receipt({ programme: { ...mall, points: plan } });
    expect(takenBack(takesBack(account([lot(6)]), {}, of))).toMatchObject({
      takenBackPoints: 10n,
      owedPoints: 0n,
      sparedPoints: 4n,
      balanceAfterPoints: 0n,
      lifetimeAfterPoints: 990n,
    });
  });

  it('from those that wait, where the receipt is so young that its own still do', () => {
    const usableAt = AT + 1;
    const of = receipt({ earned: { ...own, earnedPoints: points(10), usableAt } });
    const pending = [{ ...lot(25, EXPIRES), usableAt }];
    expect(takenBack(takesBack(account([lot(50)], { pending }), { amountFen: fen(1_000) }, of))).toMatchObject({
      takenBackPoints: 1n,
      pending: [{ usableAt, expiresAt: EXPIRES, sharePoints: 1n }],
      lots: [],
      balanceAfterPoints: 50n,
      lifetimeAfterPoints: 999n,
    });
  });

  it('not a second time where they lapsed: those of them that were used before are taken', () => {
    const of = receipt({ earned: { ...own, earnedPoints: points(10) } });
    const late = { at: EXPIRES };
    const lapsed = [{ expiresAt: EXPIRES, lapsedPoints: points(7) }];
    expect(takenBack(takesBack(account([lot(50)], { lapsed }), late, of))).toMatchObject({
      lots: [{ expiresAt: null, sharePoints: 3n }],
      owedPoints: 0n,
      sparedPoints: 7n,
      lapsedPoints: 7n,
      lapsedAt: EXPIRES,
      balanceAfterPoints: 47n,
      lifetimeAfterPoints: 990n,
    });
    expect(takenBack(takesBack(account([]), late, of))).toMatchObject({ owedPoints: 10n, sparedPoints: 0n });
  });

  it('from the lot that has ended and was not written off yet, so that so much less lapses', () => {
    const of = receipt({ earned: { ...own, earnedPoints: points(10) } });
    expect(takenBack(takesBack(account([lot(8, EXPIRES), lot(50)]), { at: EXPIRES }, of))).toMatchObject({
      lots: [
        { expiresAt: EXPIRES, sharePoints: 8n },
        { expiresAt: null, sharePoints: 2n },
      ],
      sparedPoints: 0n,
    });
  });
});
