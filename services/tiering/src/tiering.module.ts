/** What tiering is made of. The log, its projections and the door come from the chassis. */
import { Module } from '@nestjs/common';
import { MembershipHttp } from './membership/membership.http.ts';
import { PointsAccountConsumer } from './membership/points-account.consumer.ts';
import { QuoteHttp } from './quote/quote.http.ts';
import { PointsPurchaseConsumer } from './receipt-use/points-purchase.consumer.ts';

@Module({
  controllers: [MembershipHttp, QuoteHttp, PointsPurchaseConsumer, PointsAccountConsumer],
})
export class TieringModule {}
