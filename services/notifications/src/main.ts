/** Starts notifications and stops it on SIGTERM. */
import 'reflect-metadata';
import { runService } from '@scrip/chassis';
import { CallWindows } from './call/call-windows-due.ts';
import { CaseClocks, CompensationPosting } from './case/case-due.ts';
import { DeliveryDue } from './delivery/delivery-due.ts';
import { NotificationsModule } from './notifications.module.ts';
import { OutreachDue } from './outreach/outreach-due.ts';
import { DECIDERS, PROJECTIONS } from './projections.ts';
import { OccasionsDue } from './workflow/occasions-due.ts';

await runService({
  service: 'notifications',
  description:
    'Who is told what: consents and languages of holders, and the messages that programmes call for. Every message is decided once for its cause, queued or suppressed with its reason, and handed to its channel.',
  module: NotificationsModule,
  projections: PROJECTIONS,
  deciders: DECIDERS,
  snapshotRevision: 7,
  dueWork: [OccasionsDue, OutreachDue, DeliveryDue, CallWindows, CaseClocks, CompensationPosting],
});
