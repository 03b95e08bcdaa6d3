/** Holders are told of the grade they joined with and of each higher one; who is in a programme with which grade is kept. */
import { Controller } from '@nestjs/common';
import { businessDate } from '@scrip/calendar';
import type { GradeRaised, MemberJoined } from '@scrip/contracts';
import { type Effect, type Message, OnEvent } from '@scrip/kafka';
import { keepGrade, type ProgrammeHolder } from '../contact/programme-holder.ts';
import { Telling } from './telling.ts';

@Controller()
export class TieringMembershipConsumer {
  readonly #telling: Telling;

  constructor(telling: Telling) {
    this.#telling = telling;
  }

  @OnEvent('MemberJoined')
  onMemberJoined(event: MemberJoined, message: Message): Promise<Effect> {
    const { grade, businessDate: since } = event;
    return this.#telling.of(event, message, (tx) =>
      keepGrade(tx, inProgramme(event, message), { ...at(message), grade, since }),
    );
  }

  @OnEvent('GradeRaised')
  onGradeRaised(event: GradeRaised, message: Message): Promise<Effect> {
    const since = businessDate(message.envelope.occurredAt);
    return this.#telling.of(event, message, (tx) =>
      keepGrade(tx, inProgramme(event, message), { ...at(message), grade: event.toGrade, since }),
    );
  }
}

const at = ({ envelope }: Message): { readonly version: number } => ({ version: envelope.version });

function inProgramme({ programmeId, holderId }: MemberJoined | GradeRaised, { envelope }: Message): ProgrammeHolder {
  return { issuerId: envelope.issuerId, programmeId, holderId };
}
