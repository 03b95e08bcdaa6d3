/**
 * What tiering does with a receipt that a till recorded: it remembers it for a holder who asks to join and for what a purchase
 * entitles to, and measures what was spent.
 */
import { Controller } from '@nestjs/common';
import type { ReceiptRecorded, ReceiptReturned } from '@scrip/contracts';
import { type Effect, type Message, OnEvent, writes } from '@scrip/kafka';
import { addFlows } from '../metric/metric-value.ts';
import { keepReceipt } from './known-receipt.ts';

@Controller()
export class PointsPurchaseConsumer {
  @OnEvent('ReceiptRecorded')
  onReceiptRecorded(event: ReceiptRecorded, message: Message): Effect {
    const { holderId, paidFen, businessDate } = event;
    const { issuerId } = message.envelope;
    return writes(async (tx) => {
      await keepReceipt(tx, issuerId, event);
      if (holderId === null) return;
      const of = { issuerId, holderId, day: businessDate };
      await addFlows(tx, [
        { ...of, metric: 'spendingFen', value: paidFen },
        { ...of, metric: 'purchases', value: 1n },
      ]);
    });
  }

  /** What was given back is taken off the day of the return; a receipt of which nothing is left is no purchase. */
  @OnEvent('ReceiptReturned')
  onReceiptReturned({ holderId, returnedFen, leftFen, businessDate: day }: ReceiptReturned, message: Message): Effect {
    if (holderId === null) return undefined;
    const of = { issuerId: message.envelope.issuerId, holderId, day };
    const purchases = leftFen === 0n ? [{ ...of, metric: 'purchases' as const, value: -1n }] : [];
    return writes((tx) => addFlows(tx, [{ ...of, metric: 'spendingFen', value: -returnedFen }, ...purchases]));
  }
}
