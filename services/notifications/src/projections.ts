/** Everything that is folded from the log of notifications: for its start and for its specs. */
import type { AnyDecider } from '@scrip/decider';
import type { Projection } from '@scrip/event-store';
import { callDecider } from './call/call.decider.ts';
import { callProjection } from './call/call.projection.ts';
import { caseDecider } from './case/case.decider.ts';
import { caseProjection } from './case/case.projection.ts';
import { contactDecider } from './contact/contact.decider.ts';
import { contactProjection } from './contact/contact.projection.ts';
import { deliveryDecider } from './delivery/delivery.decider.ts';
import { deliveryProjection } from './delivery/delivery.projection.ts';
import { feedbackDecider } from './feedback/feedback.decider.ts';
import { feedbackProjection } from './feedback/feedback.projection.ts';
import { hallDecider } from './hall/hall.decider.ts';
import { hallProjection } from './hall/hall.projection.ts';
import { lendingDecider } from './hall/lending.decider.ts';
import { lendingProjection } from './hall/lending.projection.ts';
import { outreachDecider } from './outreach/outreach.decider.ts';
import { outreachProjection } from './outreach/outreach.projection.ts';
import { announcementDecider } from './workflow/announcement.decider.ts';
import { draftDecider } from './workflow/draft.decider.ts';
import { flagDecider } from './workflow/flag.decider.ts';
import { occasionDecider } from './workflow/occasion.decider.ts';
import { workflowProjection } from './workflow/workflow.projection.ts';

/** Tables, in no order. */
export const PROJECTIONS: readonly Projection[] = [
  contactProjection,
  outreachProjection,
  deliveryProjection,
  workflowProjection,
  callProjection,
  caseProjection,
  hallProjection,
  lendingProjection,
  feedbackProjection,
];

/** Streams that snapshots are kept of. */
export const DECIDERS: readonly AnyDecider[] = [
  contactDecider,
  outreachDecider,
  deliveryDecider,
  announcementDecider,
  draftDecider,
  flagDecider,
  occasionDecider,
  callDecider,
  caseDecider,
  hallDecider,
  lendingDecider,
  feedbackDecider,
];
