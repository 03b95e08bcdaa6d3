/** What a programme says of an application for a card, as the version in force has it (domain 2.11). */
import type { EventLog } from '@scrip/event-store';
import { Problem } from '@scrip/http';
import { type Approval, approvalOf, inForceAt, publishedProgramme } from '@scrip/programme';
import { programmeDecider, programmeStream } from '../programme/programme.decider.ts';

/** The terms, and the version that they stand in. */
export interface ApplicationTerms {
  readonly programmeVersion: number;
  readonly approval: Approval;
}

/**
 * The terms in force at a moment. Throws the Problems, in this order: 404 `programme_unknown`; 409
 * `programme_not_in_force`; 404 `approval_unknown` {programmeVersion, approvalKey}; 409 `approval_not_of_a_card` {subject}:
 * memberships, grades and receptions are applied for elsewhere.
 */
export async function applicationTerms(
  log: EventLog,
  issuerId: string,
  asked: { readonly programmeId: string; readonly approvalKey: string; readonly at: number },
): Promise<ApplicationTerms> {
  const { programmeId, approvalKey, at } = asked;
  const streamId = programmeStream(issuerId, programmeId);
  const { state } = await log.state(programmeDecider, streamId);
  if (state.versions.length === 0) {
    throw new Problem(404, 'programme_unknown', 'There is no such programme', { members: { programmeId } });
  }
  const inForce = inForceAt(state.versions, at);
  if (!inForce) {
    throw new Problem(409, 'programme_not_in_force', 'No version is in force', { members: { programmeId } });
  }
  const { version: programmeVersion } = inForce;
  const facts = await log.readStream(streamId);
  const published = facts
    .map(({ event }) => event)
    .find((event) => event.type === 'ProgrammePublished' && event.data.version === programmeVersion);
  const document = published?.type === 'ProgrammePublished' ? publishedProgramme(published.data.documentJson) : {};
  const approval = approvalOf(document, approvalKey);
  if (!approval) {
    const members = { programmeId, programmeVersion, approvalKey };
    throw new Problem(404, 'approval_unknown', 'The programme has no such application', { members });
  }
  if (approval.subject !== 'card') {
    const members = { approvalKey, subject: approval.subject };
    throw new Problem(409, 'approval_not_of_a_card', 'This is not an application for a card', { members });
  }
  return { programmeVersion, approval };
}
