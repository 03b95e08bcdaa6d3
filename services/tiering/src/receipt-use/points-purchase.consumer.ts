/**
 * What tiering does with a receipt that a till recorded: it remembers it for a holder who asks to join and for what a purchase
 * entitles to, and measures what was spent.
 */
import { Controller } from '@nestjs/common';
import type { ReceiptRecorded } from '@scrip/contracts';
import { type Effect, type Message, OnEvent, writes } from '@scrip/kafka';
import { keepBuyer } from '../entitlement/receipt-buyer.ts';
import { addFlows } from '../metric/metric-value.ts';
import { keepReceipt } from './joining-receipt.ts';

@Controller()
export class PointsPurchaseConsumer {
  @OnEvent('ReceiptRecorded')
  onReceiptRecorded(event: ReceiptRecorded, message: Message): Effect {
    const { receiptId, programmeId, holderId, paidFen, businessDate } = event;
    const { issuerId } = message.envelope;
    return writes(async (tx) => {
      await keepReceipt(tx, issuerId, { receiptId, programmeId, paidFen, businessDate });
      await keepBuyer(tx, issuerId, event);
      if (holderId === null) return;
      const of = { issuerId, holderId, day: businessDate };
      await addFlows(tx, [
        { ...of, metric: 'spendingFen', value: paidFen },
        { ...of, metric: 'purchases', value: 1n },
      ]);
    });
  }
}
