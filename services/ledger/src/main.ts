/** Starts the ledger: what each wallet is worth, and the journal of it. */
import 'reflect-metadata';
import { runService } from '@scrip/chassis';
import { adjustmentDecider } from './adjustment/adjustment.decider.ts';
import { claimDecider } from './claim/claim.decider.ts';
import { clientDecider } from './client/client.decider.ts';
import { distributorDecider } from './distributor/distributor.decider.ts';
import { distributorOrderDecider } from './distributor/distributor-order.decider.ts';
import { redeemedGiftDecider } from './gift/redeemed-gift.decider.ts';
import { invoiceDecider } from './invoice/invoice.decider.ts';
import { LedgerModule } from './ledger.module.ts';
import { PROJECTIONS } from './projections.ts';
import { purseDecider } from './purse/purse.decider.ts';
import { purseExceptionDecider } from './purse/purse-exception.decider.ts';
import { settlementDecider } from './settlement/settlement.decider.ts';
import { SettlementDue } from './settlement/settlement-due.ts';
import { walletDecider } from './wallet/wallet.decider.ts';
import { WalletDormancy } from './wallet/wallet-dormancy.ts';
import { WalletDue } from './wallet/wallet-due.ts';

const DESCRIPTION = `What each wallet is worth: recharges with their bonus and expiry, spends, holds, the block of a lost
card with what it gives back; clients that load their people's cards by lists, distributors and agents with their orders;
purses on cards that spend offline; invoices; opening balances; and the journal, in which every fact is double entry.`;

await runService({
  service: 'ledger',
  description: DESCRIPTION,
  module: LedgerModule,
  projections: PROJECTIONS,
  deciders: [
    walletDecider,
    adjustmentDecider,
    settlementDecider,
    clientDecider,
    claimDecider,
    distributorDecider,
    distributorOrderDecider,
    invoiceDecider,
    purseDecider,
    purseExceptionDecider,
    redeemedGiftDecider,
  ],
  snapshotRevision: 8,
  dueWork: [WalletDue, WalletDormancy, SettlementDue],
});
