/** What is due by the business clock: grades given by hand whose term is over (domain 2.8). */
import { addPeriodToDate, businessDate, startOfBusinessDay } from '@scrip/calendar';
import type { DueItem, DueWork, Terms } from '@scrip/chassis';
import { type EventLog, idFrom } from '@scrip/event-store';
import { membershipDecider } from '../membership/membership.decider.ts';
import { type GrantOver, grantsOver } from './grade-application.projection.ts';
import { endGrant } from './grade-grant.rule.ts';

/** A grant that ends. */
export type DueGrant = DueItem & GrantOver;

export class GrantsDue implements DueWork<DueGrant> {
  readonly name = 'grade_grant';
  readonly #log: EventLog;
  readonly #terms: Terms;

  constructor(log: EventLog, terms: Terms) {
    this.#log = log;
    this.#terms = terms;
  }

  async due(now: number, limit: number): Promise<readonly DueGrant[]> {
    const over = await grantsOver(this.#log.pool, businessDate(now), limit);
    return over.map((grant) => ({
      ...grant,
      id: grant.membershipId,
      dueAt: startOfBusinessDay(addPeriodToDate(grant.untilDate, 'P1D')),
    }));
  }

  /** Ended from the day after its last, however late this runs; refused where somebody ended it in the meantime. */
  async carryOut({ membershipId, issuerId, programmeId, dueAt }: DueGrant): Promise<'done' | 'later'> {
    const programme = await this.#terms.inForce(issuerId, programmeId, dueAt);
    if (!programme) return 'later';
    const ended = { today: businessDate(dueAt), cause: 'term_over', endedBy: null, roles: null };
    await this.#log.execute({
      who: {
        issuerId,
        actor: 'service:tiering',
        occurredAt: dueAt,
        correlationId: idFrom('due', `${membershipId} ${dueAt}`),
        causationId: null,
        traceparent: null,
      },
      key: null,
      decider: membershipDecider,
      streamId: membershipId,
      decide: (state) => endGrant(state, ended, programme),
    });
    return 'done';
  }
}
