/** What tiering is made of. The log, its projections and the door come from the chassis. */
import { Module } from '@nestjs/common';
import { HolderBirthdays, ServiceConfig, ServiceTokens, Terms } from '@scrip/chassis';
import { EventLog, ProjectionRunner } from '@scrip/event-store';
import { CardsClient } from './cards-client.ts';
import { readTieringConfig } from './config.ts';
import { ContractHttp } from './contract/contract.http.ts';
import { ContractCommands } from './contract/contract-commands.ts';
import { RelativeHttp } from './contract/relative.http.ts';
import { ExplanationHttp } from './explanation/explanation.http.ts';
import { MembershipHttp } from './membership/membership.http.ts';
import { PointsAccountConsumer } from './membership/points-account.consumer.ts';
import { MetricIntake } from './metric/metric-intake.ts';
import { MetricReportHttp } from './metric/metric-report.http.ts';
import { QuoteHttp } from './quote/quote.http.ts';
import { RatingDue } from './rating/rating-due.ts';
import { RatingRunHttp } from './rating/rating-run.http.ts';
import { RatingWork } from './rating/rating-work.ts';
import { PointsPurchaseConsumer } from './receipt-use/points-purchase.consumer.ts';
import { WhatIfHttp } from './what-if/what-if.http.ts';
import { WhatIfJobs } from './what-if/what-if-jobs.ts';

@Module({
  controllers: [
    ExplanationHttp,
    MembershipHttp,
    QuoteHttp,
    PointsPurchaseConsumer,
    PointsAccountConsumer,
    ContractHttp,
    RelativeHttp,
    MetricReportHttp,
    RatingRunHttp,
    WhatIfHttp,
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
    {
      provide: ContractCommands,
      useFactory: (log: EventLog, terms: Terms) => new ContractCommands(log, terms),
      inject: [EventLog, Terms],
    },
    { provide: CardsClient, useFactory: cardsClient, inject: [ServiceConfig] },
    { provide: HolderBirthdays, useFactory: birthdays, inject: [ServiceConfig] },
    { provide: WhatIfJobs, useFactory: (log: EventLog) => new WhatIfJobs(log), inject: [EventLog] },
  ],
})
export class TieringModule {}

function cardsClient(service: ServiceConfig): CardsClient {
  const config = readTieringConfig(process.env);
  const tokens = config && tokensOf(service, 'cards:relative.age');
  return new CardsClient({ cardsUrl: config?.cardsUrl ?? '', tokens });
}

/** Birthdays as cards knows them; null where this service has no client of its own to ask with. */
function birthdays(service: ServiceConfig): HolderBirthdays | null {
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
