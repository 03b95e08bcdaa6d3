/** What tiering does when a member earned points: the grade rises where they reach a rule (domain 2.1, M7). */
import { Controller } from '@nestjs/common';
import { Terms } from '@scrip/chassis';
import type { PointsEarned } from '@scrip/contracts';
import { EventLog } from '@scrip/event-store';
import { command, type Effect, type Message, NotYetError, OnEvent } from '@scrip/kafka';
import { type MembershipState, membershipDecider, raiseByPoints } from './membership.decider.ts';

@Controller()
export class PointsAccountConsumer {
  readonly #log: EventLog;
  readonly #programmes: Terms;

  constructor(log: EventLog, programmes: Terms) {
    this.#log = log;
    this.#programmes = programmes;
  }

  /**
   * Decides under the version in force when the points were earned. Throws NotYetError while the version that points
   * decided under has not arrived here.
   */
  @OnEvent('PointsEarned')
  async onPointsEarned(event: PointsEarned, message: Message): Promise<Effect> {
    const { who } = message;
    const { membershipId, programmeId, programmeVersion } = event;
    const programme = await this.#programmes.inForce(who.issuerId, programmeId, who.occurredAt);
    if (!programme || programme.version < programmeVersion) {
      throw new NotYetError(`version ${programmeVersion} of ${programmeId} is not here yet`);
    }
    const decide = (state: MembershipState) => raiseByPoints(state, event, programme);
    // Points come one message after the other, and a rating in between decides by itself, so a look ahead holds: a
    // receipt that raises nobody costs no place in the log's batch.
    const { state } = await this.#log.state(membershipDecider, membershipId);
    const raise = decide(state);
    if (raise.kind === 'accepted' && raise.events.length === 0) return undefined;
    return command({ who, decider: membershipDecider, streamId: membershipId, decide });
  }
}
