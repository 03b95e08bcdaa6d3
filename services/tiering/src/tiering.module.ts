/** What tiering is made of. The log, its projections and the door come from the chassis. */
import { Module } from '@nestjs/common';
import { HolderBirthdays, ServiceConfig, ServiceTokens, Terms, WhatIfJobs } from '@scrip/chassis';
import { EventLog, ProjectionRunner } from '@scrip/event-store';
import { ReceptionHttp } from './amenity/reception.http.ts';
import { ReceptionReviewHttp } from './amenity/reception-review.http.ts';
import { CardsClient } from './cards-client.ts';
import { readTieringConfig } from './config.ts';
import { ContractHttp } from './contract/contract.http.ts';
import { ContractCommands } from './contract/contract-commands.ts';
import { RelativeHttp } from './contract/relative.http.ts';
import { CardsApplicationConsumer } from './entitlement/cards-application.consumer.ts';
import { EntitlementHttp } from './entitlement/entitlement.http.ts';
import { EntitlementDesk } from './entitlement/entitlement-desk.ts';
import { EntitlementStandingHttp } from './entitlement/entitlement-standing.http.ts';
import { OverdueReservations } from './entitlement/reservation-due.ts';
import { ExplanationHttp } from './explanation/explanation.http.ts';
import { FeeHttp } from './fee/fee.http.ts';
import { FeeRuns } from './fee/fee-runs.ts';
import { CardsHolderConsumer } from './holder/cards-holder.consumer.ts';
import { InstantRatingHttp } from './instant-rating/instant-rating.http.ts';
import { GradeApplicationHttp } from './manual-grade/grade-application.http.ts';
import { GradeReviewHttp } from './manual-grade/grade-review.http.ts';
import { GrantsDue } from './manual-grade/grant-due.ts';
import { MemberFacts } from './member-facts.ts';
import { MembershipHttp } from './membership/membership.http.ts';
import { PointsAccountConsumer } from './membership/points-account.consumer.ts';
import { MetricFileHttp } from './metric/metric-file.http.ts';
import { MetricIntake } from './metric/metric-intake.ts';
import { MetricReportHttp } from './metric/metric-report.http.ts';
import { MetricTopicConsumer } from './metric/metric-topic.consumer.ts';
import { QuoteHttp } from './quote/quote.http.ts';
import { RatingDue } from './rating/rating-due.ts';
import { RatingRunHttp } from './rating/rating-run.http.ts';
import { RatingWork } from './rating/rating-work.ts';
import { PointsPurchaseConsumer } from './receipt-use/points-purchase.consumer.ts';
import { SegmentHttp } from './segment/segment.http.ts';
import { SegmentRuns } from './segment/segment-runs.ts';
import { CardsCardConsumer } from './service-level/cards-card.consumer.ts';
import { StandingHttp } from './service-level/standing.http.ts';
import { ratingsTrial } from './what-if/rating-what-if.ts';
import { WhatIfHttp } from './what-if/what-if.http.ts';

@Module({
  controllers: [
    ExplanationHttp,
    MembershipHttp,
    QuoteHttp,
    PointsPurchaseConsumer,
    PointsAccountConsumer,
    ContractHttp,
    RelativeHttp,
    EntitlementHttp,
    EntitlementStandingHttp,
    CardsApplicationConsumer,
    ReceptionHttp,
    ReceptionReviewHttp,
    MetricReportHttp,
    MetricFileHttp,
    RatingRunHttp,
    WhatIfHttp,
    SegmentHttp,
    FeeHttp,
    GradeApplicationHttp,
    GradeReviewHttp,
    InstantRatingHttp,
    StandingHttp,
    CardsCardConsumer,
    CardsHolderConsumer,
  ],
  providers: [
    { provide: MetricIntake, useFactory: (log: EventLog) => new MetricIntake(log), inject: [EventLog] },
    {
      provide: MetricTopicConsumer,
      useFactory: (log: EventLog, intake: MetricIntake, config: ServiceConfig) =>
        new MetricTopicConsumer(log, intake, config, process.env['SCRIP_METRIC_ISSUERS']),
      inject: [EventLog, MetricIntake, ServiceConfig],
    },
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
    { provide: MemberFacts, useFactory: (log: EventLog) => new MemberFacts(log), inject: [EventLog] },
    {
      provide: SegmentRuns,
      useFactory: (log: EventLog, runner: ProjectionRunner, terms: Terms, facts: MemberFacts) =>
        new SegmentRuns({ log, runner, terms, facts }),
      inject: [EventLog, ProjectionRunner, Terms, MemberFacts],
    },
    {
      provide: FeeRuns,
      useFactory: (log: EventLog, runner: ProjectionRunner, terms: Terms, facts: MemberFacts) =>
        new FeeRuns({ log, runner, terms, facts }),
      inject: [EventLog, ProjectionRunner, Terms, MemberFacts],
    },
    {
      provide: GrantsDue,
      useFactory: (log: EventLog, terms: Terms) => new GrantsDue(log, terms),
      inject: [EventLog, Terms],
    },
    {
      provide: ContractCommands,
      useFactory: (log: EventLog, terms: Terms) => new ContractCommands(log, terms),
      inject: [EventLog, Terms],
    },
    { provide: CardsClient, useFactory: cardsClient, inject: [ServiceConfig] },
    {
      provide: WhatIfJobs,
      useFactory: (log: EventLog) => new WhatIfJobs(log, ratingsTrial(log)),
      inject: [EventLog],
    },
    { provide: HolderBirthdays, useFactory: birthdaysOf, inject: [ServiceConfig] },
    {
      provide: EntitlementDesk,
      useFactory: (
        log: EventLog,
        terms: Terms,
        contracts: ContractCommands,
        members: MemberFacts,
        birthdays: HolderBirthdays | null,
      ) => new EntitlementDesk({ log, terms, contracts, members, birthdays }),
      inject: [EventLog, Terms, ContractCommands, MemberFacts, HolderBirthdays],
    },
    { provide: OverdueReservations, useFactory: (log: EventLog) => new OverdueReservations(log), inject: [EventLog] },
  ],
})
export class TieringModule {}

function cardsClient(service: ServiceConfig): CardsClient {
  const config = readTieringConfig(process.env);
  const tokens = config && tokensOf(service, 'cards:relative.age');
  return new CardsClient({ cardsUrl: config?.cardsUrl ?? '', tokens });
}

/** Birthdays as cards knows them; null where this service has no client of its own to ask with. */
function birthdaysOf(service: ServiceConfig): HolderBirthdays | null {
  const config = readTieringConfig(process.env);
  const tokens = tokensOf(service, 'birthdays:read');
  return config && tokens && new HolderBirthdays({ cardsUrl: config.cardsUrl, tokens, reason: 'gifts on a birthday' });
}

function tokensOf({ oidcIssuer: issuerUrl }: ServiceConfig, scope: string): ServiceTokens | null {
  const config = readTieringConfig(process.env);
  if (!config) return null;
  const { clientId, clientSecret } = config;
  return new ServiceTokens({ issuerUrl, clientId, clientSecret, scope });
}
