/** Whether a holder of an issuer is known here: nobody is spoken to whose language and consents have not arrived. */
import { InvariantError } from '@scrip/decider';
import type { EventLog } from '@scrip/event-store';
import { NotYetError } from '@scrip/kafka';
import { issuerOf } from '../ownership.ts';

/**
 * Asks the log, not the memory of this process: another copy of the service may have heard of the holder. Throws NotYetError
 * while the holder's registration has not arrived, InvariantError for a holder of another issuer.
 */
export async function requireContact(log: EventLog, issuerId: string, contactId: string): Promise<void> {
  const owner = await issuerOf(log, contactId);
  if (owner === undefined) throw new NotYetError(`the registration of ${contactId} has not arrived`);
  if (owner !== issuerId) throw new InvariantError(`${contactId} is of the issuer ${owner}, not of ${issuerId}`);
}
