/** What the rules of settlements need of the journal, and of a merchant's past. */
import type { SettlementEvent } from '@scrip/contracts';
import { type EventLog, idFrom } from '@scrip/event-store';
import type { Moments } from '../journal/moments.ts';
import { partsIn } from './merchant-lines.ts';
import { settlementDecider, type Unsettled } from './settlement.decider.ts';

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
