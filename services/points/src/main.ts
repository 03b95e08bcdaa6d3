/** Starts points: receipts, what they earn, and the first purchases of a day. */
import 'reflect-metadata';
import { runService, WhatIfJobs } from '@scrip/chassis';
import { accountDecider } from './account/account.decider.ts';
import { AccountDue } from './account/account-due.ts';
import { pointsAdjustmentDecider } from './adjustment/points-adjustment.decider.ts';
import { campaignDecider } from './campaign-day/campaign-caps.rule.ts';
import { campaignDayDecider } from './campaign-day/campaign-day.decider.ts';
import { giftStockDecider } from './gift/gift-stock.decider.ts';
import { giftUseDecider } from './gift/gift-use.decider.ts';
import { pointsGrantDecider } from './grant/points-grant.decider.ts';
import { WaitingGrantDue } from './grant/waiting-grant.ts';
import { lotteryDecider } from './lottery/lottery.decider.ts';
import { PointsModule } from './points.module.ts';
import { PROJECTIONS } from './projections.ts';
import { purchaseDecider } from './purchase/purchase.decider.ts';
import { QuoteDue } from './quote/quote-due.ts';
import { redemptionDecider } from './redemption/redemption.decider.ts';
import { RedemptionDue } from './redemption/redemption-due.ts';

await runService({
  service: 'points',
  description: 'What a holder earned: receipts, points, campaigns of the day, lottery entries.',
  module: PointsModule,
  projections: PROJECTIONS,
  deciders: [
    purchaseDecider,
    accountDecider,
    pointsAdjustmentDecider,
    campaignDayDecider,
    campaignDecider,
    giftStockDecider,
    giftUseDecider,
    redemptionDecider,
    pointsGrantDecider,
    lotteryDecider,
  ],
  snapshotRevision: 4,
  dueWork: [AccountDue, RedemptionDue, QuoteDue, WaitingGrantDue, WhatIfJobs],
});
