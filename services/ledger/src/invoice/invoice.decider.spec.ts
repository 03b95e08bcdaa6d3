import { describe, expect, it } from '@jest/globals';
import type { InvoiceEvent } from '@scrip/contracts';
import { given } from '@scrip/testing';
import { at, WalletStory, yuan } from '../../test/wallet-story.ts';
import { type Invoiceable, type InvoiceState, invoiceDecider, issueInvoice, voidInvoice } from './invoice.decider.ts';

const recharged = WalletStory.open().recharge(1_000, at('2025-01-10')).events.at(-1);
if (recharged?.type !== 'WalletRecharged') throw new Error('the story has no recharge');
const recharge: Invoiceable = { kind: 'recharge', recharge: recharged.data };
const ISSUE = { invoiceId: 'inv_1', rechargeId: 'rch_1', invoiceNo: '24312000000000000001' };
const issue = (changes: Partial<typeof ISSUE> = {}) => ({
  asked: (state: InvoiceState) => issueInvoice(state, { ...ISSUE, ...changes }, recharge),
});
const ISSUED: InvoiceEvent = {
  type: 'InvoiceIssued',
  data: {
    ...ISSUE,
    walletId: 'wal_1',
    holderId: 'hld_1',
    issueNo: 1,
    amountFen: yuan(1_000),
    invoiceKind: 'ordinary',
    taxItem: '601',
    taxTreatment: 'untaxed',
    programmeId: 'apparel-recharge',
    programmeVersion: 1,
  },
};
const VOIDED: InvoiceEvent = {
  type: 'InvoiceVoided',
  data: {
    ...ISSUE,
    walletId: 'wal_1',
    holderId: 'hld_1',
    issueNo: 1,
    amountFen: yuan(1_000),
    reason: 'wrong_number',
    programmeId: 'apparel-recharge',
  },
};

describe('an invoice', () => {
  it('is for the principal of a recharge, never for its bonus: ordinary, tax item 601, untaxed', () => {
    given(invoiceDecider).when(issue().asked).then(ISSUED);
  });

  it('of a spend, or of nothing, is refused (example A9)', () => {
    given(invoiceDecider)
      .when((state) => issueInvoice(state, { ...ISSUE, rechargeId: 'spd_1' }, { kind: 'spend' }))
      .thenRefused('spend_not_invoiceable', { spendId: 'spd_1' });
    given(invoiceDecider)
      .when((state) => issueInvoice(state, ISSUE, undefined))
      .thenRefused('recharge_unknown', { rechargeId: 'rch_1' });
  });

  it('of a recharge that was cancelled is refused', () => {
    given(invoiceDecider)
      .when((state) => issueInvoice(state, ISSUE, { kind: 'cancelled' }))
      .thenRefused('recharge_cancelled', { rechargeId: 'rch_1' });
  });

  it('of a recharge that has one is refused with the number of the first (example A9)', () => {
    given(invoiceDecider, ISSUED)
      .when(issue({ invoiceNo: '24312000000000000002' }).asked)
      .thenRefused('recharge_invoiced', { rechargeId: 'rch_1', invoiceNo: ISSUE.invoiceNo });
  });

  it('that was voided makes room for the next', () => {
    const after = given(invoiceDecider, ISSUED)
      .when((state) => voidInvoice(state, 'wrong_number'))
      .then(VOIDED);
    expect(after.state.status).toBe('voided');
    const next = given(invoiceDecider, ISSUED, VOIDED).when(issue({ invoiceNo: '24312000000000000002' }).asked);
    next.then({ ...ISSUED, data: { ...ISSUED.data, invoiceNo: '24312000000000000002', issueNo: 2 } } as InvoiceEvent);
  });

  it('cannot be voided before it was issued, nor twice', () => {
    const asked = (state: InvoiceState) => voidInvoice(state, 'wrong_number');
    given(invoiceDecider).when(asked).thenRefused('invoice_unknown', {});
    given(invoiceDecider, ISSUED, VOIDED)
      .when(asked)
      .thenRefused('invoice_voided', { invoiceId: 'inv_1', invoiceNo: ISSUE.invoiceNo });
  });
});
