/** What points does when a holder joins a programme or rises in it: the account opens, the grade is remembered. */
import { Controller } from '@nestjs/common';
import type { GradeRaised, GradeRated, GradeRerated, MemberJoined } from '@scrip/contracts';
import { EventLog } from '@scrip/event-store';
import { command, type Effect, type Message, OnEvent, writes } from '@scrip/kafka';
import { accountDecider, accountOf, openAccount } from './account.decider.ts';
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
}
