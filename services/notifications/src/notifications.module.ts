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

/** Folder of the messages, under the one for the service's files. */
const OUTBOX = 'outbox';

@Module({
  controllers: [
    ContactHttp,
    OutreachHttp,
    CardsHolderConsumer,
    LedgerWalletConsumer,
    TieringMembershipConsumer,
    NotificationsOutreachConsumer,
  ],
  providers: [
    { provide: Words, useFactory: (terms: Terms) => new Words(terms), inject: [Terms] },
    {
      provide: Telling,
      useFactory: (log: EventLog, words: Words) => new Telling(log, words),
      inject: [EventLog, Words],
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
