/** Starts points: receipts, what they earn, and the first purchases of a day. */
import 'reflect-metadata';
import { runService } from '@scrip/chassis';
import { accountDecider } from './account/account.decider.ts';
import { lotteryEntryProjection } from './account/lottery-entry.projection.ts';
import { pointsAccountProjection } from './account/points-account.projection.ts';
import { pointsEntryProjection } from './account/points-entry.projection.ts';
import { campaignDayDecider } from './campaign-day/campaign-day.decider.ts';
import { PointsModule } from './points.module.ts';
import { programmeTotalProjection } from './purchase/programme-total.projection.ts';
import { purchaseDecider } from './purchase/purchase.decider.ts';
import { receiptProjection } from './purchase/receipt.projection.ts';
import { WhatIfJobs } from './what-if/what-if-jobs.ts';

await runService({
  service: 'points',
  description: 'What a holder earned: receipts, points, campaigns of the day, lottery entries.',
  module: PointsModule,
  projections: [
    receiptProjection,
    programmeTotalProjection,
    pointsAccountProjection,
    pointsEntryProjection,
    lotteryEntryProjection,
  ],
  deciders: [purchaseDecider, accountDecider, campaignDayDecider],
  dueWork: [WhatIfJobs],
  snapshotRevision: 2,
});
