/** What points does when an entitlement that gives points or a gift of a stock is used, or its use taken back. */
import { Controller } from '@nestjs/common';
import { Terms } from '@scrip/chassis';
import type { EntitlementUsed, EntitlementUseReversed } from '@scrip/contracts';
import { EventLog, on } from '@scrip/event-store';
import { across, type Effect, type Message, NotYetError, OnEvent, writes } from '@scrip/kafka';
import type { Programme } from '@scrip/programme';
import { accountDecider } from '../account/account.decider.ts';
import { holderNow } from '../account/merged-holder.ts';
import { accountNow } from '../account/moved-account.ts';
import { giveGift, takeGiftBack } from '../gift/gift-use.decider.ts';
import { GiftUses, giftOfUse, giftStates, giftUseOf } from '../gift/gift-uses.ts';
import { givePoints, pointsGrantDecider, takeGrantBack } from './points-grant.decider.ts';
import { accountIn, forgetWaiting, grantOf, keepWaiting, unmoved } from './waiting-grant.ts';

@Controller()
export class TieringEntitlementConsumer {
  readonly #log: EventLog;
  readonly #terms: Terms;
  readonly #gifts: GiftUses;

  constructor(log: EventLog, terms: Terms, gifts: GiftUses) {
    this.#log = log;
    this.#terms = terms;
    this.#gifts = gifts;
  }

  /**
   * The points come to the holder's account in the programme, once; a gift of a stock is taken from it, or missing for staff
   * to see to. Throws NotYetError while the version is not here. Who has an entitlement without being a member is given its
   * points after joining: until then they wait.
   */
  @OnEvent('EntitlementUsed')
  async onEntitlementUsed(event: EntitlementUsed, message: Message): Promise<Effect> {
    const { useId, entitlementKey, givenPoints, programmeId, programmeVersion } = event;
    if (event.giftKey !== null) return this.#gift(event, message);
    if (givenPoints === null) return undefined;
    const { who } = message;
    const { issuerId, occurredAt: at } = who;
    const grantId = grantOf(useId);
    const programme = await this.#programme(issuerId, programmeId, programmeVersion);
    const holderId = await holderNow(this.#log.pool, event.holderId);
    const accountId = await accountIn(this.#log, { issuerId, holderId, programmeId });
    if (accountId === undefined) {
      const { correlationId, eventId: causationId } = message.envelope;
      const of = { useId, issuerId, holderId, programmeId, programmeVersion, entitlementKey, givenPoints };
      return writes((tx) => keepWaiting(tx, { ...of, correlationId, causationId }));
    }
    const use = { grantId, useId, entitlementKey, points: givenPoints, at };
    return across({
      who,
      streams: [on(pointsGrantDecider, grantId), on(accountDecider, accountId)],
      decide: (states) => {
        const [grant, now] = unmoved(states);
        return givePoints(grant, now, use, programme);
      },
    });
  }

  /** What the use gave is taken back, once; most uses gave nothing. Throws NotYetError while the version is not here. */
  @OnEvent('EntitlementUseReversed')
  async onEntitlementUseReversed({ useId, reason }: EntitlementUseReversed, message: Message): Promise<Effect> {
    const { who } = message;
    const { issuerId, occurredAt: at } = who;
    const grantId = grantOf(useId);
    const { state } = await this.#log.state(pointsGrantDecider, grantId);
    if (state.status === 'none')
      return (await this.#giftBack(useId, reason, message)) ?? writes((tx) => forgetWaiting(tx, useId));
    const { programmeId, programmeVersion } = state.given;
    const programme = await this.#programme(issuerId, programmeId, programmeVersion);
    const { accountId } = await accountNow(this.#log, state.given.accountId);
    return across({
      who,
      streams: [on(pointsGrantDecider, grantId), on(accountDecider, accountId)],
      decide: (states) => {
        const [grant, now] = unmoved(states);
        return takeGrantBack(grant, now, { reason, at }, programme);
      },
    });
  }

  async #gift(event: EntitlementUsed, { who }: Message): Promise<Effect> {
    const use = giftOfUse(who.issuerId, event);
    if (!use) return undefined;
    const paid = await this.#gifts.paidFor(who.issuerId, use.stockId, who.occurredAt);
    return across({
      who,
      streams: this.#gifts.streams(use.giftUseId, use.stockId),
      decide: (states) => giveGift(giftStates(states), use, paid),
    });
  }

  /**
   * Undefined where the use gave no gift of a stock. Throws NotYetError, when it is carried out, where the gift is of another
   * stock meanwhile.
   */
  async #giftBack(useId: string, reason: string, { who }: Message): Promise<Effect> {
    const giftUseId = giftUseOf(useId);
    const gift = await this.#gifts.stateOf(giftUseId);
    if (gift.status === 'none') return undefined;
    const { stockId } = gift.use;
    return across({
      who,
      streams: this.#gifts.streams(giftUseId, stockId),
      decide: (states) => {
        const now = giftStates(states);
        if (now.gift.status !== 'none' && now.gift.use.stockId !== stockId) {
          throw new NotYetError(`${giftUseId} is of another stock meanwhile`);
        }
        return takeGiftBack(now, reason);
      },
    });
  }

  async #programme(issuerId: string, programmeId: string, version: number): Promise<Programme> {
    const programme = await this.#terms.ofVersion(issuerId, programmeId, version);
    if (programme) return programme;
    throw new NotYetError(`version ${version} of ${programmeId} is not here`);
  }
}
