import { describe, expect, it } from '@jest/globals';
import { fen } from '@scrip/money';
import { LEGAL_LIMITS, limitsOf, type Purchase, purchaseFindings } from './purchase.rule.ts';

const bought = (yuan: number, more: Partial<Purchase> = {}): Purchase => ({
  buyerKind: 'person',
  identified: false,
  tender: 'cash',
  faceTotalFen: fen(yuan * 100),
  ...more,
});
const rules = (purchase: Purchase, limits = LEGAL_LIMITS) =>
  purchaseFindings(purchase, limits).map(({ ruleId }) => ruleId);

describe('a purchase of bearer cards', () => {
  it('asks who the buyer is from 10,000 yuan on', () => {
    expect(rules(bought(9_999.99))).toEqual([]);
    expect(rules(bought(10_000))).toEqual(['bearer_identity']);
    expect(rules(bought(10_000, { identified: true }))).toEqual([]);
  });

  it('is paid by transfer from 5,000 yuan on by a company, from 50,000 by a person', () => {
    expect(rules(bought(4_999.99, { buyerKind: 'company' }))).toEqual([]);
    expect(rules(bought(5_000, { buyerKind: 'company' }))).toEqual(['transfer_only']);
    expect(rules(bought(49_999, { identified: true }))).toEqual([]);
    expect(rules(bought(50_000, { identified: true }))).toEqual(['transfer_only']);
    expect(rules(bought(50_000, { identified: true, tender: 'bank-transfer' }))).toEqual([]);
  });

  it('is asked for more where its product says so, and for nothing where it is silent', () => {
    expect(rules(bought(1), limitsOf({ identityFromFen: 0 }))).toEqual(['bearer_identity']);
    expect(rules(bought(2_000), limitsOf({ transferFromFen: { company: 100_000, person: 200_000 } }))).toEqual([
      'transfer_only',
    ]);
    expect(rules(bought(1_000_000), limitsOf(undefined))).toEqual([]);
  });
});
