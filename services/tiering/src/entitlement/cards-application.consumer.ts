/** What tiering does when an application for a card was approved with a grade: the holder has its benefits (domain 2.11). */
import { Controller } from '@nestjs/common';
import type { ApplicationApproved } from '@scrip/contracts';
import { type Effect, type Message, OnEvent, writes } from '@scrip/kafka';
import { keepApprovedGrade } from './approved-grade.ts';

@Controller()
export class CardsApplicationConsumer {
  @OnEvent('ApplicationApproved')
  onApplicationApproved(event: ApplicationApproved, message: Message): Effect {
    const { holderId, programmeId, gradeKey: grade, applicationId } = event;
    if (grade === null) return undefined;
    const { issuerId, occurredAt: approvedAt } = message.envelope;
    return writes((tx) => keepApprovedGrade(tx, { issuerId, holderId, programmeId, grade, applicationId, approvedAt }));
  }
}
