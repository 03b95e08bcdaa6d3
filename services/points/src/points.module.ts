/** What points is made of. The log, its projections and the door come from the chassis. */
import { Module } from '@nestjs/common';
import { Terms } from '@scrip/chassis';
import { EventLog } from '@scrip/event-store';
import { AccountHttp } from './account/account.http.ts';
import { TieringMembershipConsumer } from './account/tiering-membership.consumer.ts';
import { Ownership } from './ownership.ts';
import { Programmes } from './programmes.ts';
import { PurchaseHttp } from './purchase/purchase.http.ts';

@Module({
  controllers: [PurchaseHttp, AccountHttp, TieringMembershipConsumer],
  providers: [
    { provide: Ownership, useFactory: (log: EventLog) => new Ownership(log), inject: [EventLog] },
    { provide: Programmes, useFactory: (terms: Terms) => new Programmes(terms), inject: [Terms] },
  ],
})
export class PointsModule {}
