/** Holders are told of the grade they joined with and of each higher one; who is in a programme with which grade is kept. */
import { Controller } from '@nestjs/common';
import { businessDate } from '@scrip/calendar';
import type {
  GradeGranted,
  GradeRaised,
  GradeRated,
  GradeRatedInstantly,
  MemberJoined,
  MembershipTakenOver,
} from '@scrip/contracts';
import type { Tx } from '@scrip/event-store';
import { type Effect, type Message, OnEvent, writes } from '@scrip/kafka';
import { keepGrade } from '../contact/programme-holder.ts';
import { Telling } from './telling.ts';

/** What every change of a grade says. */
interface GradeChange {
  readonly holderId: string;
  readonly programmeId: string;
  readonly toGrade: string;
}

@Controller()
export class TieringMembershipConsumer {
  readonly #telling: Telling;

  constructor(telling: Telling) {
    this.#telling = telling;
  }

  @OnEvent('MemberJoined')
  onMemberJoined(event: MemberJoined, message: Message): Promise<Effect> {
    return this.#telling.of(event, message, kept({ ...event, toGrade: event.grade }, message));
  }

  @OnEvent('GradeRaised')
  onGradeRaised(event: GradeRaised, message: Message): Promise<Effect> {
    return this.#telling.of(event, message, kept(event, message));
  }

  @OnEvent('GradeRated')
  onGradeRated(event: GradeRated, message: Message): Effect {
    return writes(kept(event, message));
  }

  @OnEvent('GradeRatedInstantly')
  onGradeRatedInstantly(event: GradeRatedInstantly, message: Message): Effect {
    return writes(kept(event, message));
  }

  @OnEvent('GradeGranted')
  onGradeGranted(event: GradeGranted, message: Message): Effect {
    return writes(kept(event, message));
  }

  @OnEvent('MembershipTakenOver')
  onMembershipTakenOver(event: MembershipTakenOver, message: Message): Effect {
    return writes(kept(event, message));
  }
}

function kept(
  { holderId, programmeId, toGrade: grade }: GradeChange,
  { envelope }: Message,
): (tx: Tx) => Promise<void> {
  const { issuerId, version, occurredAt } = envelope;
  const since = businessDate(occurredAt);
  return (tx) => keepGrade(tx, { issuerId, programmeId, holderId }, { grade, version, since });
}
