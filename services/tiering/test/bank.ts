/** A bank on tiering's door: what customers hold is reported month by month, and each month is rated. */
import type { Programme } from '@scrip/programme';
import type { Answer, Client } from '@scrip/testing';
import { RatingWork } from '../src/rating/rating-work.ts';
import type { TieringDoor } from './tiering-door.ts';

/** A step of a grade as its history tells it. */
export interface Step {
  readonly toGrade: string;
  readonly standing: string;
  readonly month: string;
  readonly effectiveDate: string;
}

/** A rating run as it is told, as far as tests look. */
export interface Run {
  readonly runId: string;
  readonly state: string;
  readonly rated: number;
  readonly membersChanged: number;
  readonly outcomes: Readonly<Record<string, number>> | null;
  readonly resultSha256: string | null;
}

export class Bank {
  readonly client: Client;
  readonly issuerId: string;
  readonly #door: TieringDoor;
  readonly #programmeId: string;

  constructor(door: TieringDoor, issuerId: string, programme: Programme) {
    this.#door = door;
    this.issuerId = issuerId;
    this.#programmeId = programme.id;
    this.client = door.as({ issuerId });
  }

  /** Reports the average balance of a holder in months, in yuan by YYYY-MM. */
  async holds(holderId: string, yuanByMonth: Readonly<Record<string, number>>, revision = 0): Promise<void> {
    const values = Object.entries(yuanByMonth).map(([period, yuan]) => ({ holderId, period, value: yuan * 100 }));
    const { refused } = (await this.report({ metric: 'depositsFen', revision, values })).ok(201);
    if (refused !== 0) throw new Error(`${String(refused)} of the balances were refused`);
  }

  report(body: object): Promise<Answer> {
    return this.client.post('/tiering/v1/metrics', { source: 'core-banking', ...body });
  }

  start(body: object): Promise<Answer> {
    return this.client.post('/tiering/v1/rating-runs', { programmeId: this.#programmeId, ...body });
  }

  /** Rates a month to its end and gives the closed run. */
  async rate(month: string, more: object = {}): Promise<Run> {
    const { runId } = (await this.start({ month, ...more })).ok(201);
    return this.finish(String(runId));
  }

  /** Works on what is due until a run is closed. */
  async finish(runId: string): Promise<Run> {
    for (let turn = 0; turn < 100; turn += 1) {
      await this.#door.carryOutDue(RatingWork);
      const run = (await this.client.get<Run>(`/tiering/v1/rating-runs/${runId}`)).ok();
      if (run.state === 'closed') return run;
    }
    throw new Error(`${runId} does not come to its end`);
  }

  /** Rates months in their order. */
  async rateAll(months: readonly string[]): Promise<void> {
    for (const month of months) await this.rate(month);
  }

  /** How a holder's grade came about; nothing for whoever never was more than the lowest. */
  async history(holderId: string): Promise<readonly Step[]> {
    const member = await this.membership(holderId);
    if (!member) return [];
    const steps = await this.client.get<{ items: readonly Step[] }>(
      `/tiering/v1/memberships/${member.membershipId}/history`,
    );
    return steps.ok().items;
  }

  /** The membership of a holder, if there is one. */
  async membership(
    holderId: string,
  ): Promise<{ membershipId: string; grade: string; standing: string; missedRatings: number } | undefined> {
    const found = await this.client.get<{
      items: readonly { membershipId: string; grade: string; standing: string; missedRatings: number }[];
    }>(`/tiering/v1/memberships?holderId=${holderId}&programmeId=${this.#programmeId}`);
    return found.ok().items[0];
  }

  /** The grade on a day, by the steps that hold by then. */
  async gradeOn(holderId: string, day: string, lowest = 'ordinary'): Promise<string> {
    const steps = await this.history(holderId);
    return steps.filter(({ effectiveDate }) => effectiveDate <= day).at(-1)?.toGrade ?? lowest;
  }
}
