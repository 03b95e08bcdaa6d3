/** Everything that is read from notifications, apart from its log. */
import type { Projection } from '@scrip/event-store';
import { callProjection } from './call/call.projection.ts';
import { caseProjection } from './case/case.projection.ts';
import { contactProjection } from './contact/contact.projection.ts';
import { outreachProjection } from './outreach/outreach.projection.ts';

export const PROJECTIONS: readonly Projection[] = [
  contactProjection,
  outreachProjection,
  callProjection,
  caseProjection,
];
