/** Whose a stream is: another issuer's objects do not exist for a caller. */
import type { EventLog } from '@scrip/event-store';

/** The issuer that the first fact of a stream was recorded for, who has it for good; undefined for a stream that does not exist. */
export async function issuerOf(log: EventLog, streamId: string): Promise<string | undefined> {
  const first = await log.firstOf(streamId);
  return first?.envelope.issuerId;
}
