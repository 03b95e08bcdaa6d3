/** What the rules of settlements need of the journal, and of a merchant's past. */
import type { EpochMs } from '@scrip/calendar';
import type { SettlementEvent } from '@scrip/contracts';
import { type EventLog, idFrom, type Tx } from '@scrip/event-store';
import type { Moments } from '../journal/moments.ts';
import { partsIn } from './merchant-lines.ts';
import { type SettledMark, settlementDecider, type Unsettled } from './settlement.decider.ts';

/** Events that are read at a time. */
const PAGE_EVENTS = 2_000;

/** The stream of a merchant's settlements: one for each issuer and merchant. */
export function settlementStreamOf(issuerId: string, merchantId: string): string {
  return idFrom('mst', `${issuerId}\n${merchantId}`);
}

/**
 * A merchant's lines through a day that are not settled, up to where the log is now: at or above whatever the caller has
 * seen. Waits for the journal at most two seconds. Throws the Problem 503 `position_not_reached`.
 */
export async function gatherUnsettled(
  { log, moments }: { readonly log: EventLog; readonly moments: Moments },
  { issuerId, merchantId, throughDate }: { issuerId: string; merchantId: string; throughDate: string },
): Promise<Unsettled> {
  const { state } = await log.state(settlementDecider, settlementStreamOf(issuerId, merchantId));
  const { position } = await log.head();
  await moments.reach(position);
  const above = state.settled;
  const parts = await partsIn(log.pool, { issuerId, merchantId, above, upTo: { position, throughDate } });
  return { above, upTo: position, parts };
}

/**
 * The fee rate of the settlement that brought a merchant to a mark, in basis points; null where it had none, or there is
 * none. The tables must show the log up to that mark.
 */
export async function lastFeeRateBp(
  tx: Tx,
  { issuerId, merchantId, mark }: { issuerId: string; merchantId: string; mark: SettledMark },
): Promise<number | null> {
  const { rows } = await tx.query<{ fee_rate_bp: number | null }>(
    `SELECT fee_rate_bp FROM settlement
     WHERE issuer_id = $1 AND merchant_id = $2 AND to_position = $3 AND through_date = $4 AND reversed_at IS NULL`,
    [issuerId, merchantId, mark.position, mark.throughDate],
  );
  return rows[0]?.fee_rate_bp ?? null;
}

/** Whether a settlement of a merchant was taken back at a moment or since; as the tables have it. */
export async function isTakenBackSince(
  tx: Tx,
  { issuerId, merchantId, since }: { issuerId: string; merchantId: string; since: EpochMs },
): Promise<boolean> {
  const { rows } = await tx.query(
    'SELECT FROM settlement WHERE issuer_id = $1 AND merchant_id = $2 AND reversed_at >= $3 LIMIT 1',
    [issuerId, merchantId, since],
  );
  return rows.length > 0;
}

/** Every fact of a merchant's settlements up to a version, in order: some two a day. */
export async function settlementHistory(
  log: EventLog,
  streamId: string,
  version: number,
): Promise<readonly SettlementEvent[]> {
  const history: SettlementEvent[] = [];
  while (history.length < version) {
    const limit = Math.min(PAGE_EVENTS, version - history.length);
    const page = await log.readStream(streamId, { after: history.length, limit });
    if (page.length === 0) break;
    history.push(...page.map(({ event }) => event as SettlementEvent));
  }
  return history;
}
