/** Which segments members are in, for points rules that ask for one (domain 2.1, 2.11). */
import { Controller } from '@nestjs/common';
import type { SegmentEntered, SegmentLeft } from '@scrip/contracts';
import { type Effect, type Message, OnEvent, writes } from '@scrip/kafka';
import { keepSegmentChange } from './member-segment.ts';

@Controller()
export class TieringSegmentMemberConsumer {
  @OnEvent('SegmentEntered')
  onSegmentEntered(event: SegmentEntered, message: Message): Effect {
    return keptAs(event, message, true);
  }

  @OnEvent('SegmentLeft')
  onSegmentLeft(event: SegmentLeft, message: Message): Effect {
    return keptAs(event, message, false);
  }
}

function keptAs(event: SegmentEntered | SegmentLeft, { envelope }: Message, isIn: boolean): Effect {
  const { programmeId, segmentMemberId, segmentKey, holderId } = event;
  const { issuerId, version, occurredAt: heldFrom } = envelope;
  const change = { issuerId, programmeId, segmentMemberId, version, segmentKey, holderId, isIn, heldFrom };
  return writes((tx) => keepSegmentChange(tx, change));
}
