/** What the ledger is made of. The log, its projections, the terms and the door come from the chassis. */
import { Module } from '@nestjs/common';
import { Terms } from '@scrip/chassis';
import { EventLog } from '@scrip/event-store';
import { InvoiceHttp } from './invoice/invoice.http.ts';
import { JournalHttp } from './journal/journal.http.ts';
import { OpeningBalanceHttp } from './opening/opening-balance.http.ts';
import { PurseHttp } from './purse/purse.http.ts';
import { PurseDirectory } from './purse/purse-directory.ts';
import { PurseExceptionHttp } from './purse/purse-exception.http.ts';
import { PurseReadingHttp } from './purse/purse-reading.http.ts';
import { PurseRecordHttp } from './purse/purse-record.http.ts';
import { CardsCardConsumer } from './wallet/cards-card.consumer.ts';
import { ProgrammeTerms } from './wallet/programme-terms.ts';
import { ProgrammeTotalHttp } from './wallet/programme-total.http.ts';
import { WalletHttp } from './wallet/wallet.http.ts';
import { WalletDirectory } from './wallet/wallet-directory.ts';
import { WalletDue } from './wallet/wallet-due.ts';
import { WalletReadingHttp } from './wallet/wallet-reading.http.ts';
import { WalletReturnHttp } from './wallet/wallet-return.http.ts';

@Module({
  controllers: [
    WalletHttp,
    WalletReturnHttp,
    WalletReadingHttp,
    ProgrammeTotalHttp,
    JournalHttp,
    InvoiceHttp,
    PurseHttp,
    PurseRecordHttp,
    PurseReadingHttp,
    PurseExceptionHttp,
    OpeningBalanceHttp,
    CardsCardConsumer,
  ],
  providers: [
    { provide: PurseDirectory, useFactory: (log: EventLog) => new PurseDirectory(log), inject: [EventLog] },
    { provide: WalletDirectory, useFactory: (log: EventLog) => new WalletDirectory(log), inject: [EventLog] },
    {
      provide: ProgrammeTerms,
      useFactory: (terms: Terms, log: EventLog) => new ProgrammeTerms(terms, log),
      inject: [Terms, EventLog],
    },
    {
      provide: WalletDue,
      useFactory: (log: EventLog, terms: ProgrammeTerms) => new WalletDue(log, terms),
      inject: [EventLog, ProgrammeTerms],
    },
  ],
})
export class LedgerModule {}
