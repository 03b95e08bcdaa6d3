/** What tiering is made of. The log, its projections and the door come from the chassis. */
import { Module } from '@nestjs/common';
import { Terms } from '@scrip/chassis';
import { EventLog, ProjectionRunner } from '@scrip/event-store';
import { MembershipHttp } from './membership/membership.http.ts';
import { PointsAccountConsumer } from './membership/points-account.consumer.ts';
import { MetricIntake } from './metric/metric-intake.ts';
import { MetricReportHttp } from './metric/metric-report.http.ts';
import { QuoteHttp } from './quote/quote.http.ts';
import { RatingDue } from './rating/rating-due.ts';
import { RatingRunHttp } from './rating/rating-run.http.ts';
import { RatingWork } from './rating/rating-work.ts';
import { PointsPurchaseConsumer } from './receipt-use/points-purchase.consumer.ts';

@Module({
  controllers: [
    MembershipHttp,
    QuoteHttp,
    PointsPurchaseConsumer,
    PointsAccountConsumer,
    MetricReportHttp,
    RatingRunHttp,
  ],
  providers: [
    { provide: MetricIntake, useFactory: (log: EventLog) => new MetricIntake(log), inject: [EventLog] },
    {
      provide: RatingWork,
      useFactory: (log: EventLog, terms: Terms, runner: ProjectionRunner) => new RatingWork(log, terms, runner),
      inject: [EventLog, Terms, ProjectionRunner],
    },
    {
      provide: RatingDue,
      useFactory: (log: EventLog, terms: Terms) => new RatingDue(log, terms),
      inject: [EventLog, Terms],
    },
  ],
})
export class TieringModule {}
