/** Everything that tiering tells, read from its log. */
import type { Projection } from '@scrip/event-store';
import { receptionProjection } from './amenity/reception.projection.ts';
import { contractProjection } from './contract/contract.projection.ts';
import { entitlementUseProjection } from './entitlement/entitlement-use.projection.ts';
import { gradeStepProjection } from './membership/grade-step.projection.ts';
import { membershipProjection } from './membership/membership.projection.ts';

export const PROJECTIONS: readonly Projection[] = [
  membershipProjection,
  gradeStepProjection,
  contractProjection,
  entitlementUseProjection,
  receptionProjection,
];
