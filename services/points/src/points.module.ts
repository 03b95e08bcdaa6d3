/** What points is made of. The log, its projections and the door come from the chassis. */
import { Module } from '@nestjs/common';
import { HolderBirthdays, ServiceConfig, ServiceTokens } from '@scrip/chassis';
import { EventLog } from '@scrip/event-store';
import { AccountHttp } from './account/account.http.ts';
import { TieringMembershipConsumer } from './account/tiering-membership.consumer.ts';
import { readPointsConfig } from './config.ts';
import { Ownership } from './ownership.ts';
import { PurchaseHttp } from './purchase/purchase.http.ts';
import { TieringQuoteConsumer } from './quote/tiering-quote.consumer.ts';

@Module({
  controllers: [PurchaseHttp, AccountHttp, TieringMembershipConsumer, TieringQuoteConsumer],
  providers: [
    { provide: Ownership, useFactory: (log: EventLog) => new Ownership(log), inject: [EventLog] },
    {
      provide: HolderBirthdays,
      useFactory: birthdaysOf,
      inject: [ServiceConfig],
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
