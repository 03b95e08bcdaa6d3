/** What the ledger is made of. The log, its projections, the terms and the door come from the chassis. */
import { Module } from '@nestjs/common';
import { Terms } from '@scrip/chassis';
import { EventLog, ProjectionRunner } from '@scrip/event-store';
import { AccountStatementHttp } from './journal/account-statement.http.ts';
import { ChartHttp } from './journal/chart.http.ts';
import { JournalHttp } from './journal/journal.http.ts';
import { Moments } from './journal/moments.ts';
import { ReserveReportHttp } from './journal/reserve-report.http.ts';
import { SettlementHttp } from './settlement/settlement.http.ts';
import { SettlementReadingHttp } from './settlement/settlement-reading.http.ts';
import { CardsCardConsumer } from './wallet/cards-card.consumer.ts';
import { ProgrammeTerms } from './wallet/programme-terms.ts';
import { ProgrammeTotalHttp } from './wallet/programme-total.http.ts';
import { WalletHttp } from './wallet/wallet.http.ts';
import { WalletDirectory } from './wallet/wallet-directory.ts';
import { WalletPastHttp } from './wallet/wallet-past.http.ts';
import { WalletReadingHttp } from './wallet/wallet-reading.http.ts';
import { WalletReturnHttp } from './wallet/wallet-return.http.ts';

@Module({
  controllers: [
    WalletHttp,
    WalletReturnHttp,
    WalletReadingHttp,
    ProgrammeTotalHttp,
    JournalHttp,
    ChartHttp,
    AccountStatementHttp,
    ReserveReportHttp,
    WalletPastHttp,
    SettlementHttp,
    SettlementReadingHttp,
    CardsCardConsumer,
  ],
  providers: [
    {
      provide: Moments,
      useFactory: (log: EventLog, runner: ProjectionRunner) => new Moments(log, runner),
      inject: [EventLog, ProjectionRunner],
    },
    { provide: WalletDirectory, useFactory: (log: EventLog) => new WalletDirectory(log), inject: [EventLog] },
    {
      provide: ProgrammeTerms,
      useFactory: (terms: Terms, log: EventLog) => new ProgrammeTerms(terms, log),
      inject: [Terms, EventLog],
    },
  ],
})
export class LedgerModule {}
