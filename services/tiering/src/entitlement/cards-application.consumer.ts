/** What tiering does when an application for a card was approved with a grade: the holder is a member with it (domain 2.11). */
import { Controller } from '@nestjs/common';
import { businessDate } from '@scrip/calendar';
import { Terms } from '@scrip/chassis';
import type { ApplicationApproved } from '@scrip/contracts';
import { EventLog, idFrom, type Tx } from '@scrip/event-store';
import { command, type Effect, type Message, NotYetError, OnEvent } from '@scrip/kafka';
import { membershipDecider, membershipSeed } from '../membership/membership.decider.ts';
import { lockHolder, survivorOf } from './absorbed-holder.ts';
import { keepApprovedGrade } from './approved-grade.ts';
import { approveMembership } from './approved-membership.rule.ts';

@Controller()
export class CardsApplicationConsumer {
  readonly #log: EventLog;
  readonly #terms: Terms;

  constructor(log: EventLog, terms: Terms) {
    this.#log = log;
    this.#terms = terms;
  }

  /**
   * The membership begins with the grade, or rises to it; of a holder who was merged meanwhile it is the survivor's. Throws
   * NotYetError while the version that cards decided under is not here, and where the holder is merged at this moment.
   */
  @OnEvent('ApplicationApproved')
  async onApplicationApproved(event: ApplicationApproved, { who }: Message): Promise<Effect> {
    const { programmeId, programmeVersion, gradeKey, applicationId } = event;
    if (gradeKey === null) return undefined;
    const { issuerId, occurredAt: approvedAt } = who;
    const programme = await this.#terms.ofVersion(issuerId, programmeId, programmeVersion);
    if (!programme) throw new NotYetError(`version ${programmeVersion} of ${programmeId} is not here yet`);
    const holderId = await survivorOf(this.#log.pool, issuerId, event.holderId);
    const membershipId = idFrom('mbr', membershipSeed(issuerId, programmeId, holderId));
    const approved = { membershipId, holderId, gradeKey, today: businessDate(approvedAt) };
    return command({
      who,
      decider: membershipDecider,
      streamId: membershipId,
      decide: (state) => approveMembership(state, event, approved, programme),
      writes: async (tx: Tx) => {
        await lockHolder(tx, issuerId, holderId);
        if ((await survivorOf(tx, issuerId, holderId)) !== holderId) {
          throw new NotYetError(`${holderId} is another holder by now`);
        }
        await keepApprovedGrade(tx, { issuerId, holderId, programmeId, grade: gradeKey, applicationId, approvedAt });
      },
    });
  }
}
