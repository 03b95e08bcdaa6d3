/**
 * What tiering does with a receipt that a till recorded: it remembers it for a holder who asks to join and for what a purchase
 * entitles to, and measures what was spent.
 */
import { Controller } from '@nestjs/common';
import type { ReceiptRecorded, ReceiptReturned } from '@scrip/contracts';
import type { Tx } from '@scrip/event-store';
import { type Effect, type Message, OnEvent, row } from '@scrip/kafka';
import { addFlows, type MetricFlow } from '../metric/metric-value.ts';
import { type HeardReceipt, keepReceipts } from './known-receipt.ts';

@Controller()
export class PointsPurchaseConsumer {
  @OnEvent('ReceiptRecorded')
  onReceiptRecorded(receipt: ReceiptRecorded, { envelope: { issuerId } }: Message): Effect {
    return row(keepPurchases, { issuerId, receipt });
  }

  /** What was given back is taken off the day of the return; a receipt of which nothing is left is no purchase. */
  @OnEvent('ReceiptReturned')
  onReceiptReturned({ holderId, returnedFen, leftFen, businessDate: day }: ReceiptReturned, message: Message): Effect {
    if (holderId === null) return undefined;
    const of = { issuerId: message.envelope.issuerId, holderId, day };
    const flows: MetricFlow[] = [{ ...of, metric: 'spendingFen', value: -returnedFen }];
    if (leftFen === 0n) flows.push({ ...of, metric: 'purchases', value: -1n });
    return row(takeOff, flows);
  }
}

async function keepPurchases(tx: Tx, heard: readonly HeardReceipt[]): Promise<void> {
  await keepReceipts(tx, heard);
  await addFlows(tx, heard.flatMap(spent));
}

const takeOff = (tx: Tx, returned: readonly (readonly MetricFlow[])[]): Promise<void> => addFlows(tx, returned.flat());

/** What a receipt adds to what is measured of its holder, if it has one. */
function spent({ issuerId, receipt: { holderId, paidFen, businessDate } }: HeardReceipt): readonly MetricFlow[] {
  if (holderId === null) return [];
  const of = { issuerId, holderId, day: businessDate };
  return [
    { ...of, metric: 'spendingFen', value: paidFen },
    { ...of, metric: 'purchases', value: 1n },
  ];
}
