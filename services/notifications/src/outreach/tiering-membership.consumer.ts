/** Holders are told of the grade they joined with and of what becomes of it; who is in a programme with which grade is kept. */
import { Controller } from '@nestjs/common';
import { businessDate } from '@scrip/calendar';
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
import type { Tx } from '@scrip/event-store';
import { type Effect, type Message, OnEvent, writes } from '@scrip/kafka';
import { endGrade, keepGrade } from '../contact/programme-holder.ts';
import { type ProgrammeEvent, Telling } from './telling.ts';

/** What every change of a grade says. */
interface GradeChange extends ProgrammeEvent {
  readonly toGrade: string;
  /** Left out where there was none. */
  readonly fromGrade?: string;
  /** What became of it, where the event says so. */
  readonly outcome?: string;
}

@Controller()
export class TieringMembershipConsumer {
  readonly #telling: Telling;

  constructor(telling: Telling) {
    this.#telling = telling;
  }

  @OnEvent('MemberJoined')
  onMemberJoined(event: MemberJoined, message: Message): Promise<Effect> {
    return this.#changed({ ...event, toGrade: event.grade }, message);
  }

  @OnEvent('GradeRaised')
  onGradeRaised(event: GradeRaised, message: Message): Promise<Effect> {
    return this.#changed(event, message);
  }

  @OnEvent('GradeRated')
  onGradeRated(event: GradeRated, message: Message): Promise<Effect> {
    return this.#changed(event, message);
  }

  @OnEvent('GradeRerated')
  onGradeRerated(event: GradeRerated, message: Message): Promise<Effect> {
    return this.#changed(event, message);
  }

  @OnEvent('GradeRatedInstantly')
  onGradeRatedInstantly(event: GradeRatedInstantly, message: Message): Promise<Effect> {
    return this.#changed(event, message);
  }

  @OnEvent('GradeGranted')
  onGradeGranted(event: GradeGranted, message: Message): Promise<Effect> {
    return this.#changed(event, message);
  }

  @OnEvent('GradeGrantEnded')
  onGradeGrantEnded(event: GradeGrantEnded, message: Message): Promise<Effect> {
    return this.#changed(event, message);
  }

  /** Two memberships that become one are nothing that the holder did: it is not told. */
  @OnEvent('MembershipTakenOver')
  onMembershipTakenOver(event: MembershipTakenOver, message: Message): Effect {
    return writes(kept(event, message));
  }

  @OnEvent('MembershipClosed')
  onMembershipClosed({ programmeId, holderId }: MembershipClosed, { envelope }: Message): Effect {
    const { issuerId, version } = envelope;
    return writes((tx) => endGrade(tx, { issuerId, programmeId, holderId }, version));
  }

  #changed(event: GradeChange, message: Message): Promise<Effect> {
    const since = businessDate(message.envelope.occurredAt);
    const { toGrade, fromGrade, outcome } = event;
    const grade = {
      toGrade,
      since,
      ...(fromGrade !== undefined && { fromGrade }),
      ...(outcome !== undefined && { outcome }),
    };
    return this.#telling.of(event, message, kept(event, message), grade);
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
