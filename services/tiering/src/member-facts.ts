/** What conditions ask of members as of the end of a month: the grade that they had, what was measured, their segments. */
import { InvariantError } from '@scrip/decider';
import type { EventLog } from '@scrip/event-store';
import {
  type Condition,
  endOfMonth,
  type Facts,
  type FeePayer,
  gradeOrder,
  lowestGrade,
  type Measure,
  type Measured,
  measureKey,
  measuresAsked,
  type Programme,
} from '@scrip/programme';
import { type RatingOf, ratingOf } from './rating/rate-member.rule.ts';
import { holdersNamed, type RatedHolder, rateables } from './rating/rating-figures.ts';
import { segmentsOfHolders } from './segment/segment.projection.ts';

/** A member at the end of a month. */
export interface MemberAt extends FeePayer {
  readonly membershipId: string;
  readonly holderId: string;
}

/** Whose facts are asked for, and which. */
export interface FactsAsked {
  readonly issuerId: string;
  readonly programme: Programme;
  readonly members: readonly MemberAt[];
  readonly conditions: readonly Condition[];
  /** YYYY-MM. */
  readonly month: string;
}

interface MemberRow {
  membership_id: string;
  holder_id: string;
  business_date: string;
  grade: string;
  grade_since: string;
}

export class MemberFacts {
  readonly #log: EventLog;

  constructor(log: EventLog) {
    this.#log = log;
  }

  /**
   * Members of a programme after an id, in the order of their ids, with the grade that they had at the end of a month: those
   * who had one by then. Who died is left out.
   */
  async membersAt(asked: {
    readonly issuerId: string;
    readonly programmeId: string;
    readonly month: string;
    readonly after: string;
    readonly limit: number;
    /** Only this one. */
    readonly membershipId?: string;
  }): Promise<readonly MemberAt[]> {
    const { rows } = await this.#log.pool.query<MemberRow>({
      name: 'members_at',
      text: `SELECT m.membership_id, m.holder_id, m.business_date, s.to_grade AS grade, c.effective_date AS grade_since
        FROM membership AS m
        JOIN LATERAL (SELECT to_grade, version FROM grade_step
          WHERE membership_id = m.membership_id AND effective_date <= $4 ORDER BY version DESC LIMIT 1) AS s ON true
        JOIN LATERAL (SELECT effective_date FROM grade_step
          WHERE membership_id = m.membership_id AND version <= s.version
            AND (to_grade IS DISTINCT FROM from_grade OR version = 1) ORDER BY version DESC LIMIT 1) AS c ON true
        WHERE m.issuer_id = $1 AND m.programme_id = $2 AND m.membership_id > $3
          AND ($5::text IS NULL OR m.membership_id = $5)
          AND NOT EXISTS (SELECT FROM departed_holder AS d
            WHERE d.issuer_id = m.issuer_id AND d.holder_id = m.holder_id AND d.departure = 'died')
        ORDER BY m.membership_id LIMIT $6`,
      values: [
        asked.issuerId,
        asked.programmeId,
        asked.after,
        endOfMonth(asked.month),
        asked.membershipId ?? null,
        asked.limit,
      ],
    });
    return rows.map((row) => ({
      membershipId: row.membership_id,
      holderId: row.holder_id,
      grade: row.grade,
      gradeSince: row.grade_since,
      joinedOn: row.business_date,
    }));
  }

  /** What was measured of each of these members, by membership and by the name of the measure; nothing at all is 0. */
  async measuresOf(
    asked: Pick<FactsAsked, 'issuerId' | 'programme' | 'members' | 'month'> & { readonly measures: readonly Measure[] },
  ): Promise<ReadonlyMap<string, ReadonlyMap<string, Measured>>> {
    const { issuerId, programme, members, month, measures } = asked;
    const found = await this.#rateables(issuerId, asking(programme, [], measures, month), members);
    return new Map(found.map(({ membershipId, facts }) => [membershipId, facts.measures ?? new Map()]));
  }

  /** Everything that these conditions ask of each of these members, by membership. */
  async of({ issuerId, programme, members, conditions, month }: FactsAsked): Promise<ReadonlyMap<string, Facts>> {
    const measures = conditions.flatMap((condition) => measuresAsked(condition));
    const found = await this.#rateables(issuerId, asking(programme, conditions, measures, month), members);
    const holderIds = members.map(({ holderId }) => holderId);
    const segments = await segmentsOfHolders(this.#log.pool, { issuerId, programmeId: programme.id, holderIds });
    const grades = programme.grades?.map(({ key }) => key) ?? [];
    return new Map(
      found.map(({ membershipId, holderId, facts }, index): readonly [string, Facts] => {
        const values = { ...facts.values, grade: members[index]?.grade ?? null };
        return [membershipId, { ...facts, values, grades, segments: segments.get(holderId) ?? [] }];
      }),
    );
  }

  /** What the standards of a programme ask of a holder for the rating of a month, member or not. */
  async ofRating(
    issuerId: string,
    programme: Programme,
    { holderId, month }: { readonly holderId: string; readonly month: string },
  ): Promise<Facts> {
    const { pool } = this.#log;
    const holders = await holdersNamed(pool, issuerId, programme.id, [holderId]);
    const [found] = await rateables(pool, issuerId, ratingOf('', programme, month), holders);
    if (!found) throw new InvariantError(`nothing was said of ${holderId}`);
    const grade = holders[0]?.held?.grade ?? lowestGrade(programme) ?? null;
    return { ...found.facts, values: { ...found.facts.values, grade }, grades: gradeOrder(programme) };
  }

  /** What one condition asks of a holder for a month, member or not. */
  async ofHolder({
    issuerId,
    programme,
    holderId,
    when,
    month,
  }: {
    readonly issuerId: string;
    readonly programme: Programme;
    readonly holderId: string;
    readonly when: Condition;
    readonly month: string;
  }): Promise<Facts> {
    const [holder] = await holdersNamed(this.#log.pool, issuerId, programme.id, [holderId]);
    if (!holder) throw new InvariantError(`nothing was said of ${holderId}`);
    const { membershipId, joinedOn, held } = holder;
    const grade = held?.grade ?? lowestGrade(programme) ?? '';
    const member = { membershipId, holderId, joinedOn, grade, gradeSince: joinedOn };
    const found = await this.of({ issuerId, programme, members: [member], conditions: [when], month });
    return found.get(membershipId) ?? { values: {} };
  }

  #rateables(issuerId: string, rating: RatingOf, members: readonly MemberAt[]) {
    const holders = members.map(
      ({ membershipId, holderId, joinedOn }): RatedHolder => ({ membershipId, holderId, joinedOn, held: null }),
    );
    return rateables(this.#log.pool, issuerId, rating, holders);
  }
}

/** Conditions as the ratings ask theirs: as the one standard of a programme that is otherwise the same. */
function asking(
  programme: Programme,
  conditions: readonly Condition[],
  measures: readonly Measure[],
  month: string,
): RatingOf {
  const met = conditions.map((when) => ({ grade: '', when }));
  const standard = { key: 'asked', name: programme.name, gives: 'application' as const, met };
  const tiers = {
    rating: { at: 'monthEnd' as const, effective: 'nextMonth' as const },
    upgrade: 'highestMet' as const,
    serviceLevel: 'grade' as const,
    standards: [standard],
  };
  const each = new Map(measures.map((measure) => [measureKey(measure), measure]));
  const asked = [...each].map(([key, measure]) => ({ key, measure }));
  return { runId: '', programme: { ...programme, tiers }, measures: asked, month };
}
