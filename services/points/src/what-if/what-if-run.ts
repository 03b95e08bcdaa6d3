/** Reads the history that a what-if looks at, page by page, and has it simulated. */
import type { Tell, Terms, WhatIfTrial } from '@scrip/chassis';
import { InvariantError } from '@scrip/decider';
import type { EventLog, ScannedEvent } from '@scrip/event-store';
import type { Programme } from '@scrip/programme';
import { gradeChanges, lastGradeChange } from '../account/member-grade-change.ts';
import type { WhatIfReport } from './comparison.ts';
import { HeardGrades } from './heard-grades.ts';
import { FOLDED, Simulation } from './simulation.ts';

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
}

/** What points tries a draft over: the receipts of a span of days, in a log and with grades that end where they ended when it was asked. */
export function receiptsTrial(log: EventLog, terms: Terms): WhatIfTrial<'up_to' | 'grades_up_to'> {
  return {
    columns: { from: 'from_date', to: 'to_date' },
    members: { from: 'from', to: 'to' },
    fixed: ['up_to', 'grades_up_to'],
    of: 'up_to',
    async fix() {
      const { position } = await log.head();
      return { up_to: position, grades_up_to: await lastGradeChange(log.pool) };
    },
    run: ({ fixed, ...asked }, tell) =>
      runWhatIf(log, terms, { ...asked, upTo: fixed.up_to, gradesUpTo: fixed.grades_up_to }, tell),
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
  const joinedWith = await joinings(log, run);
  const changes = await gradeChanges(log.pool, { issuerId, programmeId, upTo: run.gradesUpTo });
  const heardGrades = new HeardGrades(changes);
  const simulation = new Simulation({ programmeId, draft, from, to, joinedWith, heardGrades, versionOf });
  for await (const page of log.scan({ after: 0, upTo })) {
    const own = page.filter((one) => FOLDED.has(one.stream) && one.envelope.issuerId === issuerId);
    for (const version of versionsIn(own, programmeId)) {
      if (versions.has(version)) continue;
      const programme = await terms.ofVersion(issuerId, programmeId, version);
      if (programme) versions.set(version, programme);
    }
    for (const { stream, event, envelope } of own) simulation.take({ stream, event, occurredAt: envelope.occurredAt });
    await tell(page.at(-1)?.position ?? upTo);
  }
  return simulation.report();
}

/** Which membership each receipt was used to join with. */
async function joinings(log: EventLog, { issuerId, programmeId, upTo }: Run): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for await (const page of log.scan({ after: 0, upTo, types: ['PointsAccountOpened'] })) {
    for (const { event, envelope } of page) {
      if (event.type !== 'PointsAccountOpened' || envelope.issuerId !== issuerId) continue;
      if (event.data.programmeId !== programmeId) continue;
      for (const receiptId of event.data.joinedWithReceiptIds ?? []) found.set(receiptId, event.data.membershipId);
    }
  }
  return found;
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
