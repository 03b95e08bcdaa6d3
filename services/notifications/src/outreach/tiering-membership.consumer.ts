/** Holders are told of the grade they joined with and of each higher one. */
import { Controller } from '@nestjs/common';
import type { GradeRaised, MemberJoined } from '@scrip/contracts';
import { type Effect, type Message, OnEvent } from '@scrip/kafka';
import { Telling } from './telling.ts';

@Controller()
export class TieringMembershipConsumer {
  readonly #telling: Telling;

  constructor(telling: Telling) {
    this.#telling = telling;
  }

  @OnEvent('MemberJoined')
  onMemberJoined(event: MemberJoined, message: Message): Promise<Effect> {
    return this.#telling.of(event, message);
  }

  @OnEvent('GradeRaised')
  onGradeRaised(event: GradeRaised, message: Message): Promise<Effect> {
    return this.#telling.of(event, message);
  }
}
