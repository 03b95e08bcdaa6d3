/** Starts the ledger: what each wallet is worth, and the journal of it. */
import 'reflect-metadata';
import { runService } from '@scrip/chassis';
import { invoiceDecider } from './invoice/invoice.decider.ts';
import { invoice } from './invoice/invoice.projection.ts';
import { journal } from './journal/journal.projection.ts';
import { LedgerModule } from './ledger.module.ts';
import { openingBalance } from './opening/opening-balance.projection.ts';
import { purseDecider } from './purse/purse.decider.ts';
import { purse } from './purse/purse.projection.ts';
import { purseExceptionDecider } from './purse/purse-exception.decider.ts';
import { purseException } from './purse/purse-exception.projection.ts';
import { programmeTotal } from './wallet/programme-total.projection.ts';
import { walletDecider } from './wallet/wallet.decider.ts';
import { walletBalance } from './wallet/wallet-balance.projection.ts';
import { WalletDue } from './wallet/wallet-due.ts';
import { walletStatement } from './wallet/wallet-statement.projection.ts';

const DESCRIPTION = `What each wallet is worth: recharges with their bonus and expiry, spends, holds, the block of a lost
card with what it gives back; purses on cards that spend offline; invoices; opening balances; and the journal, in which every
fact is double entry.`;

await runService({
  service: 'ledger',
  description: DESCRIPTION,
  module: LedgerModule,
  projections: [
    walletBalance,
    walletStatement,
    journal,
    programmeTotal,
    invoice,
    purse,
    purseException,
    openingBalance,
  ],
  deciders: [walletDecider, invoiceDecider, purseDecider, purseExceptionDecider],
  snapshotRevision: 3,
  dueWork: [WalletDue],
});
