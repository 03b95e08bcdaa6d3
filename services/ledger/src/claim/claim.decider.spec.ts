import { describe, expect, it } from '@jest/globals';
import type { ClaimOpened } from '@scrip/contracts';
import { given } from '@scrip/testing';
import { yuan } from '../../test/wallet-story.ts';
import { postings } from '../journal/ledger-postings.ts';
import { claimDecider, type OpenClaim, openClaim, settleClaim, withdrawClaim } from './claim.decider.ts';

const CLAIM: OpenClaim & ClaimOpened = {
  claimId: 'clm_1',
  owedBy: 'issuer',
  partyKind: 'client',
  partyId: 'acme',
  programmeId: 'corporate-meal',
  cause: 'return_not_by_agent',
  amountFen: yuan(300),
  walletId: 'wal_1',
  orderId: null,
  caseId: null,
  compensationId: null,
};
const who = { claimId: 'clm_1', owedBy: 'issuer', partyKind: 'client', partyId: 'acme' };
const party = { ...who, programmeId: 'corporate-meal' };
const opened = { type: 'ClaimOpened' as const, data: CLAIM };
const paid = { paidFen: yuan(300), bankReference: 'bank-1' };
const settled = { type: 'ClaimSettled' as const, data: { ...party, ...paid } };
const withdrawn = { type: 'ClaimWithdrawn' as const, data: { ...party, amountFen: yuan(300), reason: 'agreed' } };

describe('a claim', () => {
  it('is opened once, for something', () => {
    given(claimDecider)
      .when((state) => openClaim(state, CLAIM))
      .then(opened);
    given(claimDecider, opened)
      .when((state) => openClaim(state, { ...CLAIM, amountFen: yuan(0) }))
      .thenRefused('claim_known', { claimId: 'clm_1' });
    given(claimDecider)
      .when((state) => openClaim(state, { ...CLAIM, amountFen: yuan(0) }))
      .thenRefused('amount_not_positive', { askedFen: 0n });
  });

  it('is paid in full, or taken back, and then closed', () => {
    given(claimDecider, opened)
      .when((state) => settleClaim(state, paid))
      .then(settled);
    given(claimDecider, opened)
      .when((state) => withdrawClaim(state, 'agreed'))
      .then(withdrawn);
    for (const [end, status] of [
      [settled, 'settled'],
      [withdrawn, 'withdrawn'],
    ] as const) {
      given(claimDecider, opened, end)
        .when((state) => settleClaim(state, { ...paid, paidFen: yuan(1) }))
        .thenRefused('claim_closed', { closedAs: status });
      given(claimDecider, opened, end)
        .when((state) => withdrawClaim(state, 'agreed'))
        .thenRefused('claim_closed', { closedAs: status });
    }
    given(claimDecider)
      .when((state) => settleClaim(state, paid))
      .thenRefused('claim_unknown');
    given(claimDecider, opened)
      .when((state) => settleClaim(state, { ...paid, paidFen: yuan(299) }))
      .thenRefused('payment_mismatch', { paidFen: yuan(299), dueFen: yuan(300), differenceFen: yuan(-1) });
  });

  it('is an expense where the issuer owes it, and income where it is owed', () => {
    const lines = (event: Parameters<typeof postings>[0]) =>
      postings(event).map((line) => [line.account, line.amountFen]);
    expect([opened, settled, withdrawn].map(lines)).toEqual([
      [
        ['expense:claim', yuan(300)],
        ['payable:claim:clm_1', yuan(-300)],
      ],
      [
        ['payable:claim:clm_1', yuan(300)],
        ['asset:bank', yuan(-300)],
      ],
      [
        ['payable:claim:clm_1', yuan(300)],
        ['expense:claim', yuan(-300)],
      ],
    ]);
    const theirs = { type: 'ClaimOpened' as const, data: { ...CLAIM, owedBy: 'party' as const } };
    expect(lines(theirs)).toEqual([
      ['receivable:claim:clm_1', yuan(300)],
      ['income:claim', yuan(-300)],
    ]);
  });
});
