/** What a wallet's history has under an id that somebody wants an invoice for, and the invoice that a recharge has. */
import type { WalletEvent } from '@scrip/contracts';
import { type EventLog, idFrom } from '@scrip/event-store';
import { type WalletState, walletDecider } from '../wallet/wallet.decider.ts';
import { type Invoiceable, type InvoiceState } from './invoice.decider.ts';

/** Facts that the statement may not tell of yet: those of some seconds of a very busy wallet. */
const LATEST_FACTS = 1_000;

/**
 * The recharge or the spend (or captured hold) of this id in a wallet; undefined when it has none. From the log itself:
 * the statement only tells where, and what it does not tell of yet is among the latest facts.
 */
export async function invoiceableIn(log: EventLog, walletId: string, referenceId: string): Promise<Invoiceable> {
  const { rows } = await log.pool.query<{ position: bigint }>({
    name: 'wallet_invoiceable',
    text: `SELECT position FROM wallet_statement
           WHERE wallet_id = $1 AND reference_id = $2
             AND type IN ('WalletRecharged', 'WalletSpent', 'WalletHoldCaptured', 'WalletRechargeVoided')
           ORDER BY position DESC LIMIT 1`,
    values: [walletId, referenceId],
  });
  const facts =
    rows[0] === undefined
      ? await latestFacts(log, walletId)
      : await log.read({ after: Number(rows[0].position) - 1, limit: 1 });
  let found: Invoiceable;
  for (const { event } of facts) found = invoiceable(event as WalletEvent, referenceId) ?? found;
  return found;
}

async function latestFacts(log: EventLog, walletId: string): Promise<Awaited<ReturnType<EventLog['readStream']>>> {
  const { version } = await log.state(walletDecider, walletId);
  return log.readStream(walletId, { after: Math.max(0, version - LATEST_FACTS), limit: LATEST_FACTS });
}

function invoiceable(event: WalletEvent, referenceId: string): Invoiceable {
  switch (event.type) {
    case 'WalletRecharged':
      return event.data.rechargeId === referenceId ? { kind: 'recharge', recharge: event.data } : undefined;
    case 'WalletSpent':
      return event.data.spendId === referenceId ? { kind: 'spend' } : undefined;
    case 'WalletHoldCaptured':
      return event.data.holdId === referenceId ? { kind: 'spend' } : undefined;
    case 'WalletRechargeVoided':
      return event.data.rechargeId === referenceId ? { kind: 'cancelled' } : undefined;
    default:
      return undefined;
  }
}

/** Names the invoices of a recharge, so that a second meets the first. */
export function invoiceIdOf(rechargeId: string): string {
  return idFrom('inv', rechargeId);
}

/** What was found, as the wallet has it now: the statement may not tell yet that a recharge was cancelled. */
export function asCancelled(found: Invoiceable, wallet: WalletState, rechargeId: string): Invoiceable {
  const cancelled = wallet.status === 'open' && wallet.cancelled.includes(rechargeId);
  return cancelled && found?.kind === 'recharge' ? { kind: 'cancelled' } : found;
}

/** Number of the invoice that a recharge has; null if it has none, or only voided ones. */
export function invoiceNoIn(state: InvoiceState | undefined): string | null {
  return state?.status === 'issued' ? state.latest.invoiceNo : null;
}
