/** A card is lost or stolen, and perhaps found again: one person asks to let it be used, another approves (domain 2.2). */
import { type EpochMs, toRfc3339 } from '@scrip/calendar';
import type { CardEvent } from '@scrip/contracts';
import { accept, type Decision, InvariantError, reject } from '@scrip/decider';
import { allowing, type CardState, refOf, refuse } from './card.decider.ts';

/** A report of a loss as it was taken. */
export interface ReportLost {
  /** Divides the holder's spends from the issuer's (domain 2.2, A8); ours, never a till's or the caller's clock. */
  readonly reportedAt: EpochMs;
  readonly channel: string;
  readonly cause: 'lost' | 'stolen';
}

/** A client, and the person who alone may report its cards (domain 2.4). */
export interface ClientAgent {
  /** The issuer's own codes, as the next. */
  readonly clientId: string;
  readonly agentId: string;
}

/** Who reports a card that only the agent of a client may report. */
export interface LossReporter extends ClientAgent {
  /** A person's code; null: nobody said. */
  readonly askedBy: string | null;
  /** Whether it was found that the holder asks, by ID or profile. */
  readonly isHolder: boolean;
}

/**
 * Records that the card is lost or stolen, also one that was never handed over: it may be lost in the post. Of a client's
 * card the agent reports; a holder who was found to be one is not kept waiting either, and the issuer owes the client that
 * person's allowance (domain 2.4). Refused in this order:
 * - `card_unknown`: no such card.
 * - `card_already_lost`, `card_already_stolen` {cardId, reportedAt}: the first report stands, a later one cannot move what
 *   it divided.
 * - the state that forbids it, such as `card_replaced` or `card_in_stock` {cardId}.
 * - `card_not_registered` {cardId}: a bearer card belongs to whoever has it, and nobody can have it blocked.
 * - `not_the_agent` {clientId, askedBy, agentId}: neither the agent of its client asks nor, as far as is known, its holder.
 * @param reporter undefined where anybody at the desk may report it.
 */
export function reportCardLost(state: CardState, command: ReportLost, reporter?: LossReporter): Decision<CardEvent> {
  const { card, refusal } = allowing(state, 'CardReportedLost');
  if (refusal) return refuse(refusal);
  const { cardId, walletId, holderId } = card;
  if (holderId === null) return reject('card_not_registered', { cardId });
  const reported: CardEvent = { type: 'CardReportedLost', data: { ...refOf(card), holderId, ...command } };
  if (!reporter || reporter.askedBy === reporter.agentId) return accept(reported);
  const { clientId, agentId, askedBy, isHolder } = reporter;
  if (!isHolder) return reject('not_the_agent', { clientId, askedBy, agentId });
  const data = { cardId, walletId, holderId, clientId, reportedAt: command.reportedAt };
  return accept<CardEvent>(reported, { type: 'CardLossReportedByHolder', data });
}

/** Who asks for something that another must approve, and why. */
export interface ProposeUnblock {
  /** Subject of the token. */
  readonly by: string;
  /** snake_case. */
  readonly reason: string;
}

/**
 * Asks to let a card be used again that was found. Refused in this order: `card_unknown`; the state of a card that is not
 * missing, such as `card_active` {cardId}; `unblock_proposed` {proposedBy} (somebody has asked already); `replacement_open`
 * {replacementCardId} (another card is on its way in its place).
 */
export function proposeUnblock(state: CardState, { by, reason }: ProposeUnblock): Decision<CardEvent> {
  const { card, refusal } = allowing(state, 'CardUnblockProposed');
  if (refusal) return refuse(refusal);
  const { cardId, walletId, unblock, replacementCardId } = card;
  if (unblock) return reject('unblock_proposed', { cardId, proposedBy: unblock.proposedBy });
  if (replacementCardId !== null) return reject('replacement_open', { replacementCardId });
  return accept({ type: 'CardUnblockProposed', data: { cardId, walletId, reason, proposedBy: by } });
}

/**
 * Lets the card be used again, as it was before the report. What the issuer bore since then stays with the issuer.
 * Refused in this order: `card_unknown`; the state of a card that is not missing; `unblock_not_proposed` {cardId};
 * `own_proposal` {proposedBy} (somebody else must approve); `replacement_open` {replacementCardId}.
 */
export function approveUnblock(state: CardState, { by }: { readonly by: string }): Decision<CardEvent> {
  const { card, refusal } = allowing(state, 'CardUnblocked');
  if (refusal) return refuse(refusal);
  const { cardId, unblock, replacementCardId, missing } = card;
  if (!missing) throw new InvariantError(`${cardId} is ${card.kind} without a report`);
  if (!unblock) return reject('unblock_not_proposed', { cardId });
  if (unblock.proposedBy === by) return reject('own_proposal', { proposedBy: by });
  if (replacementCardId !== null) return reject('replacement_open', { replacementCardId });
  return accept({ type: 'CardUnblocked', data: { ...refOf(card), ...unblock, reportedAt: missing.reportedAt } });
}

/**
 * Turns the request down; who asked may take it back. Refused in this order: `card_unknown`; the state of a card that is
 * not missing; `unblock_not_proposed` {cardId}.
 */
export function declineUnblock(state: CardState, { reason }: { readonly reason: string }): Decision<CardEvent> {
  const { card, refusal } = allowing(state, 'CardUnblockDeclined');
  if (refusal) return refuse(refusal);
  const { cardId, walletId, unblock } = card;
  if (!unblock) return reject('unblock_not_proposed', { cardId });
  return accept({ type: 'CardUnblockDeclined', data: { cardId, walletId, reason, proposedBy: unblock.proposedBy } });
}

/** When the loss of a card was reported, as it is told; null of a card that is not missing. */
export function reportedAtOf(state: CardState): string | null {
  return state.kind === 'unknown' || !state.missing ? null : toRfc3339(state.missing.reportedAt);
}
