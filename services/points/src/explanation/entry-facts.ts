/** The facts that the reason of an entry is told from: its event, and what it was decided with. */
import type { Terms } from '@scrip/chassis';
import type {
  AccountEvent,
  PointsAdjustmentEvent,
  PurchaseEvent,
  ReceiptReturned,
  RedemptionEvent,
} from '@scrip/contracts';
import { InvariantError } from '@scrip/decider';
import type { EventLog } from '@scrip/event-store';
import type { Programme } from '@scrip/programme';
import type { EntryOfAccount } from '../account/points-entry.projection.ts';
import { purchaseStream } from '../purchase/purchase.decider.ts';
import {
  type EntryReason,
  type LotSource,
  SOURCES_MAX,
  whyAdjusted,
  whyInTime,
  whyTakenBack,
  whyUsed,
} from './entry-reason.rule.ts';

/** Events of a stream that are read at once. */
const PAGE_EVENTS = 2_000;

/** What time did to points: they lapsed, or need not wait any more. */
type InTime = Extract<AccountEvent, { type: 'PointsLapsed' | 'PointsConfirmed' }>;

/** Where the facts and the terms are, and whose they are. */
interface Parts {
  readonly log: EventLog;
  readonly terms: Terms;
  readonly issuerId: string;
}

/** The reason of an entry; null for those that say it themselves: an earning, a merge, an end. Throws the database's errors. */
export async function reasonOf(
  parts: Parts,
  { accountId, version }: Pick<EntryOfAccount, 'accountId' | 'version'>,
): Promise<EntryReason | null> {
  const { log } = parts;
  const [recorded] = await log.readStream(accountId, { after: version - 1, limit: 1 });
  const event = recorded?.event as AccountEvent | undefined;
  switch (event?.type) {
    case 'PointsUsed': {
      const first = await log.firstOf(event.data.useId);
      const made = first?.event as RedemptionEvent | undefined;
      const programme = await termsOf(parts, event.data);
      return whyUsed(event.data, made?.type === 'RedemptionMade' ? made.data : null, programme);
    }
    case 'PointsTakenBack': {
      const { receiptId, returnId } = event.data;
      const returns: ReceiptReturned[] = [];
      for await (const one of eventsOf(log, purchaseStream(parts.issuerId, receiptId))) {
        const { type, data } = one.event as PurchaseEvent;
        if (type === 'ReceiptReturned') returns.push(data);
        if (type === 'ReceiptReturned' && data.returnId === returnId) break;
      }
      const first = await log.firstOf(purchaseStream(parts.issuerId, receiptId));
      if (first?.event.type !== 'ReceiptRecorded') throw new InvariantError(`${receiptId} was never recorded`);
      const facts = { taken: event.data, receipt: first.event.data, returns };
      return whyTakenBack(facts, await termsOf(parts, event.data));
    }
    case 'PointsAdjusted': {
      const trail: PointsAdjustmentEvent[] = [];
      for await (const one of eventsOf(log, event.data.adjustmentId)) trail.push(one.event as PointsAdjustmentEvent);
      const proposed = trail.find(({ type }) => type === 'PointsAdjustmentProposed');
      const approved = trail.find(({ type }) => type === 'PointsAdjustmentApproved');
      return whyAdjusted(
        event.data,
        proposed?.type === 'PointsAdjustmentProposed' ? proposed.data : null,
        approved?.type === 'PointsAdjustmentApproved' ? approved.data : null,
      );
    }
    case 'PointsLapsed':
    case 'PointsConfirmed': {
      const { data } = event;
      const sources = await sourcesOf(log, accountId, { version, event });
      const versions = [...new Set(sources.flatMap(({ programmeVersion }) => programmeVersion ?? []))];
      const programmes = await Promise.all(
        versions.map((programmeVersion) => termsOf(parts, { programmeId: data.programmeId, programmeVersion })),
      );
      return whyInTime(event, sources, programmes);
    }
    default:
      return null;
  }
}

/** The last receipts before an entry whose points it is about, at most `SOURCES_MAX`, in order: only they are held at once. */
async function sourcesOf(
  log: EventLog,
  accountId: string,
  { version, event }: { readonly version: number; readonly event: InTime },
): Promise<readonly LotSource[]> {
  const { expiresAt } = event.data;
  const sources: LotSource[] = [];
  for await (const { envelope, event: one } of eventsOf(log, accountId)) {
    if (envelope.version >= version) break;
    if (one.type !== 'PointsEarned' || one.data.expiresAt !== expiresAt) continue;
    if (event.type === 'PointsConfirmed' && one.data.usableAt !== event.data.usableAt) continue;
    const { receiptId, earnedPoints: gavePoints, programmeVersion } = one.data;
    sources.push({ receiptId, gavePoints, programmeVersion });
    if (sources.length > SOURCES_MAX) sources.shift();
  }
  return sources;
}

async function termsOf(
  { terms, issuerId }: Parts,
  { programmeId, programmeVersion }: { readonly programmeId: string; readonly programmeVersion: number },
): Promise<Programme> {
  const programme = await terms.ofVersion(issuerId, programmeId, programmeVersion);
  if (!programme) throw new InvariantError(`version ${programmeVersion} of ${programmeId} is not here`);
  return programme;
}

async function* eventsOf(log: EventLog, streamId: string) {
  for (let after = 0; ; ) {
    const page = await log.readStream(streamId, { after, limit: PAGE_EVENTS });
    yield* page;
    after = page.at(-1)?.envelope.version ?? after;
    if (page.length < PAGE_EVENTS) return;
  }
}
