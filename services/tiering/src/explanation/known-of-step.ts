/** What an explanation needs of a step beside its fact: facts of the customer, what ratings had measured, what was applied for. */
import type { Terms } from '@scrip/chassis';
import type { GradeRerated } from '@scrip/contracts';
import type { EventLog } from '@scrip/event-store';
import type { Facts, Programme } from '@scrip/programme';
import { ratingOf } from '../rating/rate-member.rule.ts';
import { termsOfMonth } from '../rating/rating-correction.ts';
import { holdersNamed, rateables } from '../rating/rating-figures.ts';
import { resultsOfHolders } from '../rating/rating-result.ts';
import { earlierRuns } from '../rating/rating-run.projection.ts';
import type { CorrectedMonth, KnownOfStep } from './decided-step-explanation.rule.ts';
import type { StepEvent } from './grade-step-explanation.rule.ts';

const NOTHING: KnownOfStep = { facts: { values: {} }, months: [], applied: null };

/** Gathers it. Throws the database's errors. */
export async function knownOfStep(
  parts: { readonly log: EventLog; readonly terms: Terms; readonly issuerId: string },
  event: StepEvent,
  programme: Programme,
): Promise<KnownOfStep> {
  const { log, issuerId } = parts;
  switch (event.type) {
    case 'GradeRated':
    case 'GradeRatedInstantly': {
      const { month, holderId } = event.data;
      return { ...NOTHING, facts: await factsOf(log, issuerId, { programme, month, holderId }) };
    }
    case 'GradeRerated':
      return { ...NOTHING, months: await correctedMonths(parts, event.data, programme) };
    case 'GradeGranted': {
      const first = await log.firstOf(event.data.applicationId);
      return { ...NOTHING, applied: first?.event.type === 'GradeApplied' ? first.event.data : null };
    }
    default:
      return NOTHING;
  }
}

/** The facts of a customer as they are known for a month: a fact repeats the measures only. */
async function factsOf(
  { pool }: EventLog,
  issuerId: string,
  of: { readonly programme: Programme; readonly month: string; readonly holderId: string },
): Promise<Facts> {
  const { programme, month, holderId } = of;
  const holders = await holdersNamed(pool, issuerId, programme.id, [holderId]);
  const [rateable] = await rateables(pool, issuerId, ratingOf('', programme, month), holders);
  return rateable?.facts ?? { values: {} };
}

/** Each month that a corrected run changed: what it measured, and what the last run before it had. */
async function correctedMonths(
  { log, terms, issuerId }: { readonly log: EventLog; readonly terms: Terms; readonly issuerId: string },
  { runId, holderId, months }: GradeRerated,
  programme: Programme,
): Promise<readonly CorrectedMonth[]> {
  const { own, earlier } = await earlierRuns(log.pool, { issuerId, programmeId: programme.id, runId });
  const measuredBy = async (runNos: readonly bigint[]): Promise<ReadonlyMap<string, string>> => {
    // The later run comes last and stays.
    const rows = await resultsOfHolders(log.pool, runNos, [holderId]);
    return new Map(rows.map(({ month, measured }) => [month, measured]));
  };
  const [was, is] = await Promise.all([measuredBy(earlier), measuredBy(own)]);
  return Promise.all(
    months.map(async ({ month }) => {
      const rated = await termsOfMonth(terms, issuerId, programme, month);
      const facts = await factsOf(log, issuerId, { programme: rated, month, holderId });
      return { month, programme: rated, facts, was: was.get(month) ?? null, is: is.get(month) ?? '' };
    }),
  );
}
