/** Everything that points shows. */
import type { Projection } from '@scrip/event-store';
import { lotteryEntryProjection } from './account/lottery-entry.projection.ts';
import { pointsAccountProjection } from './account/points-account.projection.ts';
import { pointsEntryProjection } from './account/points-entry.projection.ts';
import { pointsLotProjection } from './account/points-lot.projection.ts';
import { pointsAdjustmentProjection } from './adjustment/points-adjustment.projection.ts';
import { giftExceptionProjection } from './gift/gift-exception.projection.ts';
import { giftStockProjection } from './gift/gift-stock.projection.ts';
import { pointsLiabilityProjection } from './liability/points-liability.projection.ts';
import { lotteryDrawProjection } from './lottery/lottery-draw.projection.ts';
import { programmeTotalProjection } from './purchase/programme-total.projection.ts';
import { receiptProjection } from './purchase/receipt.projection.ts';
import { receiptReturnProjection } from './purchase/receipt-return.projection.ts';
import { redemptionProjection } from './redemption/redemption.projection.ts';

export const PROJECTIONS: readonly Projection[] = [
  receiptProjection,
  receiptReturnProjection,
  programmeTotalProjection,
  pointsAccountProjection,
  pointsEntryProjection,
  pointsLotProjection,
  pointsAdjustmentProjection,
  pointsLiabilityProjection,
  lotteryEntryProjection,
  giftStockProjection,
  giftExceptionProjection,
  redemptionProjection,
  lotteryDrawProjection,
];
