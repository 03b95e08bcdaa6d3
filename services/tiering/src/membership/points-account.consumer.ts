/** What tiering does when a member earned points: they are measured, and the grade rises where they reach a rule (domain 2.1, M7). */
import { Controller } from '@nestjs/common';
import { businessDate } from '@scrip/calendar';
import { Terms } from '@scrip/chassis';
import type { PointsEarned } from '@scrip/contracts';
import { EventLog, type Tx } from '@scrip/event-store';
import { command, type Effect, type Message, NotYetError, OnEvent, writes } from '@scrip/kafka';
import { addFlows, keepPoints } from '../metric/metric-value.ts';
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
    const measured = (tx: Tx): Promise<void> => measurePoints(tx, event, message);
    if (raise.kind === 'accepted' && raise.events.length === 0) return writes(measured);
    return command({ who, decider: membershipDecider, streamId: membershipId, decide, writes: measured });
  }
}

/** What ratings may ask of points: those earned on the day, and what the member has now. */
async function measurePoints(tx: Tx, event: PointsEarned, { envelope }: Message): Promise<void> {
  const { membershipId, holderId, earnedPoints, balanceAfterPoints, lifetimeAfterPoints } = event;
  const { issuerId, occurredAt, version } = envelope;
  const day = businessDate(occurredAt);
  await addFlows(tx, [{ issuerId, holderId, metric: 'earnedPoints', day, value: earnedPoints }]);
  const points = { balancePoints: balanceAfterPoints, lifetimePoints: lifetimeAfterPoints };
  await keepPoints(tx, { membershipId, ...points, version });
}
