/** What the routes of cards have in common. */
import type { CardEvent } from '@scrip/contracts';
import type { Decision } from '@scrip/decider';
import { type EventLog, type Verdict } from '@scrip/event-store';
import { type CommandRequest, Problem } from '@scrip/http';
import { type CardTerms, inForceAt } from '@scrip/programme';
import { z } from 'zod';
import { cardIdField } from '../fields.ts';
import { belongsTo } from '../ownership.ts';
import { programmeDecider, programmeStream } from '../programme/programme.decider.ts';
import { type Card, type CardState, cardDecider } from './card.decider.ts';

/** What is not there, or another issuer's, is not there; who does not know what only the holder knows is turned away. Others are 409. */
export const REFUSALS = {
  card_unknown: 404,
  holder_unknown: 404,
  programme_unknown: 404,
  product_unknown: 404,
  vendor_unknown: 404,
  own_proposal: 403,
} as const;

export const cardParam = z.object({ cardId: cardIdField });

/** Why, as a code. */
export const reasonField = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/)
  .describe('Why, as a code: 1 to 40 of a-z, 0-9 and _.');

/** How a report came in. */
export const channelField = z.enum(['desk', 'phone', 'online']).describe('How the report came in.');

/** What a version of a programme says of the cards of a product. */
export interface ProductTerms {
  readonly version: number;
  readonly card: CardTerms | undefined;
  /** Fee of a replaced card, in fen; 0: none. */
  readonly replacementFeeFen: number;
}

/** Decides commands on cards of the caller's issuer. */
export class CardCommands {
  readonly log: EventLog;

  constructor(log: EventLog) {
    this.log = log;
  }

  /** Throws the Problem 404 `card_unknown` where the issuer has no such card. */
  async requireOwn(issuerId: string, cardId: string): Promise<void> {
    if (!(await belongsTo(this.log, issuerId, cardId))) throw cardUnknown(cardId);
  }

  /** The card as the log has it now. Throws as `requireOwn`. */
  async card(issuerId: string, cardId: string): Promise<Card> {
    await this.requireOwn(issuerId, cardId);
    const { state } = await this.log.state(cardDecider, cardId);
    if (state.kind === 'unknown') throw cardUnknown(cardId);
    return state;
  }

  /** Decides on one card. Throws as `requireOwn`. */
  async decide(
    command: CommandRequest,
    cardId: string,
    decide: (state: CardState) => Decision<CardEvent>,
  ): Promise<Verdict<CardEvent>> {
    await this.requireOwn(command.who.issuerId, cardId);
    return this.log.execute({ ...command, decider: cardDecider, streamId: cardId, decide });
  }

  /** What the programme in force at a moment says of cards of this product; nothing where there is none in force. */
  async termsOf(
    issuerId: string,
    { programmeId, productKey }: Pick<Card, 'programmeId' | 'productKey'>,
    at: number,
  ): Promise<ProductTerms | undefined> {
    const { state } = await this.log.state(programmeDecider, programmeStream(issuerId, programmeId));
    const inForce = inForceAt(state.versions, at);
    return (
      inForce && {
        version: inForce.version,
        card: inForce.cardTerms?.[productKey],
        replacementFeeFen: inForce.replacementFees?.[productKey] ?? 0,
      }
    );
  }
}

/** The Problem of a card that is not there. */
export function cardUnknown(cardId: string): Problem {
  return new Problem(404, 'card_unknown', 'There is no such card', { members: { cardId } });
}
