/** Starts tiering: who is a member, at which grade, and the prices that follow. */
import 'reflect-metadata';
import { runService, WhatIfJobs } from '@scrip/chassis';
import { receptionDecider } from './amenity/reception.decider.ts';
import { contractDecider } from './contract/contract.decider.ts';
import { entitlementDecider } from './entitlement/entitlement.decider.ts';
import { OverdueReservations } from './entitlement/reservation-due.ts';
import { feeDecider } from './fee/fee.decider.ts';
import { feeRunDecider } from './fee/fee-run.decider.ts';
import { FeeRuns } from './fee/fee-runs.ts';
import { instantRatingDecider } from './instant-rating/instant-rating.decider.ts';
import { gradeApplicationDecider } from './manual-grade/grade-application.decider.ts';
import { GrantsDue } from './manual-grade/grant-due.ts';
import { membershipDecider } from './membership/membership.decider.ts';
import { metricReportDecider } from './metric/metric-report.decider.ts';
import { PROJECTIONS } from './projections.ts';
import { quoteDecider } from './quote/quote.decider.ts';
import { ratingDecider } from './rating/rating.decider.ts';
import { RatingDue } from './rating/rating-due.ts';
import { RatingWork } from './rating/rating-work.ts';
import { receiptUseDecider } from './receipt-use/receipt-use.decider.ts';
import { segmentMemberDecider } from './segment/segment-member.decider.ts';
import { segmentRunDecider } from './segment/segment-run.decider.ts';
import { SegmentRuns } from './segment/segment-runs.ts';
import { TieringModule } from './tiering.module.ts';

await runService({
  service: 'tiering',
  description: 'What a holder is to a programme: joining, grades, and the prices that follow from them.',
  module: TieringModule,
  projections: PROJECTIONS,
  deciders: [
    membershipDecider,
    receiptUseDecider,
    quoteDecider,
    contractDecider,
    metricReportDecider,
    ratingDecider,
    segmentRunDecider,
    segmentMemberDecider,
    feeRunDecider,
    feeDecider,
    gradeApplicationDecider,
    instantRatingDecider,
    entitlementDecider,
    receptionDecider,
  ],
  snapshotRevision: 4,
  dueWork: [RatingWork, RatingDue, SegmentRuns, FeeRuns, GrantsDue, OverdueReservations, WhatIfJobs],
});
