/** Which segments holders are in, for rules that ask for one (domain 2.11, 2.12). */
import { Controller } from '@nestjs/common';
import type { SegmentEntered, SegmentLeft } from '@scrip/contracts';
import { type Effect, type Message, OnEvent, writes } from '@scrip/kafka';
import { keepSegment } from '../contact/programme-holder.ts';

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
  const { programmeId, holderId, segmentKey } = event;
  const { issuerId, version } = envelope;
  return writes((tx) => keepSegment(tx, { issuerId, programmeId, holderId }, { segmentKey, version, isIn }));
}
