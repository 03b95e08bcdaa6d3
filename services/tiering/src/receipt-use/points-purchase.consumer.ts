/** What tiering does with a receipt that a till recorded: it remembers it for a holder who asks to join. */
import { Controller } from '@nestjs/common';
import type { ReceiptRecorded } from '@scrip/contracts';
import { type Effect, type Message, OnEvent, writes } from '@scrip/kafka';
import { keepReceipt } from './joining-receipt.ts';

@Controller()
export class PointsPurchaseConsumer {
  @OnEvent('ReceiptRecorded')
  onReceiptRecorded(event: ReceiptRecorded, message: Message): Effect {
    const { receiptId, programmeId, paidFen, businessDate } = event;
    const { issuerId } = message.envelope;
    return writes((tx) => keepReceipt(tx, issuerId, { receiptId, programmeId, paidFen, businessDate }));
  }
}
