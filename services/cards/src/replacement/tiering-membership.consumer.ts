/** What cards does when a holder joins a programme, rises in it or is rated: the grade is remembered, nothing more. */
import { Controller } from '@nestjs/common';
import type { GradeRaised, GradeRated, GradeRerated, MemberJoined } from '@scrip/contracts';
import { type Effect, type Message, OnEvent, writes } from '@scrip/kafka';
import { keepGrade } from './holder-grade.ts';

@Controller()
export class TieringMembershipConsumer {
  @OnEvent('MemberJoined')
  onMemberJoined({ holderId, programmeId, grade }: MemberJoined, { envelope }: Message): Effect {
    const { issuerId, version } = envelope;
    return writes((tx) => keepGrade(tx, { issuerId, holderId, programmeId, grade, version }));
  }

  @OnEvent('GradeRaised')
  onGradeRaised({ holderId, programmeId, toGrade: grade }: GradeRaised, { envelope }: Message): Effect {
    const { issuerId, version } = envelope;
    return writes((tx) => keepGrade(tx, { issuerId, holderId, programmeId, grade, version }));
  }

  @OnEvent('GradeRated')
  onGradeRated({ holderId, programmeId, toGrade: grade }: GradeRated, { envelope }: Message): Effect {
    const { issuerId, version } = envelope;
    return writes((tx) => keepGrade(tx, { issuerId, holderId, programmeId, grade, version }));
  }

  @OnEvent('GradeRerated')
  onGradeRerated({ holderId, programmeId, toGrade: grade }: GradeRerated, { envelope }: Message): Effect {
    const { issuerId, version } = envelope;
    return writes((tx) => keepGrade(tx, { issuerId, holderId, programmeId, grade, version }));
  }
}
