import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EventData, MembershipEvent } from '@scrip/contracts';
import { accept } from '@scrip/decider';
import { EventLog, newId, ProjectionRunner } from '@scrip/event-store';
import { type ThrowawayDatabase, throwawayDatabase } from '@scrip/testing';
import { gradeStepProjection } from '../membership/grade-step.projection.ts';
import { membershipDecider } from '../membership/membership.decider.ts';
import { type GradeEntry, gradeEntryOf } from './grade-entry.ts';

const ORDER = ['ordinary', 'silver', 'gold', 'platinum'];

let database: ThrowawayDatabase;
let log: EventLog;
let runner: ProjectionRunner;

beforeAll(async () => {
  database = await throwawayDatabase('tiering');
  const projections = [gradeStepProjection];
  const names = projections.map(({ name }) => name);
  log = await EventLog.open({
    service: 'tiering',
    connection: database.appUrl,
    clock: { now: () => Date.now() },
    projections: names,
  });
  runner = new ProjectionRunner(log, projections, (name, error) => {
    throw new Error(`${name} stands still`, { cause: error });
  });
  await runner.start();
});
afterAll(async () => {
  await runner.stop();
  await log.close();
  await database.drop();
});

type Step = readonly [type: 'rated' | 'rerated' | 'granted' | 'ended', from: string, to: string];

const eventOf = (membershipId: string, [type, fromGrade, toGrade]: Step, date: string): MembershipEvent => {
  const of = { membershipId, holderId: 'hld_1', programmeId: 'bank', programmeVersion: 1, fromGrade, toGrade };
  const held = { toStanding: 'met', missedRatings: 0, effectiveDate: date };
  const applicationId = `apl_${date}`;
  switch (type) {
    case 'rated': {
      const by = { runId: 'rtr_1', month: date.slice(0, 7), metGrade: toGrade, standard: null, outcome: 'raised' };
      return { type: 'GradeRated', data: { ...of, ...held, ...by, fromStanding: 'met', measured: [] } };
    }
    case 'rerated': {
      const months: EventData<'GradeRerated'>['months'] = [];
      return { type: 'GradeRerated', data: { ...of, ...held, runId: 'rtr_1', months } };
    }
    case 'granted': {
      const by = { applicationId, effectiveDate: date, untilDate: null, role: 'head', approvedBy: 'head-1' };
      return { type: 'GradeGranted', data: { ...of, ...by } };
    }
    case 'ended': {
      const by = { applicationId, effectiveDate: date, cause: 'term_over', endedBy: null };
      return { type: 'GradeGrantEnded', data: { ...of, ...by } };
    }
  }
};

/** A membership with a step on the first day of each month from January 2026 on; the last entry into the grades by then. */
async function entered(grades: readonly string[], ...steps: readonly Step[]): Promise<GradeEntry | undefined> {
  const membershipId = newId('mbr');
  for (const [index, step] of steps.entries()) {
    const date = `2026-0${index + 1}-01`;
    const who = {
      issuerId: 'iss_1',
      actor: 'service:tiering',
      occurredAt: Date.parse(`${date}T12:00:00+08:00`),
      correlationId: 'cor_1',
      causationId: null,
      traceparent: null,
    };
    const decide = () => accept(eventOf(membershipId, step, date));
    await log.execute({ who, key: null, decider: membershipDecider, streamId: membershipId, decide });
  }
  await runner.reached((await log.head()).position, 10_000);
  return gradeEntryOf(log.pool, { membershipIds: [membershipId], grades, order: ORDER, date: '2026-12-31' });
}

describe('an entry into the grades that have a benefit', () => {
  it('is a rise from below them, by whatever gave it, and again after they were left', async () => {
    const rise: Step = ['rated', 'ordinary', 'gold'];
    expect(await entered(['gold'], rise)).toMatchObject({ approvedDate: '2026-01-01' });
    expect(await entered(['gold'], rise, ['rated', 'gold', 'silver'], ['granted', 'silver', 'gold'])).toEqual({
      applicationId: 'apl_2026-03-01',
      approvedDate: '2026-03-01',
    });
    expect(await entered(['gold', 'platinum'], rise, ['rated', 'gold', 'platinum'])).toMatchObject({
      approvedDate: '2026-01-01',
    });
  });

  it('is no fall from above them, where only the lower grade has it', async () => {
    const steps: Step[] = [
      ['rated', 'ordinary', 'gold'],
      ['rated', 'gold', 'platinum'],
    ];
    expect(await entered(['gold'], ...steps, ['rated', 'platinum', 'gold'])).toMatchObject({
      approvedDate: '2026-01-01',
    });
    expect(
      await entered(['gold'], ...steps.slice(0, 1), ['granted', 'gold', 'platinum'], ['ended', 'platinum', 'gold']),
    ).toMatchObject({
      approvedDate: '2026-01-01',
    });
  });

  it('is no correction of a correction; a first one counts where nothing else let somebody in', async () => {
    const back: Step[] = [
      ['rerated', 'gold', 'silver'],
      ['rerated', 'silver', 'gold'],
    ];
    expect(await entered(['gold'], ['rated', 'ordinary', 'gold'], ...back)).toMatchObject({
      approvedDate: '2026-01-01',
    });
    expect(
      await entered(['gold'], ['rated', 'ordinary', 'silver'], ['rerated', 'silver', 'gold'], ...back),
    ).toMatchObject({ approvedDate: '2026-02-01' });
  });
});
