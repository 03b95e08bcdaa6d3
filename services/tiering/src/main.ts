/** Starts tiering: who is a member, at which grade, and the prices that follow. */
import 'reflect-metadata';
import { runService } from '@scrip/chassis';
import { contractDecider } from './contract/contract.decider.ts';
import { membershipDecider } from './membership/membership.decider.ts';
import { metricReportDecider } from './metric/metric-report.decider.ts';
import { PROJECTIONS } from './projections.ts';
import { quoteDecider } from './quote/quote.decider.ts';
import { ratingDecider } from './rating/rating.decider.ts';
import { RatingDue } from './rating/rating-due.ts';
import { RatingWork } from './rating/rating-work.ts';
import { receiptUseDecider } from './receipt-use/receipt-use.decider.ts';
import { TieringModule } from './tiering.module.ts';
import { WhatIfJobs } from './what-if/what-if-jobs.ts';

await runService({
  service: 'tiering',
  description: 'What a holder is to a programme: joining, grades, and the prices that follow from them.',
  module: TieringModule,
  projections: PROJECTIONS,
  deciders: [membershipDecider, receiptUseDecider, quoteDecider, contractDecider, metricReportDecider, ratingDecider],
  snapshotRevision: 2,
  dueWork: [RatingWork, RatingDue, WhatIfJobs],
});
