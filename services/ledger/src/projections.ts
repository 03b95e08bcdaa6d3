/** Everything that is read from the ledger, apart from its log. */
import type { Projection } from '@scrip/event-store';
import { adjustment } from './adjustment/adjustment.projection.ts';
import { claim } from './claim/claim.projection.ts';
import { clientAccount } from './client/client-account.projection.ts';
import { distributorOrder } from './distributor/distributor-order.projection.ts';
import { invoice } from './invoice/invoice.projection.ts';
import { journal } from './journal/journal.projection.ts';
import { openingBalance } from './opening/opening-balance.projection.ts';
import { purse } from './purse/purse.projection.ts';
import { purseException } from './purse/purse-exception.projection.ts';
import { settlement } from './settlement/settlement.projection.ts';
import { programmeTotal } from './wallet/programme-total.projection.ts';
import { walletBalance } from './wallet/wallet-balance.projection.ts';
import { walletDispute } from './wallet/wallet-dispute.projection.ts';
import { walletStatement } from './wallet/wallet-statement.projection.ts';

/** The ledger's projections, in no order. */
export const PROJECTIONS: readonly Projection[] = [
  walletBalance,
  walletStatement,
  walletDispute,
  programmeTotal,
  adjustment,
  settlement,
  clientAccount,
  claim,
  distributorOrder,
  invoice,
  purse,
  purseException,
  openingBalance,
  journal,
];
