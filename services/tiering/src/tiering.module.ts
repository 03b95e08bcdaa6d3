/** What tiering is made of. The log, its projections and the door come from the chassis. */
import { Module } from '@nestjs/common';
import { HolderBirthdays, ServiceConfig, ServiceTokens, Terms } from '@scrip/chassis';
import { EventLog } from '@scrip/event-store';
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
import { MembershipHttp } from './membership/membership.http.ts';
import { PointsAccountConsumer } from './membership/points-account.consumer.ts';
import { QuoteHttp } from './quote/quote.http.ts';
import { PointsPurchaseConsumer } from './receipt-use/points-purchase.consumer.ts';

@Module({
  controllers: [
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
  ],
  providers: [
    {
      provide: ContractCommands,
      useFactory: (log: EventLog, terms: Terms) => new ContractCommands(log, terms),
      inject: [EventLog, Terms],
    },
    { provide: CardsClient, useFactory: cardsClient, inject: [ServiceConfig] },
    { provide: HolderBirthdays, useFactory: birthdays, inject: [ServiceConfig] },
    {
      provide: EntitlementDesk,
      useFactory: (log: EventLog, terms: Terms, contracts: ContractCommands, days: HolderBirthdays | null) =>
        new EntitlementDesk(log, terms, contracts, days),
      inject: [EventLog, Terms, ContractCommands, HolderBirthdays],
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
