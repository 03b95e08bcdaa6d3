/** Everything that points shows. */
import type { Projection } from '@scrip/event-store';
import { lotteryEntryProjection } from './account/lottery-entry.projection.ts';
import { pointsAccountProjection } from './account/points-account.projection.ts';
import { pointsEntryProjection } from './account/points-entry.projection.ts';
import { giftStockProjection } from './gift/gift-stock.projection.ts';
import { programmeTotalProjection } from './purchase/programme-total.projection.ts';
import { receiptProjection } from './purchase/receipt.projection.ts';
import { redemptionProjection } from './redemption/redemption.projection.ts';

export const PROJECTIONS: readonly Projection[] = [
  receiptProjection,
  programmeTotalProjection,
  pointsAccountProjection,
  pointsEntryProjection,
  lotteryEntryProjection,
  giftStockProjection,
  redemptionProjection,
];
