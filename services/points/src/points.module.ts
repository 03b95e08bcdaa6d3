/** What points is made of. The log, its projections and the door come from the chassis. */
import { Module } from '@nestjs/common';
import { HolderBirthdays, ServiceConfig, ServiceTokens, Terms } from '@scrip/chassis';
import { EventLog } from '@scrip/event-store';
import { AccountHttp } from './account/account.http.ts';
import { TieringMembershipConsumer } from './account/tiering-membership.consumer.ts';
import { readPointsConfig } from './config.ts';
import { GiftStockHttp } from './gift/gift-stock.http.ts';
import { Ownership } from './ownership.ts';
import { PurchaseHttp } from './purchase/purchase.http.ts';
import { TieringQuoteConsumer } from './quote/tiering-quote.consumer.ts';
import { RedemptionHttp } from './redemption/redemption.http.ts';
import { RedemptionCommands } from './redemption/redemption-commands.ts';
import { RedemptionDue } from './redemption/redemption-due.ts';

@Module({
  controllers: [
    PurchaseHttp,
    AccountHttp,
    TieringMembershipConsumer,
    TieringQuoteConsumer,
    GiftStockHttp,
    RedemptionHttp,
  ],
  providers: [
    { provide: Ownership, useFactory: (log: EventLog) => new Ownership(log), inject: [EventLog] },
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
