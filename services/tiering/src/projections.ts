/** Everything that tiering tells, read from its log. */
import type { Projection } from '@scrip/event-store';
import { receptionProjection } from './amenity/reception.projection.ts';
import { contractProjection } from './contract/contract.projection.ts';
import { entitlementUseProjection } from './entitlement/entitlement-use.projection.ts';
import { feeProjection } from './fee/fee.projection.ts';
import { instantRatingProjection } from './instant-rating/instant-rating.projection.ts';
import { gradeApplicationProjection } from './manual-grade/grade-application.projection.ts';
import { gradeStepProjection } from './membership/grade-step.projection.ts';
import { membershipProjection } from './membership/membership.projection.ts';
import { ratingRunProjection } from './rating/rating-run.projection.ts';
import { segmentProjection } from './segment/segment.projection.ts';

export const PROJECTIONS: readonly Projection[] = [
  membershipProjection,
  gradeStepProjection,
  contractProjection,
  entitlementUseProjection,
  receptionProjection,
  ratingRunProjection,
  segmentProjection,
  feeProjection,
  gradeApplicationProjection,
  instantRatingProjection,
];
