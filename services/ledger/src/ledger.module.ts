/** What the ledger is made of. The log, its projections, the terms and the door come from the chassis. */
import { Module } from '@nestjs/common';
import { Terms } from '@scrip/chassis';
import { EventLog, ProjectionRunner } from '@scrip/event-store';
import { AdjustmentHttp } from './adjustment/adjustment.http.ts';
import { BatchHttp } from './batch/batch.http.ts';
import { ClaimHttp } from './claim/claim.http.ts';
import { CompensationHttp } from './claim/compensation.http.ts';
import { ClientHttp } from './client/client.http.ts';
import { ClientListHttp } from './client/client-list.http.ts';
import { ClientReadingHttp } from './client/client-reading.http.ts';
import { LateRefundReportHttp } from './client/late-refund-report.http.ts';
import { cardsUrlOf } from './config.ts';
import { AgencyFeeHttp } from './distributor/agency-fee.http.ts';
import { AgreementHttp } from './distributor/agreement.http.ts';
import { DistributorHttp } from './distributor/distributor.http.ts';
import { DistributorOrderHttp } from './distributor/distributor-order.http.ts';
import { LateOrderReportHttp } from './distributor/late-order-report.http.ts';
import { PointsGiftStockConsumer } from './gift/points-gift-stock.consumer.ts';
import { PointsRedemptionConsumer } from './gift/points-redemption.consumer.ts';
import { InvoiceHttp } from './invoice/invoice.http.ts';
import { AccountStatementHttp } from './journal/account-statement.http.ts';
import { ChartHttp } from './journal/chart.http.ts';
import { JournalHttp } from './journal/journal.http.ts';
import { Moments } from './journal/moments.ts';
import { ReserveReportHttp } from './journal/reserve-report.http.ts';
import { OpeningBalanceHttp } from './opening/opening-balance.http.ts';
import { PurseHttp } from './purse/purse.http.ts';
import { PurseDirectory } from './purse/purse-directory.ts';
import { PurseExceptionHttp } from './purse/purse-exception.http.ts';
import { PurseReadingHttp } from './purse/purse-reading.http.ts';
import { PurseRecordHttp } from './purse/purse-record.http.ts';
import { SettlementHttp } from './settlement/settlement.http.ts';
import { SettlementDue } from './settlement/settlement-due.ts';
import { SettlementReadingHttp } from './settlement/settlement-reading.http.ts';
import { CardsCardConsumer } from './wallet/cards-card.consumer.ts';
import { CardsHolderConsumer } from './wallet/cards-holder.consumer.ts';
import { PinAuthorisations } from './wallet/pin-authorisations.ts';
import { ProgrammeTerms } from './wallet/programme-terms.ts';
import { ProgrammeTotalHttp } from './wallet/programme-total.http.ts';
import { WalletHttp } from './wallet/wallet.http.ts';
import { WalletCancelHttp } from './wallet/wallet-cancel.http.ts';
import { WalletCardHttp } from './wallet/wallet-card.http.ts';
import { WalletCommands } from './wallet/wallet-commands.ts';
import { WalletDeskHttp } from './wallet/wallet-desk.http.ts';
import { WalletDirectory } from './wallet/wallet-directory.ts';
import { WalletDisputeHttp } from './wallet/wallet-dispute.http.ts';
import { WalletDormancy } from './wallet/wallet-dormancy.ts';
import { WalletDue } from './wallet/wallet-due.ts';
import { WalletPastHttp } from './wallet/wallet-past.http.ts';
import { WalletPayoutHttp } from './wallet/wallet-payout.http.ts';
import { WalletReadingHttp } from './wallet/wallet-reading.http.ts';
import { WalletReturnHttp } from './wallet/wallet-return.http.ts';

@Module({
  controllers: [
    WalletHttp,
    WalletCardHttp,
    WalletReturnHttp,
    WalletCancelHttp,
    WalletDeskHttp,
    WalletPayoutHttp,
    WalletDisputeHttp,
    AdjustmentHttp,
    BatchHttp,
    WalletReadingHttp,
    ProgrammeTotalHttp,
    JournalHttp,
    ChartHttp,
    AccountStatementHttp,
    ReserveReportHttp,
    WalletPastHttp,
    SettlementHttp,
    SettlementReadingHttp,
    InvoiceHttp,
    PurseHttp,
    PurseRecordHttp,
    PurseReadingHttp,
    PurseExceptionHttp,
    OpeningBalanceHttp,
    CardsCardConsumer,
    CardsHolderConsumer,
    PointsGiftStockConsumer,
    PointsRedemptionConsumer,
    ClientHttp,
    ClientListHttp,
    ClientReadingHttp,
    LateRefundReportHttp,
    ClaimHttp,
    CompensationHttp,
    DistributorHttp,
    AgencyFeeHttp,
    AgreementHttp,
    DistributorOrderHttp,
    LateOrderReportHttp,
  ],
  providers: [
    {
      provide: Moments,
      useFactory: (log: EventLog, runner: ProjectionRunner) => new Moments(log, runner),
      inject: [EventLog, ProjectionRunner],
    },
    { provide: PurseDirectory, useFactory: (log: EventLog) => new PurseDirectory(log), inject: [EventLog] },
    { provide: WalletDirectory, useFactory: (log: EventLog) => new WalletDirectory(log), inject: [EventLog] },
    {
      provide: ProgrammeTerms,
      useFactory: (terms: Terms, log: EventLog) => new ProgrammeTerms(terms, log),
      inject: [Terms, EventLog],
    },
    {
      provide: PinAuthorisations,
      useFactory: (log: EventLog) => new PinAuthorisations(log.clock, cardsUrlOf(process.env)),
      inject: [EventLog],
    },
    {
      provide: WalletCommands,
      useFactory: (log: EventLog, wallets: WalletDirectory, terms: ProgrammeTerms) =>
        new WalletCommands(log, wallets, terms),
      inject: [EventLog, WalletDirectory, ProgrammeTerms],
    },
    {
      provide: WalletDue,
      useFactory: (log: EventLog, terms: ProgrammeTerms) => new WalletDue(log, terms),
      inject: [EventLog, ProgrammeTerms],
    },
    {
      provide: WalletDormancy,
      useFactory: (log: EventLog, terms: Terms, moments: Moments) => new WalletDormancy(log, terms, moments),
      inject: [EventLog, Terms, Moments],
    },
    {
      provide: SettlementDue,
      useFactory: (log: EventLog, moments: Moments) => new SettlementDue(log, moments),
      inject: [EventLog, Moments],
    },
  ],
})
export class LedgerModule {}
