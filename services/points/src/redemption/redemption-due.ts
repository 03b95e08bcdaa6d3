/** Goods that nobody collected in time are given up; the points are back in their lots. */
import type { DueItem, DueWork } from '@scrip/chassis';
import { EventLog } from '@scrip/event-store';
import { giveUp } from './redeem.rule.ts';
import { uncollectedAt } from './redemption.projection.ts';
import { RedemptionCommands } from './redemption-commands.ts';

interface DueRedemption extends DueItem {
  readonly issuerId: string;
}

export class RedemptionDue implements DueWork<DueRedemption> {
  readonly name = 'redemption_uncollected';
  readonly #log: EventLog;
  readonly #commands: RedemptionCommands;

  constructor(log: EventLog, commands: RedemptionCommands) {
    this.#log = log;
    this.#commands = commands;
  }

  async due(now: number, limit: number): Promise<readonly DueRedemption[]> {
    const goods = await uncollectedAt(this.#log.pool, now, limit);
    return goods.map(({ redemptionId, issuerId, collectUntil }) => ({
      id: redemptionId,
      issuerId,
      dueAt: collectUntil,
    }));
  }

  async carryOut({ id, issuerId, dueAt }: DueRedemption): Promise<'done'> {
    const occurredAt = Math.max(dueAt, this.#log.clock.now());
    const who = {
      issuerId,
      actor: 'service:points',
      occurredAt,
      correlationId: id,
      causationId: null,
      traceparent: null,
    };
    await this.#commands.ofMade({ who, key: null }, id, (streams) => giveUp(streams, occurredAt));
    return 'done';
  }
}
