/** What desk and timers ask of redemptions: the streams of one, decided on together. */
import { Terms } from '@scrip/chassis';
import type { EventData, EventType, ScripEvent } from '@scrip/contracts';
import type { Decision } from '@scrip/decider';
import { type CommandKey, EventLog, on, type Placed, type Verdict, type Who } from '@scrip/event-store';
import { type AccountState, accountDecider } from '../account/account.decider.ts';
import { accountNow } from '../account/moved-account.ts';
import { type GiftStockState, giftStockDecider } from '../gift/gift-stock.decider.ts';
import { Ownership } from '../ownership.ts';
import { type Redeem, type RedeemStreams, redeem, stocksOf } from './redeem.rule.ts';
import { type RedemptionState, redemptionDecider } from './redemption.decider.ts';

/** Who asks, under which key; timers ask without one. */
interface Asked {
  readonly who: Who;
  readonly key: CommandKey | null;
}

export class RedemptionCommands {
  readonly #log: EventLog;
  readonly #terms: Terms;
  readonly #ownership: Ownership;

  constructor(log: EventLog, terms: Terms, ownership: Ownership) {
    this.#log = log;
    this.#terms = terms;
    this.#ownership = ownership;
  }

  /** Has goods put aside for points of an account of the caller's issuer. */
  async redeem(asked: Asked, accountId: string, command: Redeem): Promise<Verdict> {
    const { issuerId, occurredAt } = asked.who;
    const { accountId: accountIdNow, state } = await accountNow(this.#log, accountId);
    const programme =
      state.kind === 'open' ? await this.#terms.inForce(issuerId, state.programmeId, occurredAt) : undefined;
    const stockIds = stocksOf(command.items.map((item) => ('stockId' in item ? item : {})));
    return this.#decide(asked, { redemptionId: command.redemptionId, accountId: accountIdNow, stockIds }, (streams) =>
      redeem(streams, command, programme),
    );
  }

  /** Decides on a redemption that was made. Whose it is, the caller has asked before. */
  async ofMade(
    asked: Asked,
    redemptionId: string,
    decide: (streams: RedeemStreams) => Decision<Placed>,
  ): Promise<Verdict> {
    const { state } = await this.#log.state(redemptionDecider, redemptionId);
    const accountId = state.kind === 'unknown' ? '' : (await accountNow(this.#log, state.accountId)).accountId;
    const stockIds = state.kind === 'unknown' ? [] : stocksOf(state.items);
    return this.#decide(asked, { redemptionId, accountId, stockIds }, decide);
  }

  async #decide(
    { who, key }: Asked,
    ids: { readonly redemptionId: string; readonly accountId: string; readonly stockIds: readonly string[] },
    decide: (streams: RedeemStreams) => Decision<Placed>,
  ): Promise<Verdict> {
    // Another issuer's stock does not exist.
    const owned = await Promise.all(ids.stockIds.map((id) => this.#ownership.belongsTo(who.issuerId, id)));
    const stockIds = ids.stockIds.filter((_, index) => owned[index]);
    return this.#log.executeAcross({
      who,
      key,
      streams: [
        on(redemptionDecider, ids.redemptionId),
        on(accountDecider, ids.accountId),
        ...stockIds.map((id) => on(giftStockDecider, id)),
      ],
      decide: (states) => {
        const [redemption, account, ...stocks] = states as [RedemptionState, AccountState, ...GiftStockState[]];
        const byId = new Map(stocks.map((stock, index): [string, GiftStockState] => [stockIds[index] ?? '', stock]));
        return decide({ redemption, account, stocks: byId });
      },
    });
  }
}

/** What a fact of this kind says; undefined where there is none. */
export function factOf<T extends EventType>(events: readonly ScripEvent[], type: T): EventData<T> | undefined {
  return events.find((event) => event.type === type)?.data as EventData<T> | undefined;
}
