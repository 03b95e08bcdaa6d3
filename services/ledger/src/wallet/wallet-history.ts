/** What a block needs of a wallet's past: the facts since the report of the loss. */
import type { EpochMs } from '@scrip/calendar';
import type { WalletEvent } from '@scrip/contracts';
import type { EventLog } from '@scrip/event-store';
import type { LoggedFact } from './wallet-card.rule.ts';

/** Facts that the log took at or after a report, up to a version of the wallet, in order. */
export async function historySince(
  log: EventLog,
  walletId: string,
  { reportedAt, version }: { readonly reportedAt: EpochMs; readonly version: number },
): Promise<readonly LoggedFact[]> {
  const facts = await log.readStreamSince(walletId, reportedAt, version);
  return facts.map(({ envelope, event }) => ({ recordedAt: envelope.recordedAt, event: event as WalletEvent }));
}
