/** Starts notifications and stops it on SIGTERM. */
import 'reflect-metadata';
import { runService } from '@scrip/chassis';
import { contactDecider } from './contact/contact.decider.ts';
import { contactProjection } from './contact/contact.projection.ts';
import { NotificationsModule } from './notifications.module.ts';
import { outreachDecider } from './outreach/outreach.decider.ts';
import { outreachProjection } from './outreach/outreach.projection.ts';
import { OutreachDue } from './outreach/outreach-due.ts';

await runService({
  service: 'notifications',
  description:
    'Who is told what: consents and languages of holders, and the messages that programmes call for. Every message is decided once for its cause, queued or suppressed with its reason, and handed to its channel.',
  module: NotificationsModule,
  projections: [contactProjection, outreachProjection],
  deciders: [contactDecider, outreachDecider],
  snapshotRevision: 2,
  dueWork: [OutreachDue],
});
