/** What notifications is made of. The log, its projections and the door come from the chassis. */
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { ServiceConfig, Terms } from '@scrip/chassis';
import { EventLog } from '@scrip/event-store';
import { CardsHolderConsumer } from './contact/cards-holder.consumer.ts';
import { ContactHttp } from './contact/contact.http.ts';
import { FileOutbox } from './outbox/file-outbox.ts';
import { NotificationsOutreachConsumer } from './outbox/notifications-outreach.consumer.ts';
import { SMS_GATEWAY } from './outbox/sms-gateway.ts';
import { LedgerWalletConsumer } from './outreach/ledger-wallet.consumer.ts';
import { OutreachHttp } from './outreach/outreach.http.ts';
import { OutreachDue } from './outreach/outreach-due.ts';
import { Telling } from './outreach/telling.ts';
import { TieringMembershipConsumer } from './outreach/tiering-membership.consumer.ts';
import { Words } from './outreach/words.ts';
import { Audiences, BIRTHDAY_LIST, type BirthdayList } from './workflow/audience.ts';
import { CardsAttendanceConsumer } from './workflow/cards-attendance.consumer.ts';
import { DraftHttp } from './workflow/draft.http.ts';
import { Following } from './workflow/following.ts';
import { Occasions } from './workflow/occasions.ts';
import { OccasionsDue } from './workflow/occasions-due.ts';
import { PointsPurchaseConsumer } from './workflow/points-purchase.consumer.ts';
import { VaultBirthdays } from './workflow/vault-birthdays.ts';
import { WorkflowHttp } from './workflow/workflow.http.ts';

/** Folder of the messages, under the one for the service's files. */
const OUTBOX = 'outbox';

@Module({
  controllers: [
    ContactHttp,
    OutreachHttp,
    WorkflowHttp,
    DraftHttp,
    CardsHolderConsumer,
    LedgerWalletConsumer,
    TieringMembershipConsumer,
    NotificationsOutreachConsumer,
    PointsPurchaseConsumer,
    CardsAttendanceConsumer,
  ],
  providers: [
    { provide: Words, useFactory: (log: EventLog, terms: Terms) => new Words(terms, log), inject: [EventLog, Terms] },
    {
      provide: Telling,
      useFactory: (log: EventLog, words: Words) => new Telling(log, words),
      inject: [EventLog, Words],
    },
    {
      provide: Following,
      useFactory: (log: EventLog, terms: Terms) => new Following(log, terms),
      inject: [EventLog, Terms],
    },
    {
      provide: BIRTHDAY_LIST,
      useFactory: ({ oidcIssuer }: ServiceConfig) => VaultBirthdays.read(process.env, oidcIssuer),
      inject: [ServiceConfig],
    },
    {
      provide: OccasionsDue,
      useFactory: (log: EventLog, terms: Terms, birthdays: BirthdayList) =>
        new OccasionsDue(log, terms, new Occasions(log, new Audiences(log, birthdays))),
      inject: [EventLog, Terms, BIRTHDAY_LIST],
    },
    {
      provide: OutreachDue,
      useFactory: (log: EventLog, terms: Terms) => new OutreachDue(log, terms),
      inject: [EventLog, Terms],
    },
    {
      provide: SMS_GATEWAY,
      useFactory: ({ stateDir }: ServiceConfig) => FileOutbox.open(join(stateDir, OUTBOX)),
      inject: [ServiceConfig],
    },
  ],
})
export class NotificationsModule {}
