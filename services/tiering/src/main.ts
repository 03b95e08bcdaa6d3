/** Starts tiering: who is a member, at which grade, and the prices that follow. */
import 'reflect-metadata';
import { runService } from '@scrip/chassis';
import { gradeStepProjection } from './membership/grade-step.projection.ts';
import { membershipDecider } from './membership/membership.decider.ts';
import { membershipProjection } from './membership/membership.projection.ts';
import { quoteDecider } from './quote/quote.decider.ts';
import { receiptUseDecider } from './receipt-use/receipt-use.decider.ts';
import { TieringModule } from './tiering.module.ts';

await runService({
  service: 'tiering',
  description: 'What a holder is to a programme: joining, grades, and the prices that follow from them.',
  module: TieringModule,
  projections: [membershipProjection, gradeStepProjection],
  deciders: [membershipDecider, receiptUseDecider, quoteDecider],
  snapshotRevision: 1,
});
