/** What rules need of a wallet's past: the facts since the report of a loss, those of a spend, or those of a lot's breakage. */
import type { EpochMs } from '@scrip/calendar';
import type { WalletEvent } from '@scrip/contracts';
import type { EventLog } from '@scrip/event-store';
import type { LoggedFact } from './wallet-card.rule.ts';
import type { StatementType } from './wallet-statement.projection.ts';

/** Facts that the log took at or after a report, up to a version of the wallet, in order: as many as there were since. */
export async function historySince(
  log: EventLog,
  walletId: string,
  { reportedAt, version }: { readonly reportedAt: EpochMs; readonly version: number },
): Promise<readonly LoggedFact[]> {
  const facts = await log.readStreamSince(walletId, reportedAt, version);
  return facts.map(({ envelope, event }) => ({ recordedAt: envelope.recordedAt, event: event as WalletEvent }));
}

/** Facts of the breakage of a lot, up to a version of the wallet, in order; facts of others may be among them. */
export function historyOfBreakage(
  log: EventLog,
  walletId: string,
  { lotId, version }: { readonly lotId: string; readonly version: number },
): Promise<readonly WalletEvent[]> {
  return historyOf(log, walletId, { id: lotId, types: [], version });
}

/**
 * A spend (or the capture of a hold) and what became of it, up to a version of the wallet, in order; facts of others may
 * be among them. However long ago the spend was, only facts of its own are read, and what the statement does not tell of
 * yet: those of some seconds of a busy wallet.
 */
export function historyOfSpend(
  log: EventLog,
  walletId: string,
  { spendId, version }: { readonly spendId: string; readonly version: number },
): Promise<readonly WalletEvent[]> {
  return historyOf(log, walletId, { id: spendId, types: ['WalletSpent', 'WalletHoldCaptured'], version });
}

/** How far the statement has come, and where the facts of an id stand among those that it tells of; in one snapshot. */
const TOLD = `
  SELECT seen.position AS seen, fact.position
  FROM (SELECT position FROM public.projection_checkpoint WHERE name = 'wallet_statement') AS seen
  LEFT JOIN (SELECT position FROM wallet_statement
             WHERE wallet_id = $1 AND reference_id = $2 AND type = ANY ($3::text[])
             UNION
             SELECT position FROM wallet_mention WHERE wallet_id = $1 AND about_id = $2) AS fact ON true`;

async function historyOf(
  log: EventLog,
  walletId: string,
  asked: { readonly id: string; readonly types: readonly StatementType[]; readonly version: number },
): Promise<readonly WalletEvent[]> {
  const { id, types, version } = asked;
  const { rows } = await log.pool.query<{ seen: bigint; position: bigint | null }>({
    name: 'wallet_history_of',
    text: TOLD,
    values: [walletId, id, types],
  });
  const told = rows.flatMap(({ position }) => (position === null ? [] : [Number(position)]));
  const since = Number(rows[0]?.seen ?? 0n) + 1;
  const [known, latest] = await Promise.all([log.readAt(told), log.readStreamFrom(walletId, since, version)]);
  return [...known, ...latest]
    .filter(({ envelope }) => envelope.version <= version)
    .map(({ event }) => event as WalletEvent);
}
