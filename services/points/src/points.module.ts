/** What points is made of. The log, its projections and the door come from the chassis. */
import { Module } from '@nestjs/common';
import { EventLog } from '@scrip/event-store';
import { AccountHttp } from './account/account.http.ts';
import { TieringMembershipConsumer } from './account/tiering-membership.consumer.ts';
import { Ownership } from './ownership.ts';
import { PurchaseHttp } from './purchase/purchase.http.ts';
import { TieringQuoteConsumer } from './quote/tiering-quote.consumer.ts';

@Module({
  controllers: [PurchaseHttp, AccountHttp, TieringMembershipConsumer, TieringQuoteConsumer],
  providers: [{ provide: Ownership, useFactory: (log: EventLog) => new Ownership(log), inject: [EventLog] }],
})
export class PointsModule {}
