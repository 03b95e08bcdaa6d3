/** What rules need of a wallet's past: the facts since the report of a loss, since a spend, or since the breakage of a lot. */
import type { EpochMs } from '@scrip/calendar';
import type { WalletEvent } from '@scrip/contracts';
import type { EventLog } from '@scrip/event-store';
import type { LoggedFact } from './wallet-card.rule.ts';
import type { StatementType } from './wallet-statement.projection.ts';

/** Facts that the statement may not tell of yet: those of some seconds of a very busy wallet. */
const LATEST_FACTS = 1_000;

/** Facts that the log took at or after a report, up to a version of the wallet, in order. */
export async function historySince(
  log: EventLog,
  walletId: string,
  { reportedAt, version }: { readonly reportedAt: EpochMs; readonly version: number },
): Promise<readonly LoggedFact[]> {
  const facts = await log.readStreamSince(walletId, reportedAt, version);
  return facts.map(({ envelope, event }) => ({ recordedAt: envelope.recordedAt, event: event as WalletEvent }));
}

/**
 * Facts from the first breakage of a lot on, up to a version of the wallet, in order; where the statement does not tell
 * of any, the latest facts, among which it may be.
 */
export function historyOfBreakage(
  log: EventLog,
  walletId: string,
  { lotId, version }: { readonly lotId: string; readonly version: number },
): Promise<readonly WalletEvent[]> {
  return historySinceLine(log, walletId, { referenceId: lotId, types: ['WalletBreakageTaken'], version });
}

/**
 * Facts from a spend (or the capture of a hold) on, up to a version of the wallet, in order; where the statement does not
 * tell of such a spend, the latest facts, among which it may be.
 */
export function historyOfSpend(
  log: EventLog,
  walletId: string,
  { spendId, version }: { readonly spendId: string; readonly version: number },
): Promise<readonly WalletEvent[]> {
  const types = ['WalletSpent', 'WalletHoldCaptured'] as const;
  return historySinceLine(log, walletId, { referenceId: spendId, types, version });
}

async function historySinceLine(
  log: EventLog,
  walletId: string,
  line: { readonly referenceId: string; readonly types: readonly StatementType[]; readonly version: number },
): Promise<readonly WalletEvent[]> {
  const { referenceId, types, version } = line;
  const { rows } = await log.pool.query<{ recorded_at: bigint }>({
    name: 'wallet_line_recorded',
    text: `SELECT recorded_at FROM wallet_statement
           WHERE wallet_id = $1 AND reference_id = $2 AND type = ANY ($3::text[])
           ORDER BY position LIMIT 1`,
    values: [walletId, referenceId, types],
  });
  const facts =
    rows[0] === undefined
      ? await log.readStream(walletId, { after: Math.max(0, version - LATEST_FACTS), limit: LATEST_FACTS })
      : await log.readStreamSince(walletId, Number(rows[0].recorded_at), version);
  return facts.filter(({ envelope }) => envelope.version <= version).map(({ event }) => event as WalletEvent);
}
