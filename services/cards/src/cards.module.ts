/** What cards is made of. The log, its projections and the door come from the chassis. */

import { Inject, Logger, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ServiceConfig, ServiceTokens } from '@scrip/chassis';
import { EventLog, ProjectionRunner } from '@scrip/event-store';
import { ApplicationHttp } from './application/application.http.ts';
import { ApplicationReviewHttp } from './application/application-review.http.ts';
import { BatchHttp } from './batch/batch.http.ts';
import { BatchIssue } from './batch/batch-issue.ts';
import { BatchStockHttp } from './batch/batch-stock.http.ts';
import { KnownOrderConsumer } from './batch/known-order.consumer.ts';
import { ProductTerms } from './batch/product-terms.ts';
import { StockCountHttp } from './batch/stock-count.http.ts';
import { CardHttp } from './card/card.http.ts';
import { CardDeskHttp } from './card/card-desk.http.ts';
import { CardDue } from './card/card-due.ts';
import { CardLossHttp } from './card/card-loss.http.ts';
import { CardNumbers } from './card/card-number.ts';
import { CardReplacementHttp } from './card/card-replacement.http.ts';
import { CardCommands } from './card/card-route.ts';
import { ClientAgents } from './card/client-agents.ts';
import { HolderCheck } from './card/holder-check.ts';
import { LedgerClientConsumer } from './card/ledger-client.consumer.ts';
import { PinHttp } from './card/pin.http.ts';
import { PinAuthorisations } from './card/pin-authorisation.ts';
import { PinVault } from './card/pin-vault.ts';
import { ReplacementDesk } from './card/replacement-desk.ts';
import { type CardsConfig, readCardsConfig } from './config.ts';
import { CardKeyHttp } from './enterprise/card-key.http.ts';
import { EnterpriseHttp } from './enterprise/enterprise.http.ts';
import { EnterpriseKeys } from './enterprise/enterprise-keys.ts';
import { LedgerPurses } from './enterprise/ledger-purses.ts';
import { PurseLoadHttp } from './enterprise/purse-load.http.ts';
import { BirthdayHttp } from './holder/birthday.http.ts';
import { HolderHttp } from './holder/holder.http.ts';
import { HolderApprovalHttp } from './holder/holder-approval.http.ts';
import { HolderDeskHttp } from './holder/holder-desk.http.ts';
import { HolderErased } from './holder/holder-erased.ts';
import { HolderExport } from './holder/holder-export.ts';
import { HolderNoteHttp } from './holder/holder-note.http.ts';
import { HolderRightsHttp } from './holder/holder-rights.http.ts';
import { RelativeHttp } from './holder/relative.http.ts';
import { LedgerClient } from './ledger-client.ts';
import { LedgerUse } from './ledger-use.ts';
import { ProgrammeHttp } from './programme/programme.http.ts';
import { ProgrammeCheckHttp } from './programme/programme-check.http.ts';
import { ProgrammeChecks } from './programme/programme-check.ts';
import { ProgrammeDraftHttp } from './programme/programme-draft.http.ts';
import { CardFileHttp } from './replacement/card-file.http.ts';
import { CardFiles } from './replacement/card-files.ts';
import { FirstCardHttp } from './replacement/first-card.http.ts';
import { PackingListHttp } from './replacement/packing-list.http.ts';
import { ReplacementHttp } from './replacement/replacement.http.ts';
import { ReplacementCommands } from './replacement/replacement-commands.ts';
import { CardFilesDue, UncollectedCards } from './replacement/replacement-due.ts';
import { TieringMembershipConsumer } from './replacement/tiering-membership.consumer.ts';
import { CardSaleHttp } from './sale/card-sale.http.ts';
import { StaffActivationHttp } from './staff-list/staff-activation.http.ts';
import { StaffIssue } from './staff-list/staff-issue.ts';
import { StaffListHttp } from './staff-list/staff-list.http.ts';
import { BlockedCardHttp } from './terminal/blocked-card.http.ts';
import { RecordFileHttp } from './terminal/record-file.http.ts';
import { RecordTaking } from './terminal/record-taking.ts';
import { RecordUploads } from './terminal/record-upload.ts';
import { TerminalHttp } from './terminal/terminal.http.ts';
import { Birthdays, BirthdaysMissing } from './vault/birthdays.ts';
import { createKeyFile, readKeyFile, upgradeKeyFile } from './vault/key-file.ts';
import { KEYS, type KeyStore } from './vault/key-store.ts';
import { openTransitKeys } from './vault/kms-transit.ts';
import { Vault } from './vault/vault.ts';
import { VaultDocuments } from './vault/vault-documents.ts';
import { VaultResealHttp } from './vault/vault-reseal.http.ts';
import { VaultReseal } from './vault/vault-reseal.ts';
import { VendorHttp } from './vendor/vendor.http.ts';
import { VendorReportHttp } from './vendor/vendor-report.http.ts';
import { VendorReports } from './vendor/vendor-reports.ts';

const CONFIG = Symbol('CardsConfig');
/** RFC 9512, and what was sent before it. */
const YAML_TYPES = ['application/yaml', 'application/x-yaml', 'text/yaml'];

/** What of Fastify is needed here. */
interface BodyParsers {
  addContentTypeParser(
    types: readonly string[],
    options: { readonly parseAs: 'string' },
    parser: (request: unknown, text: string, done: (failure: null, body: string) => void) => void,
  ): void;
}

@Module({
  controllers: [
    ProgrammeHttp,
    ProgrammeDraftHttp,
    ProgrammeCheckHttp,
    ApplicationHttp,
    ApplicationReviewHttp,
    HolderHttp,
    HolderDeskHttp,
    HolderNoteHttp,
    HolderApprovalHttp,
    HolderRightsHttp,
    RelativeHttp,
    BirthdayHttp,
    VaultResealHttp,
    HolderHttp,
    CardHttp,
    CardDeskHttp,
    CardLossHttp,
    CardReplacementHttp,
    FirstCardHttp,
    PinHttp,
    VendorHttp,
    VendorReportHttp,
    CardFileHttp,
    PackingListHttp,
    ReplacementHttp,
    TieringMembershipConsumer,
    EnterpriseHttp,
    CardKeyHttp,
    PurseLoadHttp,
    TerminalHttp,
    BlockedCardHttp,
    RecordFileHttp,
    BatchHttp,
    BatchStockHttp,
    StockCountHttp,
    CardSaleHttp,
    StaffListHttp,
    StaffActivationHttp,
    KnownOrderConsumer,
    LedgerClientConsumer,
  ],
  providers: [
    {
      provide: CONFIG,
      useFactory: (service: ServiceConfig) => readCardsConfig(process.env, service),
      inject: [ServiceConfig],
    },
    { provide: KEYS, useFactory: openKeys, inject: [CONFIG] },
    { provide: Vault, useFactory: (log: EventLog, keys: KeyStore) => Vault.open(log, keys), inject: [EventLog, KEYS] },
    {
      provide: ProgrammeChecks,
      useFactory: (log: EventLog, runner: ProjectionRunner) => new ProgrammeChecks(log, runner),
      inject: [EventLog, ProjectionRunner],
    },
    { provide: CardDue, useFactory: (log: EventLog) => new CardDue(log), inject: [EventLog] },
    { provide: CardCommands, useFactory: (log: EventLog) => new CardCommands(log), inject: [EventLog] },
    { provide: VendorReports, useFactory: (log: EventLog) => new VendorReports(log), inject: [EventLog] },
    { provide: CardFiles, useFactory: (log: EventLog) => new CardFiles(log), inject: [EventLog] },
    {
      provide: ReplacementCommands,
      useFactory: (log: EventLog, cards: CardCommands) => new ReplacementCommands(log, cards),
      inject: [EventLog, CardCommands],
    },
    {
      provide: UncollectedCards,
      useFactory: (log: EventLog, commands: ReplacementCommands) => new UncollectedCards(log, commands),
      inject: [EventLog, ReplacementCommands],
    },
    {
      provide: CardFilesDue,
      useFactory: (log: EventLog, files: CardFiles) => new CardFilesDue(log, files),
      inject: [EventLog, CardFiles],
    },
    { provide: HolderCheck, useFactory: (vault: Vault) => new HolderCheck(vault), inject: [Vault] },
    {
      provide: PinVault,
      useFactory: (log: EventLog, keys: KeyStore) => new PinVault(log, keys),
      inject: [EventLog, KEYS],
    },
    { provide: PinAuthorisations, useFactory: (keys: KeyStore) => new PinAuthorisations(keys), inject: [KEYS] },
    {
      provide: VaultDocuments,
      useFactory: (log: EventLog, vault: Vault) => new VaultDocuments(log, vault),
      inject: [EventLog, Vault],
    },
    {
      provide: VaultReseal,
      useFactory: (log: EventLog, vault: Vault, keys: KeyStore) => new VaultReseal(log, vault, keys),
      inject: [EventLog, Vault, KEYS],
    },
    {
      provide: HolderExport,
      useFactory: (log: EventLog, vault: Vault, documents: VaultDocuments) => new HolderExport(log, vault, documents),
      inject: [EventLog, Vault, VaultDocuments],
    },
    {
      provide: HolderErased,
      useFactory: (log: EventLog, vault: Vault) => new HolderErased(log, vault),
      inject: [EventLog, Vault],
    },
    {
      provide: Birthdays,
      useFactory: (log: EventLog, vault: Vault) => new Birthdays(log, vault),
      inject: [EventLog, Vault],
    },
    {
      provide: BirthdaysMissing,
      useFactory: (log: EventLog, vault: Vault) => new BirthdaysMissing(log, vault),
      inject: [EventLog, Vault],
    },
    {
      provide: LedgerUse,
      useFactory: ({ ledgerUrl, identity }: CardsConfig) =>
        new LedgerUse({ ledgerUrl, tokens: new ServiceTokens(identity) }),
      inject: [CONFIG],
    },
    { provide: CardNumbers, useFactory: (log: EventLog) => new CardNumbers(log.pool), inject: [EventLog] },
    { provide: ProductTerms, useFactory: (log: EventLog) => new ProductTerms(log), inject: [EventLog] },
    {
      provide: ClientAgents,
      useFactory: (log: EventLog, cards: CardCommands, products: ProductTerms, ledger: LedgerClient) =>
        new ClientAgents(log, cards, products, ledger),
      inject: [EventLog, CardCommands, ProductTerms, LedgerClient],
    },
    {
      provide: BatchIssue,
      useFactory: (log: EventLog, numbers: CardNumbers, products: ProductTerms) =>
        new BatchIssue(log, numbers, products),
      inject: [EventLog, CardNumbers, ProductTerms],
    },
    {
      provide: StaffIssue,
      useFactory: (log: EventLog, numbers: CardNumbers, products: ProductTerms) =>
        new StaffIssue(log, numbers, products),
      inject: [EventLog, CardNumbers, ProductTerms],
    },
    {
      provide: LedgerClient,
      useFactory: ({ ledgerUrl, identity }: CardsConfig) =>
        new LedgerClient({ ledgerUrl, tokens: new ServiceTokens(identity) }),
      inject: [CONFIG],
    },
    {
      provide: ReplacementDesk,
      useFactory: (holders: HolderCheck, ledger: LedgerClient) =>
        new ReplacementDesk(holders, ledger, (text) => new Logger('ReplacementDesk').warn(text)),
      inject: [HolderCheck, LedgerClient],
    },
    {
      provide: LedgerPurses,
      useFactory: ({ ledgerUrl, identity }: CardsConfig, { clock }: EventLog) =>
        new LedgerPurses({ ledgerUrl, tokens: new ServiceTokens(identity), clock }),
      inject: [CONFIG, EventLog],
    },
    {
      provide: EnterpriseKeys,
      useFactory: ({ pool }: EventLog, keys: KeyStore) => new EnterpriseKeys(pool, keys),
      inject: [EventLog, KEYS],
    },
    { provide: RecordUploads, useFactory: (log: EventLog) => new RecordUploads(log), inject: [EventLog] },
    {
      provide: RecordTaking,
      useFactory: (log: EventLog, uploads: RecordUploads, keys: EnterpriseKeys, ledger: LedgerPurses) =>
        new RecordTaking(log, uploads, keys, ledger),
      inject: [EventLog, RecordUploads, EnterpriseKeys, LedgerPurses],
    },
  ],
})
export class CardsModule implements OnModuleInit {
  readonly #host: HttpAdapterHost;

  constructor(@Inject(HttpAdapterHost) host: HttpAdapterHost) {
    this.#host = host;
  }

  /** Programmes are written in YAML; their text reaches the handler as it was sent. */
  onModuleInit(): void {
    const fastify = this.#host.httpAdapter.getInstance<BodyParsers>();
    fastify.addContentTypeParser(YAML_TYPES, { parseAs: 'string' }, (_request, text, done) => done(null, text));
  }
}

/** The keys of this service: of a key management service, or of a file. In local mode they are made where there are none, and said to have been made. */
async function openKeys({ kms, keyFile: { path, make } }: CardsConfig): Promise<KeyStore> {
  if (kms) return openTransitKeys(kms);
  const told = new Logger('Vault');
  if (make && (await createKeyFile(path))) {
    told.warn(
      `LOCAL MODE: new vault keys were made in ${path}. Whoever has this file can read every profile; without it none can be read again. Production brings a key file of its own (SCRIP_VAULT_KEY_FILE).`,
    );
  }
  if (make && (await upgradeKeyFile(path))) {
    told.warn(`LOCAL MODE: keys for PINs, mother keys and signatures were added to the vault keys in ${path}.`);
  }
  return readKeyFile(path);
}
