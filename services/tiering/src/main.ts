/** Starts tiering: who is a member, at which grade, and the prices that follow. */
import 'reflect-metadata';
import { runService } from '@scrip/chassis';
import { gradeStepProjection } from './membership/grade-step.projection.ts';
import { membershipDecider } from './membership/membership.decider.ts';
import { membershipProjection } from './membership/membership.projection.ts';
import { metricReportDecider } from './metric/metric-report.decider.ts';
import { ratingDecider } from './rating/rating.decider.ts';
import { RatingDue } from './rating/rating-due.ts';
import { ratingRunProjection } from './rating/rating-run.projection.ts';
import { RatingWork } from './rating/rating-work.ts';
import { receiptUseDecider } from './receipt-use/receipt-use.decider.ts';
import { TieringModule } from './tiering.module.ts';

await runService({
  service: 'tiering',
  description: 'What a holder is to a programme: joining, grades, and the prices that follow from them.',
  module: TieringModule,
  projections: [membershipProjection, gradeStepProjection, ratingRunProjection],
  deciders: [membershipDecider, receiptUseDecider, metricReportDecider, ratingDecider],
  snapshotRevision: 2,
  dueWork: [RatingWork, RatingDue],
});
