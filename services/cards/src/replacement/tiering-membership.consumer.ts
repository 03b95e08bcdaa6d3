/** What cards does when a holder joins a programme, rises in it, is rated, has a grade by hand or leaves: the grade is remembered, nothing more. */
import { Controller } from '@nestjs/common';
import type {
  GradeGrantEnded,
  GradeGranted,
  GradeRaised,
  GradeRated,
  GradeRatedInstantly,
  GradeRerated,
  MemberJoined,
  MembershipClosed,
  MembershipTakenOver,
} from '@scrip/contracts';
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

  @OnEvent('GradeGranted')
  onGradeGranted({ holderId, programmeId, toGrade: grade }: GradeGranted, { envelope }: Message): Effect {
    const { issuerId, version } = envelope;
    return writes((tx) => keepGrade(tx, { issuerId, holderId, programmeId, grade, version }));
  }

  @OnEvent('GradeGrantEnded')
  onGradeGrantEnded({ holderId, programmeId, toGrade: grade }: GradeGrantEnded, { envelope }: Message): Effect {
    const { issuerId, version } = envelope;
    return writes((tx) => keepGrade(tx, { issuerId, holderId, programmeId, grade, version }));
  }

  @OnEvent('GradeRatedInstantly')
  onGradeRatedInstantly({ holderId, programmeId, toGrade: grade }: GradeRatedInstantly, { envelope }: Message): Effect {
    const { issuerId, version } = envelope;
    return writes((tx) => keepGrade(tx, { issuerId, holderId, programmeId, grade, version }));
  }

  @OnEvent('MembershipTakenOver')
  onMembershipTakenOver({ holderId, programmeId, toGrade: grade }: MembershipTakenOver, { envelope }: Message): Effect {
    const { issuerId, version } = envelope;
    return writes((tx) => keepGrade(tx, { issuerId, holderId, programmeId, grade, version }));
  }

  @OnEvent('MembershipClosed')
  onMembershipClosed({ holderId, programmeId }: MembershipClosed, { envelope }: Message): Effect {
    const { issuerId, version } = envelope;
    return writes((tx) => keepGrade(tx, { issuerId, holderId, programmeId, grade: null, version }));
  }
}
