/** What tiering is made of. The log, its projections and the door come from the chassis. */
import { Module } from '@nestjs/common';
import { Terms } from '@scrip/chassis';
import { MembershipHttp } from './membership/membership.http.ts';
import { PointsAccountConsumer } from './membership/points-account.consumer.ts';
import { Programmes } from './programmes.ts';
import { QuoteHttp } from './quote/quote.http.ts';
import { PointsPurchaseConsumer } from './receipt-use/points-purchase.consumer.ts';

@Module({
  controllers: [MembershipHttp, QuoteHttp, PointsPurchaseConsumer, PointsAccountConsumer],
  providers: [{ provide: Programmes, useFactory: (terms: Terms) => new Programmes(terms), inject: [Terms] }],
})
export class TieringModule {}
