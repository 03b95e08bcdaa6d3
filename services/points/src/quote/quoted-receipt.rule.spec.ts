import { describe, expect, it } from '@jest/globals';
import { fen } from '@scrip/money';
import { preset } from '@scrip/programme';
import { heldAgainst, type KnownQuote, type QuotedReceipt } from './quoted-receipt.rule.ts';

const mall = preset('mall-vip');
const coat = {
  sku: 'coat',
  tagFen: fen(100_000),
  priceClass: 'regular',
  counterKey: 'counter-1',
  paidFen: fen(88_000),
};
const hat = { ...coat, sku: 'hat', tagFen: fen(10_000), paidFen: fen(8_800) };
const NOON = Date.UTC(2025, 4, 8, 4);
const quote: KnownQuote = {
  quoteId: 'quo_01',
  programmeId: 'mall-vip',
  programmeVersion: 1,
  membershipId: 'mbr_01',
  tender: null,
  lines: [coat, hat],
  expiresAt: NOON,
};
const receipt: QuotedReceipt = {
  quoteId: 'quo_01',
  programmeId: 'mall-vip',
  membershipId: 'mbr_01',
  lines: [coat, hat],
  tenders: [{ kind: 'cash', amountFen: fen(96_800), reference: null }],
  boughtAt: NOON,
};
const differs = (detail: object): object => ({ code: 'quote_differs', detail: { quoteId: 'quo_01', ...detail } });

describe('a receipt that names a quote', () => {
  it('stands when it charges what was quoted, up to the last moment', () => {
    expect(heldAgainst(quote, receipt, mall)).toBeNull();
  });
});

describe('a receipt that names a quote is refused, in this order', () => {
  it('when the issuer gave no such quote', () => {
    expect(heldAgainst(undefined, receipt, mall)).toEqual({ code: 'quote_unknown', detail: { quoteId: 'quo_01' } });
  });

  it('when it was bought after the last moment of the quote', () => {
    expect(heldAgainst(quote, { ...receipt, programmeId: 'other', boughtAt: NOON + 1 }, mall)).toEqual({
      code: 'quote_expired',
      detail: { quoteId: 'quo_01', expiredAt: NOON, boughtAt: NOON + 1, lateMs: 1 },
    });
  });

  it('when it is of another programme, then of another membership', () => {
    const stranger = { ...receipt, membershipId: null, lines: [] };
    expect(heldAgainst(quote, { ...stranger, programmeId: 'other' }, mall)).toEqual(
      differs({ field: 'programmeId', quoted: 'mall-vip', charged: 'other' }),
    );
    expect(heldAgainst(quote, stranger, mall)).toEqual(
      differs({ field: 'membershipId', quoted: 'mbr_01', charged: null }),
    );
  });

  it('when it has more or fewer lines', () => {
    expect(heldAgainst(quote, { ...receipt, lines: [coat] }, mall)).toEqual(
      differs({ field: 'lines', quoted: 2, charged: 1 }),
    );
  });

  it('when it was paid with what gives no discount, for which the price was not asked', () => {
    const dining = preset('restaurant-recharge');
    const card = dining.storedValue?.[0]?.key ?? '';
    const paid = { ...receipt, tenders: [{ kind: card, amountFen: fen(96_800), reference: null }] };
    expect(heldAgainst(quote, paid, dining)).toEqual(differs({ field: 'tender', quoted: null, charged: card }));
    expect(heldAgainst({ ...quote, tender: card }, paid, dining)).toBeNull();
  });

  it('when a line differs: the first one, its first difference, with the numbers', () => {
    const cheaper = { ...hat, paidFen: fen(8_000) };
    expect(heldAgainst(quote, { ...receipt, lines: [coat, cheaper] }, mall)).toEqual(
      differs({ lineNo: 2, sku: 'hat', field: 'paidFen', quoted: 8_800n, charged: 8_000n, differenceFen: -800n }),
    );
    const special = { ...coat, priceClass: 'special', paidFen: fen(1) };
    expect(heldAgainst(quote, { ...receipt, lines: [special, cheaper] }, mall)).toEqual(
      differs({ lineNo: 1, sku: 'coat', field: 'priceClass', quoted: 'regular', charged: 'special' }),
    );
  });
});
