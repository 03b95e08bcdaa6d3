/** What holders buy: remembered for whom to call and whom to miss; what was of the new season, and what came back, is followed by a call (domain 2.12). */
import { Controller } from '@nestjs/common';
import type { ReceiptRecorded, ReceiptReturned } from '@scrip/contracts';
import { EventLog } from '@scrip/event-store';
import { type Effect, type Message, OnEvent, writes } from '@scrip/kafka';
import { homePlacesOf, keepPurchase } from '../contact/programme-holder.ts';
import { announcementsIn } from './announced.ts';
import { Following } from './following.ts';
import { keepReturn } from './known-return.ts';

@Controller()
export class PointsPurchaseConsumer {
  readonly #log: EventLog;
  readonly #following: Following;

  constructor(log: EventLog, following: Following) {
    this.#log = log;
    this.#following = following;
  }

  @OnEvent('ReceiptRecorded')
  async onReceiptRecorded(event: ReceiptRecorded, message: Message): Promise<Effect> {
    const { programmeId, programmeVersion, holderId, receiptId, businessDate, paidFen, lines } = event;
    if (holderId === null) return undefined;
    const { issuerId } = message.envelope;
    const placeId = lines[0]?.counterKey ?? null;
    const dayRank = event.earned?.dayRank ?? null;
    const keep = (tx: Parameters<typeof keepPurchase>[0]): Promise<void> =>
      keepPurchase(tx, { issuerId, programmeId, holderId }, { receiptId, businessDate, paidFen, placeId, dayRank });
    const running = await announcementsIn(this.#log.pool, { issuerId, programmeId }, businessDate, businessDate);
    const line = running
      .filter(({ kind }) => kind === 'newSeason')
      .flatMap(({ counterKeys }) =>
        lines.filter(({ counterKey }) => counterKeys.length === 0 || counterKeys.includes(counterKey)),
      )
      .at(0);
    if (!line) return writes(keep);
    const followed = { programmeId, programmeVersion, holderId, placeId: line.counterKey, given: { dayRank } };
    return this.#following.of('newSeasonPurchase', followed, message, keep);
  }

  @OnEvent('ReceiptReturned')
  async onReceiptReturned(event: ReceiptReturned, message: Message): Promise<Effect> {
    const { programmeId, programmeVersion, holderId } = event;
    if (holderId === null) return undefined;
    const { issuerId } = message.envelope;
    const places = await homePlacesOf(this.#log.pool, { issuerId, programmeId }, [holderId]);
    const followed = { programmeId, programmeVersion, holderId, placeId: places.get(holderId) ?? null };
    return this.#following.of('returnOrExchange', followed, message, (tx) => keepReturn(tx, issuerId, event));
  }
}
