/**
 * A merchant's day is settled by itself once it is over, where nobody has done so by hand (domain 2.10). The first one is
 * made by hand: it says the fee.
 */
import { type BusinessDate, businessDate, daysEarlier, startOfBusinessDay } from '@scrip/calendar';
import type { DueItem, DueWork } from '@scrip/chassis';
import { type EventLog, idFrom, type Who } from '@scrip/event-store';
import { DailyWalk } from '../daily-walk.ts';
import type { Moments } from '../journal/moments.ts';
import { settleDay } from './settle-day.rule.ts';
import { settlementDecider } from './settlement.decider.ts';
import { gatherUnsettled, isTakenBackSince, lastFeeRateBp, settlementStreamOf } from './unsettled.ts';

/** A merchant whose day is to be settled. */
export interface MerchantDay extends DueItem {
  readonly issuerId: string;
  readonly merchantId: string;
  /** The business day that is over. */
  readonly throughDate: BusinessDate;
}

/**
 * Merchants that are owed anything, were settled before, and not through $1, beyond $2 and $3 in the order of issuers and merchants. A
 * settlement that was taken back since $4, when today began, is made again by whoever took it back, or by itself tomorrow.
 */
const TO_SETTLE = `
  SELECT m.issuer_id, m.merchant_id
  FROM (SELECT issuer_id, substr(account, length('payable:merchant:') + 1) COLLATE "C" AS merchant_id
        FROM journal_account
        WHERE programme_id = '' AND account > 'payable:merchant:' AND account < 'payable:merchant;'
          AND credit_fen <> debit_fen) AS m
       JOIN LATERAL (SELECT through_date FROM settlement
                     WHERE issuer_id = m.issuer_id AND merchant_id = m.merchant_id AND reversed_at IS NULL
                     ORDER BY position DESC LIMIT 1) AS last ON last.through_date < $1
  WHERE (m.issuer_id, m.merchant_id) > ($2, $3)
    AND NOT EXISTS (SELECT FROM settlement
                    WHERE issuer_id = m.issuer_id AND merchant_id = m.merchant_id AND reversed_at >= $4)
  ORDER BY m.issuer_id, m.merchant_id LIMIT $5`;

export class SettlementDue implements DueWork<MerchantDay> {
  readonly name = 'settlement_due';
  readonly #log: EventLog;
  readonly #moments: Moments;
  readonly #walk = new DailyWalk<MerchantDay>((today, beyond, limit) => this.#read(today, beyond, limit));

  constructor(log: EventLog, moments: Moments) {
    this.#log = log;
    this.#moments = moments;
  }

  /** Throws the Problem 503 `position_not_reached` while the journal does not show what the log has of the day. */
  due(now: number, limit: number): Promise<readonly MerchantDay[]> {
    return this.#walk.due(now, limit);
  }

  /** It happened when the day was over, however late this runs. What is refused, such as more returned than sold, waits for the next day. */
  async carryOut(item: MerchantDay): Promise<'done'> {
    const { issuerId, merchantId, throughDate, dueAt } = item;
    const merchant = { issuerId, merchantId };
    const streamId = settlementStreamOf(issuerId, merchantId);
    const who: Who = {
      issuerId,
      actor: 'service:ledger',
      occurredAt: dueAt,
      correlationId: idFrom('due', `${item.id} ${throughDate}`),
      causationId: null,
      traceparent: null,
    };
    await this.#log.execute({
      who,
      key: null,
      decider: settlementDecider,
      streamId,
      // A day that was taken back is settled again under another id: the log has both.
      gather: async (version) => {
        const { pool } = this.#log;
        const unsettled = await gatherUnsettled(
          { log: this.#log, moments: this.#moments },
          { ...merchant, throughDate },
        );
        return {
          settlementId: idFrom('stl', `${streamId} ${throughDate} ${version}`),
          unsettled,
          feeRateBp: await lastFeeRateBp(pool, { ...merchant, mark: unsettled.above }),
          takenBackToday: await isTakenBackSince(pool, { ...merchant, since: dueAt }),
        };
      },
      decide: (state, { settlementId, ...day }) =>
        settleDay(state, { settlementId, merchantId, throughDate, today: businessDate(dueAt) }, day),
    });
    this.#walk.done(item);
    return 'done';
  }

  async #read(today: BusinessDate, beyond: MerchantDay | undefined, limit: number): Promise<readonly MerchantDay[]> {
    if (!beyond) await this.#moments.reach((await this.#log.head()).position);
    const dueAt = startOfBusinessDay(today);
    const throughDate = daysEarlier(today, 1);
    const { rows } = await this.#log.pool.query<{ issuer_id: string; merchant_id: string }>({
      name: 'settlement_due',
      text: TO_SETTLE,
      values: [throughDate, beyond?.issuerId ?? '', beyond?.merchantId ?? '', dueAt, limit],
    });
    return rows.map(({ issuer_id: issuerId, merchant_id: merchantId }) => ({
      id: `${issuerId} ${merchantId}`,
      issuerId,
      merchantId,
      throughDate,
      dueAt,
    }));
  }
}
