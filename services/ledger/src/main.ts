/** Starts the ledger: what each wallet is worth, and the journal of it. */
import 'reflect-metadata';
import { runService } from '@scrip/chassis';
import { adjustmentDecider } from './adjustment/adjustment.decider.ts';
import { adjustment } from './adjustment/adjustment.projection.ts';
import { claimDecider } from './claim/claim.decider.ts';
import { claim } from './claim/claim.projection.ts';
import { clientDecider } from './client/client.decider.ts';
import { clientAccount } from './client/client-account.projection.ts';
import { distributorDecider } from './distributor/distributor.decider.ts';
import { distributorOrderDecider } from './distributor/distributor-order.decider.ts';
import { distributorOrder } from './distributor/distributor-order.projection.ts';
import { journal } from './journal/journal.projection.ts';
import { LedgerModule } from './ledger.module.ts';
import { programmeTotal } from './wallet/programme-total.projection.ts';
import { walletDecider } from './wallet/wallet.decider.ts';
import { walletBalance } from './wallet/wallet-balance.projection.ts';
import { walletDispute } from './wallet/wallet-dispute.projection.ts';
import { WalletDue } from './wallet/wallet-due.ts';
import { walletStatement } from './wallet/wallet-statement.projection.ts';

const DESCRIPTION = `What each wallet is worth: recharges with their bonus and expiry, spends, holds, the block of a lost
card with what it gives back; clients that load their people's cards by lists, distributors and agents with their orders; and the journal, in which every fact is
double entry.`;

await runService({
  service: 'ledger',
  description: DESCRIPTION,
  module: LedgerModule,
  projections: [
    walletBalance,
    walletStatement,
    journal,
    programmeTotal,
    walletDispute,
    adjustment,
    clientAccount,
    claim,
    distributorOrder,
  ],
  deciders: [
    walletDecider,
    adjustmentDecider,
    clientDecider,
    claimDecider,
    distributorDecider,
    distributorOrderDecider,
  ],
  snapshotRevision: 2,
  dueWork: [WalletDue],
});
