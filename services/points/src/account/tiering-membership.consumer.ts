/** What points does when a holder joins a programme or rises in it: the account opens, the grade is remembered. */
import { Controller } from '@nestjs/common';
import type {
  GradeGrantEnded,
  GradeGranted,
  GradeRaised,
  GradeRated,
  GradeRatedInstantly,
  GradeRerated,
  MemberJoined,
  MembershipTakenOver,
} from '@scrip/contracts';
import { EventLog, on } from '@scrip/event-store';
import { across, command, type Effect, type Message, OnEvent, writes } from '@scrip/kafka';
import { type AccountState, accountDecider, accountOf, openAccount } from './account.decider.ts';
import { takeOverAccount } from './account-holder.rule.ts';
import { keepGrade } from './member-grade.ts';
import { holderNow } from './merged-holder.ts';

@Controller()
export class TieringMembershipConsumer {
  readonly #log: EventLog;

  constructor(log: EventLog) {
    this.#log = log;
  }

  /** A member has an account from the moment of joining; of a holder who was merged meanwhile it is the survivor's. */
  @OnEvent('MemberJoined')
  async onMemberJoined(event: MemberJoined, message: Message): Promise<Effect> {
    const { membershipId, programmeId, grade, receiptIds: joinedWithReceiptIds } = event;
    const holderId = await holderNow(this.#log.pool, event.holderId);
    const accountId = accountOf(membershipId);
    const { version } = message.envelope;
    return command({
      who: message.who,
      decider: accountDecider,
      streamId: accountId,
      decide: (state) =>
        openAccount(state, { accountId, membershipId, holderId, programmeId, grade, joinedWithReceiptIds }),
      writes: (tx) => keepGrade(tx, { membershipId, grade, version }),
    });
  }

  /** Programmes may give points by grade. */
  @OnEvent('GradeRaised')
  onGradeRaised({ membershipId, toGrade: grade }: GradeRaised, message: Message): Effect {
    const { version } = message.envelope;
    return writes((tx) => keepGrade(tx, { membershipId, grade, version }));
  }

  /** A rating may take a grade too. */
  @OnEvent('GradeRated')
  onGradeRated({ membershipId, toGrade: grade }: GradeRated, message: Message): Effect {
    const { version } = message.envelope;
    return writes((tx) => keepGrade(tx, { membershipId, grade, version }));
  }

  @OnEvent('GradeRerated')
  onGradeRerated({ membershipId, toGrade: grade }: GradeRerated, message: Message): Effect {
    const { version } = message.envelope;
    return writes((tx) => keepGrade(tx, { membershipId, grade, version }));
  }

  @OnEvent('GradeGranted')
  onGradeGranted({ membershipId, toGrade: grade }: GradeGranted, message: Message): Effect {
    const { version } = message.envelope;
    return writes((tx) => keepGrade(tx, { membershipId, grade, version }));
  }

  @OnEvent('GradeGrantEnded')
  onGradeGrantEnded({ membershipId, toGrade: grade }: GradeGrantEnded, message: Message): Effect {
    const { version } = message.envelope;
    return writes((tx) => keepGrade(tx, { membershipId, grade, version }));
  }

  @OnEvent('GradeRatedInstantly')
  onGradeRatedInstantly({ membershipId, toGrade: grade }: GradeRatedInstantly, message: Message): Effect {
    const { version } = message.envelope;
    return writes((tx) => keepGrade(tx, { membershipId, grade, version }));
  }

  /** Two holders were one person: the membership that goes on has the points of the one that closed. */
  @OnEvent('MembershipTakenOver')
  onMembershipTakenOver(event: MembershipTakenOver, message: Message): Effect {
    const { membershipId, fromMembershipId, holderId, programmeId, toGrade: grade, mergeId } = event;
    const { version } = message.envelope;
    const accountId = accountOf(membershipId);
    const opens = { accountId, membershipId, holderId, programmeId, grade, joinedWithReceiptIds: [] };
    const merge = { ...opens, mergeId };
    return across({
      who: message.who,
      streams: [on(accountDecider, accountOf(fromMembershipId)), on(accountDecider, accountId)],
      decide: ([from, to]) => takeOverAccount(from as AccountState, to as AccountState, merge),
      writes: (tx) => keepGrade(tx, { membershipId, grade, version }),
    });
  }
}
