/** What tiering does when a member's points move: they are measured, and the grade rises where they reach a rule (domain 2.1, M7). */
import { Controller } from '@nestjs/common';
import { businessDate } from '@scrip/calendar';
import { Terms } from '@scrip/chassis';
import type {
  PointsAccountClosed,
  PointsAdjusted,
  PointsConfirmed,
  PointsEarned,
  PointsGranted,
  PointsGrantTakenBack,
  PointsLapsed,
  PointsMovedIn,
  PointsMovedOut,
  PointsTakenBack,
  PointsUsed,
  PointsUseReversed,
} from '@scrip/contracts';
import { EventLog, type Tx } from '@scrip/event-store';
import { command, type Effect, type Message, NotYetError, OnEvent, row, type WritesEffect } from '@scrip/kafka';
import { type Points, ZERO_POINTS } from '@scrip/money';
import { canRaise } from '@scrip/programme';
import { addFlows, keepPoints, type MemberPoints, type MetricFlow, pointsOfMember } from '../metric/metric-value.ts';
import { type MembershipState, membershipDecider, type ReachedPoints, raiseByPoints } from './membership.decider.ts';

/** What every fact of a points account says of its member. */
interface OfMember {
  readonly membershipId: string;
  readonly balanceAfterPoints: Points;
  /** Left out by facts that leave it as it was. */
  readonly lifetimeAfterPoints?: Points;
}

@Controller()
export class PointsAccountConsumer {
  readonly #log: EventLog;
  readonly #programmes: Terms;

  constructor(log: EventLog, programmes: Terms) {
    this.#log = log;
    this.#programmes = programmes;
  }

  /** Points that a receipt earned; as `#rose`. */
  @OnEvent('PointsEarned')
  onPointsEarned(event: PointsEarned, message: Message): Promise<Effect> {
    const { receiptId, holderId, earnedPoints } = event;
    const earned = earnedOn(message, holderId, earnedPoints);
    return this.#rose(event, message, { reachedBy: 'receipt', receiptId, reference: null }, earned);
  }

  /** Points that a return took back are measured as such; a grade that they gave stays (domain 2.1, M12). */
  @OnEvent('PointsTakenBack')
  onPointsTakenBack(event: PointsTakenBack, message: Message): Effect {
    return measure(event, message, earnedOn(message, event.holderId, -event.takenBackPoints));
  }

  /** A correction by hand; one that gives points as `#rose`. */
  @OnEvent('PointsAdjusted')
  async onPointsAdjusted(event: PointsAdjusted, message: Message): Promise<Effect> {
    if (event.direction !== 'credit') return measure(event, message);
    return this.#rose(event, message, { reachedBy: 'adjustment', receiptId: null, reference: event.adjustmentId });
  }

  /** The points of another account of the same person; as `#rose`. */
  @OnEvent('PointsMovedIn')
  onPointsMovedIn(event: PointsMovedIn, message: Message): Promise<Effect> {
    return this.#rose(event, message, { reachedBy: 'merge', receiptId: null, reference: event.fromAccountId });
  }

  /** Points that waited are in the balance; as `#rose`. */
  @OnEvent('PointsConfirmed')
  onPointsConfirmed(event: PointsConfirmed, message: Message): Promise<Effect> {
    return this.#rose(event, message, { reachedBy: 'confirmation', receiptId: null, reference: null });
  }

  /** Points of a use that was undone are in the balance again; as `#rose`. */
  @OnEvent('PointsUseReversed')
  onPointsUseReversed(event: PointsUseReversed, message: Message): Promise<Effect> {
    return this.#rose(event, message, { reachedBy: 'use_reversed', receiptId: null, reference: event.useId });
  }

  /** Points that an entitlement gave; as `#rose`. */
  @OnEvent('PointsGranted')
  onPointsGranted(event: PointsGranted, message: Message): Promise<Effect> {
    return this.#rose(event, message, { reachedBy: 'grant', receiptId: null, reference: event.useId });
  }

  @OnEvent('PointsGrantTakenBack')
  onPointsGrantTakenBack(event: PointsGrantTakenBack, message: Message): Effect {
    return measure(event, message);
  }

  @OnEvent('PointsUsed')
  onPointsUsed(event: PointsUsed, message: Message): Effect {
    return measure(event, message);
  }

  @OnEvent('PointsLapsed')
  onPointsLapsed(event: PointsLapsed, message: Message): Effect {
    return measure(event, message);
  }

  @OnEvent('PointsMovedOut')
  onPointsMovedOut({ membershipId }: PointsMovedOut, message: Message): Effect {
    return measure({ membershipId, ...NOTHING_LEFT }, message);
  }

  @OnEvent('PointsAccountClosed')
  onPointsAccountClosed({ membershipId }: PointsAccountClosed, message: Message): Effect {
    return measure({ membershipId, ...NOTHING_LEFT }, message);
  }

  /**
   * Measures points that rose and raises the grade at once where they reach a rule, under the version in force when they
   * rose. Throws NotYetError while no version is in force here, or the one that points decided under has not arrived.
   */
  async #rose(
    event: OfMember & { readonly programmeId: string; readonly programmeVersion?: number },
    message: Message,
    by: Pick<ReachedPoints, 'reachedBy' | 'receiptId' | 'reference'>,
    earned: MetricFlow | null = null,
  ): Promise<Effect> {
    const { who } = message;
    const { membershipId, programmeId, programmeVersion = 1, balanceAfterPoints: balancePoints } = event;
    const programme = await this.#programmes.inForce(who.issuerId, programmeId, who.occurredAt);
    if (!programme || programme.version < programmeVersion) {
      throw new NotYetError(`version ${programmeVersion} of ${programmeId} is not here yet`);
    }
    const lifetimePoints =
      event.lifetimeAfterPoints ?? (await pointsOfMember(this.#log.pool, membershipId)).lifetimePoints;
    const measured = measure(event, message, earned);
    // Of almost all points it is known without a look at the member.
    if (!canRaise({ lifetimePoints, balancePoints }, programme)) return measured;
    const reached: ReachedPoints = { membershipId, lifetimePoints, balancePoints, ...by };
    const decide = (state: MembershipState) => raiseByPoints(state, reached, programme);
    // Points come one message after the other, and a rating in between decides by itself, so a look ahead holds: points
    // that raise nobody cost no place in the log's batch.
    const { state } = await this.#log.state(membershipDecider, membershipId);
    const raise = decide(state);
    if (raise.kind === 'accepted' && raise.events.length === 0) return measured;
    return command({ who, decider: membershipDecider, streamId: membershipId, decide, writes: measured.writes });
  }
}

const NOTHING_LEFT = { balanceAfterPoints: ZERO_POINTS, lifetimeAfterPoints: ZERO_POINTS };

/** What ratings may ask of points: what the member has now, and ever earned, and what was earned on the day. */
function measure(member: OfMember, message: Message, earned: MetricFlow | null = null): WritesEffect {
  const { membershipId, balanceAfterPoints: balancePoints, lifetimeAfterPoints: lifetimePoints = null } = member;
  const { version } = message.envelope;
  return row(keepMeasured, { points: { membershipId, balancePoints, lifetimePoints, version }, earned });
}

interface Measured {
  readonly points: MemberPoints;
  readonly earned: MetricFlow | null;
}

async function keepMeasured(tx: Tx, measured: readonly Measured[]): Promise<void> {
  await keepPoints(
    tx,
    measured.map(({ points }) => points),
  );
  await addFlows(
    tx,
    measured.flatMap(({ earned }) => earned ?? []),
  );
}

/** Points earned on the day; below zero where they were taken back. */
function earnedOn({ envelope: { issuerId, occurredAt } }: Message, holderId: string, value: bigint): MetricFlow {
  return { issuerId, holderId, metric: 'earnedPoints', day: businessDate(occurredAt), value };
}
