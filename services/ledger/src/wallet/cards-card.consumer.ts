/** What the ledger does when cards says something of a card that opens a wallet. */
import { Controller } from '@nestjs/common';
import type {
  CardActivated,
  CardExpired,
  CardIssued,
  CardLossReportedByHolder,
  CardRegistered,
  CardReplaced,
  CardReportedLost,
  CardResumed,
  CardSold,
  CardSuspended,
  CardUnblocked,
  CardVoided,
  WalletEvent,
} from '@scrip/contracts';
import type { Decision } from '@scrip/decider';
import { EventLog, idFrom, on, type Tx } from '@scrip/event-store';
import { across, command, type Effect, type Message, NotYetError, OnEvent } from '@scrip/kafka';
import { type ClaimState, claimDecider } from '../claim/claim.decider.ts';
import { claimForLoss } from '../client/client-loss.rule.ts';
import { holderNow, stillHolder } from './merged-holder.ts';
import { ProgrammeTerms } from './programme-terms.ts';
import { type CardRef, type WalletState, type WalletTerms, walletDecider } from './wallet.decider.ts';
import {
  activateCard,
  blockCard,
  LOST,
  openBearerWallet,
  openWallet,
  registerHolder,
  resumeCard,
  STOLEN,
  suspendCard,
  unblockCard,
  voidCard,
} from './wallet-card.rule.ts';
import { historySince } from './wallet-history.ts';
import { RECHARGE_CARD } from './wallet-postings.ts';
import { recharge } from './wallet-till.rule.ts';

/** How value is paid that a card is sold with, where nobody said: the seller took the money. */
const CARD_SALE = 'card-sale';

/** A distributor's card was paid with its order: what was owed for the card is on its wallet now. */
function tenderOf({ orderId, tender }: CardSold): string {
  return orderId === null ? (tender ?? CARD_SALE) : RECHARGE_CARD;
}

/** What every event about a card says. */
interface OfCard {
  readonly walletId: string;
  readonly cardId: string;
  readonly sequence: number;
  readonly cardVersion: number | null;
}

@Controller()
export class CardsCardConsumer {
  readonly #log: EventLog;
  readonly #terms: ProgrammeTerms;

  constructor(log: EventLog, terms: ProgrammeTerms) {
    this.#log = log;
    this.#terms = terms;
  }

  /**
   * A card comes with the wallet that it opens; a replacement finds it open. Throws NotYetError where the wallet is still
   * another holder's here: that it was registered or its holder merged is news of other topics and partitions; and where
   * the holder is merged into another one at this moment.
   */
  @OnEvent('CardIssued')
  async onCardIssued(event: CardIssued, message: Message): Promise<Effect> {
    const { walletId, programmeId, programmeVersion, productKey } = event;
    const holderId = await holderNow(this.#log.pool, event.holderId);
    const { state } = await this.#log.state(walletDecider, walletId);
    if (state.status !== 'none' && state.holderId !== holderId)
      throw new NotYetError(`${walletId} is not known to be of ${holderId}`);
    const opening = { walletId, holderId, programmeId, programmeVersion, productKey, ...refOf(event) };
    return decided(
      event,
      message,
      (wallet) => openWallet(wallet, opening),
      [],
      (tx) => stillHolder(tx, holderId),
    );
  }

  /**
   * A blank card was sold: it opens a wallet of whoever has it. The value it was sold with is loaded as any recharge is,
   * under the terms of the moment; if they refuse it, the news waits for somebody to look at it.
   */
  @OnEvent('CardSold')
  async onCardSold(event: CardSold, message: Message): Promise<Effect> {
    const { walletId, programmeId, programmeVersion, productKey, faceFen } = event;
    const opening = { walletId, programmeId, programmeVersion, productKey, ...refOf(event) };
    const terms = faceFen === null ? null : await this.#termsAtSale(event, message);
    const { occurredAt: at } = message.envelope;
    return decided(event, message, (wallet) => {
      const opened = openBearerWallet(wallet, opening);
      if (opened.kind === 'refused' || opened.events.length === 0 || faceFen === null || terms === null) return opened;
      const seed = `sale ${event.cardId}`;
      const value = { rechargeId: idFrom('rch', seed), lotId: idFrom('lot', seed), principalFen: faceFen };
      const after = opened.events.reduce<WalletState>(walletDecider.evolve, wallet);
      const loaded = recharge(after, { ...value, tender: tenderOf(event), at }, terms);
      return loaded.kind === 'refused' ? loaded : { kind: 'accepted', events: [...opened.events, ...loaded.events] };
    });
  }

  /** The loss of a card may be heard of before its activation: a call is faster than a topic. Then it stays shut. */
  @OnEvent('CardActivated')
  onCardActivated(event: CardActivated, message: Message): Effect {
    const shut = ['wallet_closed', 'card_blocked', 'card_void', 'card_superseded', 'card_suspended'];
    return decided(event, message, (wallet) => activateCard(wallet, refOf(event)), shut);
  }

  /** Somebody who was merged since is the survivor. Throws NotYetError where that happens at this moment. */
  @OnEvent('CardRegistered')
  async onCardRegistered(event: CardRegistered, message: Message): Promise<Effect> {
    const holderId = await holderNow(this.#log.pool, event.holderId);
    const register = (wallet: WalletState): Decision<WalletEvent> => registerHolder(wallet, { holderId });
    return decided(event, message, register, ['wallet_closed'], (tx) => stillHolder(tx, holderId));
  }

  @OnEvent('CardSuspended')
  onCardSuspended(event: CardSuspended, message: Message): Effect {
    const news = { ...refOf(event), reason: event.reason };
    return decided(event, message, (wallet) => suspendCard(wallet, news), ['wallet_closed']);
  }

  /** Also said of a damaged card that works after all: it was never shut here. */
  @OnEvent('CardResumed')
  onCardResumed(event: CardResumed, message: Message): Effect {
    const news = { ...refOf(event), reason: event.reason };
    return decided(event, message, (wallet) => resumeCard(wallet, news), ['wallet_closed']);
  }

  /**
   * Mostly the card is blocked already, by the call that cards makes before it answers the report. A card that the
   * wallet does not know and that is not newer than its active one cannot open it anyway.
   */
  @OnEvent('CardReportedLost')
  onCardReportedLost(event: CardReportedLost, message: Message): Effect {
    const { walletId, reportedAt, cause } = event;
    const reason = cause === 'stolen' ? STOLEN : LOST;
    return command({
      who: message.who,
      decider: walletDecider,
      streamId: walletId,
      gather: (version) => historySince(this.#log, walletId, { reportedAt, version }),
      decide: (wallet, history) => blockCard(wallet, { ...refOf(event), reportedAt, reason }, history),
      tolerate: ['card_unknown'],
    });
  }

  /** The card is blocked as any other; the client is owed what was agreed for the case (domain 2.4). */
  @OnEvent('CardLossReportedByHolder')
  onCardLossReportedByHolder(event: CardLossReportedByHolder, { who }: Message): Effect {
    const { cardId, walletId, clientId, reportedAt } = event;
    const claimId = idFrom('clm', `loss ${cardId} ${reportedAt}`);
    return across({
      who,
      streams: [on(walletDecider, walletId), on(claimDecider, claimId)],
      decide: ([wallet, claim]) => {
        const decision = claimForLoss(wallet as WalletState, claim as ClaimState, { claimId, walletId, clientId });
        if (decision.kind === 'refused') return decision;
        return { kind: 'accepted', events: decision.events.map((opened) => ({ streamId: claimId, event: opened })) };
      },
    });
  }

  /** Mostly it opens the wallet already, by the call that cards makes before it answers who approved it. */
  @OnEvent('CardUnblocked')
  onCardUnblocked(event: CardUnblocked, message: Message): Effect {
    const news = { ...refOf(event), reportedAt: event.reportedAt, reason: event.reason };
    return decided(event, message, (wallet) => unblockCard(wallet, news), ['wallet_closed']);
  }

  @OnEvent('CardReplaced')
  onCardReplaced(event: CardReplaced, message: Message): Effect {
    return decided(event, message, (wallet) => voidCard(wallet, { ...refOf(event), reason: 'replaced' }), ENDED);
  }

  @OnEvent('CardExpired')
  onCardExpired(event: CardExpired, message: Message): Effect {
    return decided(event, message, (wallet) => voidCard(wallet, { ...refOf(event), reason: 'expired' }), ENDED);
  }

  @OnEvent('CardVoided')
  onCardVoided(event: CardVoided, message: Message): Effect {
    return decided(event, message, (wallet) => voidCard(wallet, { ...refOf(event), reason: event.reason }), ENDED);
  }

  async #termsAtSale({ programmeId, productKey }: CardSold, { envelope }: Message): Promise<WalletTerms> {
    const { issuerId, occurredAt } = envelope;
    const found = await this.#terms.at({ issuerId, programmeId, productKey }, occurredAt);
    if (found.kind === 'terms') return found.terms;
    throw new NotYetError(`the terms of ${programmeId} for ${productKey} have not arrived: ${found.code}`);
  }
}

/** A card that was never sold or issued has no wallet; one that was returned has none any more. */
const ENDED = ['wallet_unknown', 'wallet_closed'] as const;

/** A card is counted among those of its wallet; the facts of old had no count but the sequence. */
function refOf({ cardId, sequence, cardVersion }: OfCard): CardRef {
  return { cardId, cardSequence: cardVersion ?? sequence };
}

function decided(
  { walletId }: OfCard,
  message: Message,
  decide: (wallet: WalletState) => Decision<WalletEvent>,
  tolerate: readonly string[] = [],
  writes?: (tx: Tx) => Promise<void>,
): Effect {
  return command({ who: message.who, decider: walletDecider, streamId: walletId, decide, tolerate, writes });
}
