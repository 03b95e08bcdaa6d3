/** Whose a stream is: another issuer's objects do not exist for a caller. */
import type { EventLog } from '@scrip/event-store';

/** Whether the stream exists and its first fact was recorded for this issuer; who made it, has it for good. */
export async function belongsTo(log: EventLog, issuerId: string, streamId: string): Promise<boolean> {
  const first = await log.firstOf(streamId);
  return first?.envelope.issuerId === issuerId;
}
