import { describe, expect, it } from '@jest/globals';
import { given } from '@scrip/testing';
import { at, terms, WalletStory, yuan } from '../../test/wallet-story.ts';
import {
  type AdjustmentState,
  adjustmentDecider,
  approve,
  type ProposeAdjustment,
  propose,
  rejectProposal,
} from './adjustment.decider.ts';

const story = () => WalletStory.open().recharge(1_000);
const proposing = (changes: Partial<ProposeAdjustment> = {}): ProposeAdjustment => ({
  adjustmentId: 'adj_1',
  direction: 'credit',
  principalFen: yuan(50),
  bonusFen: yuan(5),
  reason: 'migration_error',
  correctsEventId: null,
  proposedBy: 'one',
  ...changes,
});
const proposed = (changes: Partial<ProposeAdjustment> = {}): AdjustmentState => {
  const decision = propose(story().state, proposing(changes));
  if (decision.kind === 'refused') throw new Error(decision.refusal.code);
  return decision.events.reduce(adjustmentDecider.evolve, adjustmentDecider.initial);
};
const review = { by: 'another', at: at('2025-06-15'), lotId: 'lot_adj' };

describe('an adjustment', () => {
  it('is proposed by one and approved by another, and only then moves money', () => {
    given(adjustmentDecider)
      .when(() => propose(story().state, proposing()))
      .then({ type: 'AdjustmentProposed', data: { ...proposing(), walletId: 'wal_1', holderId: 'hld_1' } });
    expect(approve(proposed(), story().state, review, terms())).toMatchObject({
      events: [
        {
          approved: { type: 'AdjustmentApproved', data: { approvedBy: 'another' } },
          adjusted: {
            data: { lotId: 'lot_adj', principalFen: yuan(50), bonusFen: yuan(5), balanceAfterFen: yuan(1_155) },
          },
        },
      ],
    });
  });

  it('that takes value takes it in the order of the product', () => {
    const debit = proposed({ direction: 'debit', principalFen: yuan(110), bonusFen: yuan(0) });
    expect(approve(debit, story().state, review, terms())).toMatchObject({
      events: [
        {
          adjusted: {
            data: { lotId: null, principalFen: yuan(100), bonusFen: yuan(10), balanceAfterFen: yuan(990) },
          },
        },
      ],
    });
  });

  it('is refused by the first of its reasons', () => {
    const refused = (changes: Partial<ProposeAdjustment>, code: string, wallet = story().state): void => {
      given(adjustmentDecider)
        .when(() => propose(wallet, proposing(changes)))
        .thenRefused(code);
    };
    refused({ principalFen: yuan(0) }, 'wallet_unknown', { status: 'none' });
    refused({ principalFen: yuan(0), bonusFen: yuan(0) }, 'amount_not_positive');
    refused({ direction: 'debit' }, 'debit_of_bonus');
    const codeOf = (state: AdjustmentState, by = 'another') => {
      const decision = approve(state, story().state, { ...review, by }, terms());
      return decision.kind === 'refused' && decision.refusal.code;
    };
    expect(codeOf({ status: 'none' })).toBe('adjustment_unknown');
    const rejected = rejectProposal(proposed(), { by: 'one', reason: 'mistake' });
    if (rejected.kind === 'refused') throw new Error('rejected');
    const after = rejected.events.reduce(adjustmentDecider.evolve, proposed());
    expect(codeOf(after)).toBe('adjustment_decided');
    expect(rejectProposal(after, { by: 'one', reason: 'mistake' })).toMatchObject({
      refusal: { code: 'adjustment_decided', detail: { status: 'rejected' } },
    });
    expect(codeOf(proposed(), 'one')).toBe('own_proposal');
    expect(codeOf(proposed({ direction: 'debit', principalFen: yuan(1_101), bonusFen: yuan(0) }))).toBe(
      'balance_short',
    );
  });
});
