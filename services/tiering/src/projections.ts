/** Everything that tiering tells, read from its log. */
import type { Projection } from '@scrip/event-store';
import { contractProjection } from './contract/contract.projection.ts';
import { gradeStepProjection } from './membership/grade-step.projection.ts';
import { membershipProjection } from './membership/membership.projection.ts';
import { ratingRunProjection } from './rating/rating-run.projection.ts';

export const PROJECTIONS: readonly Projection[] = [
  membershipProjection,
  gradeStepProjection,
  contractProjection,
  ratingRunProjection,
];
