/** What notifications is made of. The log, its projections and the door come from the chassis. */
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { ServiceConfig, Terms } from '@scrip/chassis';
import { EventLog } from '@scrip/event-store';
import { CallHttp } from './call/call.http.ts';
import { CallReadingHttp } from './call/call-reading.http.ts';
import { CallTasks } from './call/call-tasks.ts';
import { CallWindows } from './call/call-windows-due.ts';
import { NotificationsOutreachConsumer } from './call/notifications-outreach.consumer.ts';

import { CaseHttp } from './case/case.http.ts';
import { CaseCommands } from './case/case-commands.ts';
import { CaseCompensationHttp } from './case/case-compensation.http.ts';
import { CaseClocks, CompensationPosting } from './case/case-due.ts';
import { CaseReadingHttp } from './case/case-reading.http.ts';
import { MeasuresHttp } from './case/measures.http.ts';
import { CarrierCallbackHttp } from './channel/carrier-callback.http.ts';
import { CarrierReports } from './channel/carrier-reports.ts';
import { OutboxProvider } from './channel/outbox-provider.ts';
import { type Enlisted, Providers, readProviders } from './channel/providers.ts';
import { CardsHolderConsumer } from './contact/cards-holder.consumer.ts';
import { ContactHttp } from './contact/contact.http.ts';
import { DeliveryHttp } from './delivery/delivery.http.ts';
import { DeliveryDue } from './delivery/delivery-due.ts';
import { InboxHttp } from './delivery/inbox.http.ts';
import { FeedbackHttp } from './feedback/feedback.http.ts';
import { ForecastHttp } from './forecast/forecast.http.ts';
import { HallHttp } from './hall/hall.http.ts';
import { LendingHttp } from './hall/lending.http.ts';
import { HolderWords } from './holder-words.ts';
import { OptOutHttp } from './opt-out/opt-out.http.ts';
import { OptOutLinks } from './opt-out/opt-out-links.ts';
import { OptOuts } from './opt-out/opt-outs.ts';
import { OtherServices } from './other-services.ts';
import { FileOutbox } from './outbox/file-outbox.ts';
import { CardsCardConsumer } from './outreach/cards-card.consumer.ts';
import { CardsReplacementConsumer } from './outreach/cards-replacement.consumer.ts';
import { LedgerBalanceConsumer } from './outreach/ledger-balance.consumer.ts';
import { LedgerPurseConsumer } from './outreach/ledger-purse.consumer.ts';
import { LedgerWalletConsumer } from './outreach/ledger-wallet.consumer.ts';
import { OutreachHttp } from './outreach/outreach.http.ts';
import { OutreachDue } from './outreach/outreach-due.ts';
import { PointsAccountConsumer } from './outreach/points-account.consumer.ts';
import { Telling } from './outreach/telling.ts';
import { TieringMembershipConsumer } from './outreach/tiering-membership.consumer.ts';
import { Wallets } from './outreach/wallets.ts';
import { Words } from './outreach/words.ts';
import { RetentionHttp } from './retention/retention.http.ts';
import { Audiences, BIRTHDAY_LIST, type BirthdayList } from './workflow/audience.ts';
import { CardsAttendanceConsumer } from './workflow/cards-attendance.consumer.ts';
import { DraftHttp } from './workflow/draft.http.ts';
import { Following } from './workflow/following.ts';
import { Occasions } from './workflow/occasions.ts';
import { OccasionsDue } from './workflow/occasions-due.ts';
import { PointsPurchaseConsumer } from './workflow/points-purchase.consumer.ts';
import { PointsRedemptionConsumer } from './workflow/points-redemption.consumer.ts';
import { TieringEntitlementConsumer } from './workflow/tiering-entitlement.consumer.ts';
import { TieringSegmentMemberConsumer } from './workflow/tiering-segment-member.consumer.ts';
import { VaultBirthdays } from './workflow/vault-birthdays.ts';
import { WorkflowHttp } from './workflow/workflow.http.ts';

/** Where holders reach the front door, such as https://m.example.com: links in messages begin with it. */
const PUBLIC_URL = 'SCRIP_PUBLIC_URL';
/** Folder of the messages, under the one for the service's files. */
const OUTBOX = 'outbox';

@Module({
  controllers: [
    ContactHttp,
    OutreachHttp,
    WorkflowHttp,
    DraftHttp,
    OptOutHttp,
    FeedbackHttp,
    ForecastHttp,
    DeliveryHttp,
    InboxHttp,
    CarrierCallbackHttp,
    CardsHolderConsumer,
    LedgerWalletConsumer,
    LedgerBalanceConsumer,
    LedgerPurseConsumer,
    CardsReplacementConsumer,
    TieringMembershipConsumer,
    PointsAccountConsumer,
    CardsCardConsumer,
    NotificationsOutreachConsumer,
    CallHttp,
    CallReadingHttp,
    CaseHttp,
    CaseCompensationHttp,
    CaseReadingHttp,
    MeasuresHttp,
    RetentionHttp,
    HallHttp,
    LendingHttp,
    PointsPurchaseConsumer,
    PointsRedemptionConsumer,
    TieringEntitlementConsumer,
    TieringSegmentMemberConsumer,
    CardsAttendanceConsumer,
  ],
  providers: [
    {
      provide: OptOutLinks,
      useFactory: ({ stateDir }: ServiceConfig) => OptOutLinks.open(stateDir, process.env[PUBLIC_URL] ?? ''),
      inject: [ServiceConfig],
    },
    {
      provide: OptOuts,
      useFactory: (log: EventLog, terms: Terms) => new OptOuts(log, terms),
      inject: [EventLog, Terms],
    },
    {
      provide: Words,
      useFactory: (log: EventLog, terms: Terms, links: OptOutLinks) => new Words(terms, log, links),
      inject: [EventLog, Terms, OptOutLinks],
    },
    {
      provide: Telling,
      useFactory: (log: EventLog, words: Words, birthdays: BirthdayList) => new Telling(log, words, birthdays),
      inject: [EventLog, Words, BIRTHDAY_LIST],
    },
    {
      provide: OtherServices,
      useFactory: ({ oidcIssuer }: ServiceConfig) => OtherServices.read(process.env, oidcIssuer),
      inject: [ServiceConfig],
    },
    {
      provide: Wallets,
      useFactory: (log: EventLog, terms: Terms, services: OtherServices) => new Wallets(log, terms, services),
      inject: [EventLog, Terms, OtherServices],
    },
    {
      provide: HolderWords,
      useFactory: (services: OtherServices) => new HolderWords(services),
      inject: [OtherServices],
    },
    {
      provide: CallTasks,
      useFactory: (log: EventLog, terms: Terms) => new CallTasks(log, terms),
      inject: [EventLog, Terms],
    },
    {
      provide: CallWindows,
      useFactory: (log: EventLog, terms: Terms) => new CallWindows(log, terms),
      inject: [EventLog, Terms],
    },
    {
      provide: CaseCommands,
      useFactory: (log: EventLog, terms: Terms, words: HolderWords) => new CaseCommands(log, terms, words),
      inject: [EventLog, Terms, HolderWords],
    },
    { provide: CaseClocks, useFactory: (log: EventLog) => new CaseClocks(log), inject: [EventLog] },
    {
      provide: CompensationPosting,
      useFactory: (log: EventLog, services: OtherServices) => new CompensationPosting(log, services),
      inject: [EventLog, OtherServices],
    },
    {
      provide: Following,
      useFactory: (log: EventLog, terms: Terms, birthdays: BirthdayList) => new Following(log, terms, birthdays),
      inject: [EventLog, Terms, BIRTHDAY_LIST],
    },
    {
      provide: BIRTHDAY_LIST,
      useFactory: ({ oidcIssuer }: ServiceConfig) => VaultBirthdays.read(process.env, oidcIssuer),
      inject: [ServiceConfig],
    },
    {
      provide: OccasionsDue,
      useFactory: (log: EventLog, terms: Terms, birthdays: BirthdayList) =>
        new OccasionsDue(log, terms, new Occasions(log, new Audiences(log, birthdays, terms), birthdays)),
      inject: [EventLog, Terms, BIRTHDAY_LIST],
    },
    {
      provide: OutreachDue,
      useFactory: (log: EventLog, terms: Terms) => new OutreachDue(log, terms),
      inject: [EventLog, Terms],
    },
    {
      provide: Providers,
      useFactory: async (config: ServiceConfig) => new Providers(await enlistedIn(config)),
      inject: [ServiceConfig],
    },
    {
      provide: DeliveryDue,
      useFactory: (log: EventLog, providers: Providers, services: OtherServices, words: Words, terms: Terms) =>
        new DeliveryDue({ log, providers, services, words, terms }),
      inject: [EventLog, Providers, OtherServices, Words, Terms],
    },
    {
      provide: CarrierReports,
      useFactory: (log: EventLog, terms: Terms, optOuts: OptOuts, services: OtherServices) =>
        new CarrierReports(log, terms, optOuts, services),
      inject: [EventLog, Terms, OptOuts, OtherServices],
    },
  ],
})
export class NotificationsModule {}

/** The providers that the environment lists; in the local mode channels that it names nobody for go to the outbox. */
async function enlistedIn({ mode, stateDir }: ServiceConfig): Promise<readonly Enlisted[]> {
  const listed = readProviders(process.env);
  if (mode !== 'local') return listed;
  const outbox = await FileOutbox.open(join(stateDir, OUTBOX));
  const free = (['sms', 'email', 'webhook'] as const).filter(
    (channel) => !listed.some(({ provider }) => provider.channel === channel),
  );
  const files = free.map((channel): Enlisted => {
    return { provider: new OutboxProvider(outbox, channel), issuers: null, callbackSecret: null };
  });
  return [...listed, ...files];
}
