/** What points is made of. The log, its projections and the door come from the chassis. */
import { Module } from '@nestjs/common';
import { HolderBirthdays, ServiceConfig, ServiceTokens, Terms, WhatIfJobs } from '@scrip/chassis';
import { EventLog, ProjectionRunner } from '@scrip/event-store';
import { AccountHttp } from './account/account.http.ts';
import { AccountDue } from './account/account-due.ts';
import { CardsHolderConsumer } from './account/cards-holder.consumer.ts';
import { HolderAccounts } from './account/holder-accounts.ts';
import { TieringMembershipConsumer } from './account/tiering-membership.consumer.ts';
import { PointsAdjustmentHttp } from './adjustment/points-adjustment.http.ts';
import { readPointsConfig } from './config.ts';
import { ExplanationHttp } from './explanation/explanation.http.ts';
import { GiftExceptionHttp } from './gift/gift-exception.http.ts';
import { GiftStockHttp } from './gift/gift-stock.http.ts';
import { GiftUses } from './gift/gift-uses.ts';
import { TieringEntitlementConsumer } from './grant/tiering-entitlement.consumer.ts';
import { WaitingGrantDue } from './grant/waiting-grant.ts';
import { LiabilityHttp } from './liability/liability.http.ts';
import { LiabilityReportHttp } from './liability/liability-report.http.ts';
import { DrawHttp } from './lottery/draw.http.ts';
import { DrawCommands } from './lottery/draw-commands.ts';
import { Ownership } from './ownership.ts';
import { PurchaseHttp } from './purchase/purchase.http.ts';
import { ReceiptBatchHttp } from './purchase/receipt-batch.http.ts';
import { ReceiptRecorder } from './purchase/receipt-recorder.ts';
import { ReturnHttp } from './purchase/return.http.ts';
import { QuoteDue } from './quote/quote-due.ts';
import { TieringQuoteConsumer } from './quote/tiering-quote.consumer.ts';
import { RedemptionHttp } from './redemption/redemption.http.ts';
import { RedemptionCommands } from './redemption/redemption-commands.ts';
import { RedemptionDue } from './redemption/redemption-due.ts';
import { TieringSegmentMemberConsumer } from './segment/tiering-segment-member.consumer.ts';
import { WhatIfHttp } from './what-if/what-if.http.ts';
import { receiptsTrial } from './what-if/what-if-run.ts';

@Module({
  controllers: [
    PurchaseHttp,
    ReceiptBatchHttp,
    ReturnHttp,
    AccountHttp,
    PointsAdjustmentHttp,
    LiabilityHttp,
    LiabilityReportHttp,
    TieringMembershipConsumer,
    TieringQuoteConsumer,
    TieringEntitlementConsumer,
    TieringSegmentMemberConsumer,
    CardsHolderConsumer,
    GiftStockHttp,
    GiftExceptionHttp,
    RedemptionHttp,
    DrawHttp,
    ExplanationHttp,
    WhatIfHttp,
  ],
  providers: [
    {
      provide: HolderAccounts,
      useFactory: (log: EventLog, runner: ProjectionRunner) => new HolderAccounts(log, runner),
      inject: [EventLog, ProjectionRunner],
    },
    { provide: AccountDue, useFactory: (log: EventLog) => new AccountDue(log), inject: [EventLog] },
    {
      provide: WaitingGrantDue,
      useFactory: (log: EventLog, terms: Terms) => new WaitingGrantDue(log, terms),
      inject: [EventLog, Terms],
    },
    {
      provide: GiftUses,
      useFactory: (log: EventLog, terms: Terms) => new GiftUses(log, terms),
      inject: [EventLog, Terms],
    },
    { provide: QuoteDue, useFactory: (log: EventLog) => new QuoteDue(log), inject: [EventLog] },
    { provide: Ownership, useFactory: (log: EventLog) => new Ownership(log), inject: [EventLog] },
    {
      provide: ReceiptRecorder,
      useFactory: (log: EventLog, terms: Terms, ownership: Ownership, birthdays: HolderBirthdays | null) =>
        new ReceiptRecorder(log, terms, ownership, birthdays),
      inject: [EventLog, Terms, Ownership, HolderBirthdays],
    },
    {
      provide: WhatIfJobs,
      useFactory: (log: EventLog, terms: Terms) => new WhatIfJobs(log, receiptsTrial(log, terms)),
      inject: [EventLog, Terms],
    },
    {
      provide: HolderBirthdays,
      useFactory: birthdaysOf,
      inject: [ServiceConfig],
    },
    {
      provide: RedemptionCommands,
      useFactory: (log: EventLog, terms: Terms, ownership: Ownership) => new RedemptionCommands(log, terms, ownership),
      inject: [EventLog, Terms, Ownership],
    },
    {
      provide: DrawCommands,
      useFactory: (log: EventLog, runner: ProjectionRunner, terms: Terms, ownership: Ownership) =>
        new DrawCommands(log, runner, terms, ownership),
      inject: [EventLog, ProjectionRunner, Terms, Ownership],
    },
    {
      provide: RedemptionDue,
      useFactory: (log: EventLog, commands: RedemptionCommands) => new RedemptionDue(log, commands),
      inject: [EventLog, RedemptionCommands],
    },
  ],
})
export class PointsModule {}

/** Birthdays as cards knows them; null where this service has no client of its own to ask with. */
function birthdaysOf({ oidcIssuer: issuerUrl }: ServiceConfig): HolderBirthdays | null {
  const config = readPointsConfig(process.env);
  if (!config) return null;
  const { cardsUrl, clientId, clientSecret } = config;
  const tokens = new ServiceTokens({ issuerUrl, clientId, clientSecret, scope: 'birthdays:read' });
  return new HolderBirthdays({ cardsUrl, tokens, reason: 'points of purchases on a birthday' });
}
