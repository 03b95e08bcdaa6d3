/** Commands on replacements: each is decided on the replacement and on both cards, all or nothing. */
import type { ReplacementEvent } from '@scrip/contracts';
import type { Decision } from '@scrip/decider';
import {
  type CommandKey,
  type EventLog,
  on,
  type Placed,
  type StreamRef,
  type Verdict,
  type Who,
} from '@scrip/event-store';
import { Problem } from '@scrip/http';
import { type Card, type CardState, cardDecider } from '../card/card.decider.ts';
import { cardExpiry } from '../card/card-issue.rule.ts';
import type { OfCard } from '../card/card-replacement.rule.ts';
import { CardCommands } from '../card/card-route.ts';
import { belongsTo } from '../ownership.ts';
import { type VendorState, vendorDecider, vendorStream } from '../vendor/vendor.decider.ts';
import { gradesOf } from './holder-grade.ts';
import {
  collect,
  decline,
  type Replacement,
  type ReplacementState,
  replacementDecider,
  voidUncollected,
} from './replacement.decider.ts';
import { type ApplyForReplacement, applyForReplacement, replacementOffer } from './replacement-apply.rule.ts';
import { cardsOnCollection, cardsOnVoid, type TwoCards } from './replacement-cards.rule.ts';

/** Who asks, and under which key; a timer has none. */
export interface Asked {
  readonly who: Who;
  readonly key: CommandKey | null;
}

export class ReplacementCommands {
  readonly #log: EventLog;
  readonly #cards: CardCommands;

  constructor(log: EventLog, cards: CardCommands) {
    this.#log = log;
    this.#cards = cards;
  }

  /**
   * Takes an application for the card. Throws the Problem 404 `card_unknown` and 409 `programme_not_in_force`; refused as
   * `applyForReplacement`.
   * @param charge takes the fee first; not asked for what would be refused, or was done under this key before.
   */
  async apply(
    asked: Asked,
    cardId: string,
    application: ApplyForReplacement,
    charge?: (card: Card) => Promise<void>,
  ): Promise<Verdict> {
    const { issuerId, occurredAt } = asked.who;
    const card = await this.#cards.card(issuerId, cardId);
    const terms = await this.#cards.termsOf(issuerId, card, occurredAt);
    if (!terms) throw new Problem(409, 'programme_not_in_force', 'No version of the programme is in force');
    const offer = replacementOffer(terms.card);
    const holderGrades = await gradesOf(this.#log, { issuerId, ...card });
    const { replacementId, newCardId } = application;
    // Without an offer no vendor is asked for: the application is refused before.
    const vendor = offer ? [on(vendorDecider, vendorStream(issuerId, offer.vendorId))] : [];
    const decide = ([replacement, old, next, known]: readonly unknown[]) => {
      const states = {
        replacement: replacement as ReplacementState,
        old: old as CardState,
        next: next as CardState,
      };
      const vendorState = (known ?? vendorDecider.initial) as VendorState;
      const under = { programmeVersion: terms.version, offer, holderGrades, vendor: vendorState };
      return applyForReplacement(states, under, application);
    };
    if (charge) {
      const known = offer && (await this.#log.state(vendorDecider, vendorStream(issuerId, offer.vendorId))).state;
      const would = decide([replacementDecider.initial, card, cardDecider.initial, known ?? undefined]);
      if (would.kind === 'accepted') await charge(card);
    }
    return this.#log.executeAcross({
      ...asked,
      streams: [on(replacementDecider, replacementId), on(cardDecider, cardId), on(cardDecider, newCardId), ...vendor],
      decide: (states) => {
        const decision = decide(states);
        if (decision.kind === 'refused') return decision;
        const placed = decision.events.flatMap(({ applied, cards }) => [
          { streamId: replacementId, event: applied },
          ...placedCards(cards),
        ]);
        return { kind: 'accepted', events: placed };
      },
    });
  }

  /** Hands the new card over. Throws as `replacement`; refused as `collect`, then as `handOverReplacement`. */
  async collect(asked: Asked, replacementId: string): Promise<Verdict> {
    const { issuerId, occurredAt: at } = asked.who;
    const { applied } = await this.replacement(issuerId, replacementId);
    const terms = await this.#cards.termsOf(issuerId, applied, at);
    if (!terms) throw new Problem(409, 'programme_not_in_force', 'No version of the programme is in force');
    const under = { programmeVersion: terms.version, expiresAt: cardExpiry(at, terms.card) };
    return this.#decide(asked, replacementId, (state, cards) => ({
      own: collect(state, { at }),
      cards: () => cardsOnCollection(cards, state, under),
    }));
  }

  /** The holder does not want it. Throws as `replacement`; refused as `decline`. */
  async decline(asked: Asked, replacementId: string): Promise<Verdict> {
    return this.#decide(asked, replacementId, (state, cards) => ({
      own: decline(state),
      cards: () => cardsOnVoid(cards, { reason: 'declined' }),
    }));
  }

  /** Nobody collected it in time. Throws as `replacement`; refused as `voidUncollected`. */
  async voidUncollected(asked: Asked, replacementId: string): Promise<Verdict> {
    return this.#decide(asked, replacementId, (state, cards) => ({
      own: voidUncollected(state, { at: asked.who.occurredAt }),
      cards: () => cardsOnVoid(cards, { reason: 'not_collected' }),
    }));
  }

  /** The replacement as the log has it now. Throws the Problem 404 `replacement_unknown` where the issuer has none. */
  async replacement(issuerId: string, replacementId: string): Promise<Replacement> {
    const isOwn = await belongsTo(this.#log, issuerId, replacementId);
    const { state } = await this.#log.state(replacementDecider, replacementId);
    if (isOwn && state.status !== 'none') return state;
    throw new Problem(404, 'replacement_unknown', 'There is no such replacement', { members: { replacementId } });
  }

  async #decide(
    asked: Asked,
    replacementId: string,
    decide: (
      state: Replacement,
      cards: TwoCards,
    ) => { readonly own: Decision<ReplacementEvent>; readonly cards: () => Decision<OfCard> },
  ): Promise<Verdict> {
    const { applied } = await this.replacement(asked.who.issuerId, replacementId);
    const streams: readonly StreamRef[] = [
      on(replacementDecider, replacementId),
      on(cardDecider, applied.newCardId),
      ...(applied.cardId === null ? [] : [on(cardDecider, applied.cardId)]),
    ];
    return this.#log.executeAcross({
      ...asked,
      streams,
      decide: ([state, next, old]) => {
        const cardsNow = { old: (old as CardState | undefined) ?? null, next: next as CardState };
        const decided = decide(state as Replacement, cardsNow);
        if (decided.own.kind === 'refused') return decided.own;
        const cards = decided.cards();
        if (cards.kind === 'refused') return cards;
        const own = decided.own.events.map((event): Placed => ({ streamId: replacementId, event }));
        return { kind: 'accepted', events: [...own, ...placedCards(cards.events)] };
      },
    });
  }
}

/** Facts of cards in their streams. */
export function placedCards(cards: readonly OfCard[]): readonly Placed[] {
  return cards.map(({ cardId: streamId, event }) => ({ streamId, event }));
}
