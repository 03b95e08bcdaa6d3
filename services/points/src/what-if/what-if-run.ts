/** Reads the history that a what-if looks at, page by page, and has it simulated. */
import type { Tell, Terms, WhatIfTrial } from '@scrip/chassis';
import { InvariantError } from '@scrip/decider';
import type { EventLog, ScannedEvent } from '@scrip/event-store';
import { type Programme, segmentsAsked } from '@scrip/programme';
import { membershipOf } from '../account/account.decider.ts';
import { gradeChangesOf, lastGradeChange } from '../account/member-grade-change.ts';
import { lastSegmentChange, segmentChangesOf } from '../segment/member-segment.ts';
import type { WhatIfReport } from './comparison.ts';
import { HeardGrades } from './heard-grades.ts';
import { type HeardMerge, HeardSegments } from './heard-segments.ts';
import { FOLDED, Simulation } from './simulation.ts';

/** Members whose changes of grades are read at once when the history is over. */
const MEMBERS_AT_ONCE = 5_000;

/** What is run. */
export interface Run {
  readonly issuerId: string;
  readonly programmeId: string;
  readonly draft: Programme;
  /** First and last business day, YYYY-MM-DD. */
  readonly from: string;
  readonly to: string;
  /** Last position of the log that counts. */
  readonly upTo: number;
  /** Last change of a grade that counts, as it was heard. */
  readonly gradesUpTo: number;
  /** Last change of a segment that counts, as it was heard. */
  readonly segmentsUpTo: number;
}

/** What points tries a draft over: the receipts of a span of days, in a log and with grades that end where they ended when it was asked. */
export function receiptsTrial(log: EventLog, terms: Terms): WhatIfTrial<'up_to' | 'grades_up_to' | 'segments_up_to'> {
  return {
    columns: { from: 'from_date', to: 'to_date' },
    members: { from: 'from', to: 'to' },
    fixed: ['up_to', 'grades_up_to', 'segments_up_to'],
    of: 'up_to',
    async fix() {
      const { position } = await log.head();
      return {
        up_to: position,
        grades_up_to: await lastGradeChange(log.pool),
        segments_up_to: await lastSegmentChange(log.pool),
      };
    },
    run: ({ fixed, ...asked }, tell) => {
      const { up_to: upTo, grades_up_to: gradesUpTo, segments_up_to: segmentsUpTo } = fixed;
      return runWhatIf(log, terms, { ...asked, upTo, gradesUpTo, segmentsUpTo }, tell);
    },
  };
}

/**
 * Runs a draft over the log without writing to it. `tell` is called after each page with the position that was reached,
 * and may throw to end the run. Throws what it throws and the database's errors.
 */
export async function runWhatIf(
  log: EventLog,
  terms: Pick<Terms, 'ofVersion'>,
  run: Run,
  tell: Tell,
): Promise<WhatIfReport> {
  const { issuerId, programmeId, draft, from, to, upTo } = run;
  const versions = new Map<number, Programme>();
  const versionOf = (version: number): Programme => {
    const found = versions.get(version);
    if (!found) throw new InvariantError(`version ${version} of ${programmeId} is not here`);
    return found;
  };
  const { joinedWith, merges } = await beforehand(log, run);
  const heardGrades = new HeardGrades();
  const heardSegments = new HeardSegments(segmentsAsked(draft), merges);
  const heard = { heardGrades, heardSegments };
  const simulation = new Simulation({ programmeId, draft, from, to, joinedWith, ...heard, versionOf });
  const hears = async (membershipIds: Iterable<string>): Promise<void> => {
    const members = [...membershipIds].map((membershipId) => {
      return { membershipId, heardVersion: simulation.members.get(membershipId)?.heardVersion ?? 0 };
    });
    const asked = { issuerId, programmeId, members, upTo: run.gradesUpTo };
    heardGrades.hold(await gradeChangesOf(log.pool, asked));
  };
  for await (const page of log.scan({ after: 0, upTo })) {
    const own = page.filter((one) => FOLDED.has(one.stream) && one.envelope.issuerId === issuerId);
    for (const version of versionsIn(own, programmeId)) {
      if (versions.has(version)) continue;
      const programme = await terms.ofVersion(issuerId, programmeId, version);
      if (programme) versions.set(version, programme);
    }
    const about = namedIn(own, programmeId);
    await hears(about.membershipIds);
    if (!heardSegments.isIdle) {
      const holderIds = heardSegments.neededFor(about.holderIds);
      const asked = { issuerId, programmeId, holderIds, upTo: run.segmentsUpTo };
      heardSegments.hold(await segmentChangesOf(log.pool, asked));
    }
    for (const { stream, event, envelope } of own) simulation.take({ stream, event, occurredAt: envelope.occurredAt });
    await tell(page.at(-1)?.position ?? upTo);
  }
  const members = [...simulation.members.values()];
  for (let first = 0; first < members.length; first += MEMBERS_AT_ONCE) {
    const some = members.slice(first, first + MEMBERS_AT_ONCE);
    await hears(some.map(({ membershipId }) => membershipId));
    for (const member of some) simulation.hearsToTheEnd(member);
    await tell(upTo);
  }
  return simulation.report();
}

/** Whom the facts of a page are about: whose changes must be at hand before they are taken. */
function namedIn(
  page: readonly ScannedEvent[],
  programmeId: string,
): { readonly membershipIds: ReadonlySet<string>; readonly holderIds: ReadonlySet<string> } {
  const membershipIds = new Set<string>();
  const holderIds = new Set<string>();
  for (const { event } of page) {
    if (event.type === 'ReceiptRecorded') {
      const { membershipId, holderId } = event.data;
      if (event.data.programmeId !== programmeId || membershipId === null) continue;
      membershipIds.add(membershipId);
      if (holderId !== null) holderIds.add(holderId);
    } else if ('accountId' in event.data && typeof event.data.accountId === 'string') {
      membershipIds.add(membershipOf(event.data.accountId));
    }
  }
  return { membershipIds, holderIds };
}

/** What receipts are looked at with and the log tells later: who joined with which, and whose accounts became one person's. */
interface Beforehand {
  /** Membership by receipt. */
  readonly joinedWith: ReadonlyMap<string, string>;
  readonly merges: readonly HeardMerge[];
}

const BEFOREHAND = ['PointsAccountOpened', 'PointsMovedOut', 'PointsMovedIn', 'PointsAccountHolderChanged'] as const;

async function beforehand(log: EventLog, { issuerId, programmeId, upTo }: Run): Promise<Beforehand> {
  const joinedWith = new Map<string, string>();
  const merges: HeardMerge[] = [];
  /** Whose an account was whose points went to another one, by account. */
  const goneFrom = new Map<string, string>();
  const merged = (goneId: string | undefined, survivorId: string, mergedAt: number): void => {
    if (goneId !== undefined && goneId !== survivorId) merges.push({ goneId, survivorId, mergedAt });
  };
  for await (const page of log.scan({ after: 0, upTo, types: BEFOREHAND })) {
    for (const { event, envelope } of page) {
      if (envelope.issuerId !== issuerId) continue;
      const { occurredAt } = envelope;
      if (event.type === 'PointsAccountOpened' && event.data.programmeId === programmeId) {
        const { joinedWithReceiptIds, membershipId } = event.data;
        for (const receiptId of joinedWithReceiptIds ?? []) joinedWith.set(receiptId, membershipId);
      }
      if (event.type === 'PointsMovedOut') goneFrom.set(event.data.accountId, event.data.holderId);
      if (event.type === 'PointsMovedIn')
        merged(goneFrom.get(event.data.fromAccountId), event.data.holderId, occurredAt);
      if (event.type === 'PointsAccountHolderChanged') {
        merged(event.data.fromHolderId, event.data.holderId, occurredAt);
      }
    }
  }
  return { joinedWith, merges };
}

/** The versions that facts of the programme were decided under. */
function versionsIn(page: readonly ScannedEvent[], programmeId: string): ReadonlySet<number> {
  const found = new Set<number>();
  for (const { event } of page) {
    if (event.type !== 'ReceiptRecorded' && event.type !== 'PointsEarned') continue;
    if (event.data.programmeId === programmeId) found.add(event.data.programmeVersion);
  }
  return found;
}
