/** Starts notifications and stops it on SIGTERM. */
import 'reflect-metadata';
import { runService } from '@scrip/chassis';
import { callDecider } from './call/call.decider.ts';
import { caseDecider } from './case/case.decider.ts';
import { CaseClocks, CompensationPosting } from './case/case-due.ts';
import { contactDecider } from './contact/contact.decider.ts';
import { NotificationsModule } from './notifications.module.ts';
import { outreachDecider } from './outreach/outreach.decider.ts';
import { PROJECTIONS } from './projections.ts';

await runService({
  service: 'notifications',
  description:
    'Who is told what: consents and languages of holders, and the messages that programmes call for. Every message is decided once for its cause, queued or suppressed with its reason, and handed to its channel.',
  module: NotificationsModule,
  projections: PROJECTIONS,
  deciders: [contactDecider, outreachDecider, callDecider, caseDecider],
  snapshotRevision: 1,
  dueWork: [CaseClocks, CompensationPosting],
});
