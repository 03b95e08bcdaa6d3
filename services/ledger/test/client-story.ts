/** A client's history and that of its people's wallets, told by commands, for specs: each step must be accepted. */
import type { ClaimEvent, ClientEvent, WalletEvent } from '@scrip/contracts';
import { type Decision, fold } from '@scrip/decider';
import { fen } from '@scrip/money';
import { preset, productOf } from '@scrip/programme';
import { type ClientAccount, type ClientState, clientDecider, openClient } from '../src/client/client.decider.ts';
import { type LoadTerms, payList, submitList } from '../src/client/client-load.rule.ts';
import { refund, terminate } from '../src/client/client-refund.rule.ts';
import { returnCard } from '../src/client/client-return.rule.ts';
import { type WalletState, walletDecider } from '../src/wallet/wallet.decider.ts';
import { activateCard, openWallet } from '../src/wallet/wallet-card.rule.ts';
import { placeHold } from '../src/wallet/wallet-hold.rule.ts';
import { freeze } from '../src/wallet/wallet-service.rule.ts';
import { type Spend, spend } from '../src/wallet/wallet-till.rule.ts';
import { at, buying, holding, yuan } from './wallet-story.ts';

/** The terms of the preset corporate-meal, version 1. */
export function mealTerms(): LoadTerms {
  const product = productOf(preset('corporate-meal'), 'meal-card');
  if (!product?.client) throw new Error('the preset has no meal-card for clients');
  return { programmeVersion: 1, product, client: product.client, paymentDay: 10 };
}

/** How the story's client is opened. */
export const CLIENT = {
  clientId: 'acme',
  programmeId: 'corporate-meal',
  productKey: 'meal-card',
  agentId: 'agent-1',
};

/** A line of a list: which of the story's wallets, how much in yuan, and whether its card is new. */
export type Line = readonly [wallet: string, amount: number, newCard?: boolean];

/** Steps add to the history; `client`, `walletOf` and the events are what has come of it. */
export class ClientStory {
  readonly clientEvents: ClientEvent[] = [];
  readonly claimEvents: ClaimEvent[] = [];
  readonly walletEvents = new Map<string, WalletEvent[]>();
  readonly terms: LoadTerms;
  #count = 0;

  constructor(terms: LoadTerms = mealTerms()) {
    this.terms = terms;
    this.#client(openClient(this.client, { ...CLIENT, at: at('2025-01-01') }, terms));
  }

  get client(): ClientState {
    return fold(clientDecider, this.clientEvents);
  }

  get account(): ClientAccount {
    const { client } = this;
    if (client.status !== 'open') throw new Error('the client is open');
    return client;
  }

  /** Wallets of people who have a card of the client's product. */
  people(...walletIds: readonly string[]): this {
    for (const walletId of walletIds) {
      const opening = { walletId, holderId: `hld_${walletId}`, programmeId: 'corporate-meal', programmeVersion: 1 };
      const card = { cardId: `crd_${walletId}`, cardSequence: 1 };
      this.#wallet(walletId, (state) => openWallet(state, { ...opening, productKey: 'meal-card', ...card }));
      this.#wallet(walletId, (state) => activateCard(state, card));
    }
    return this;
  }

  readonly walletOf = (walletId: string): WalletState => fold(walletDecider, this.walletEvents.get(walletId) ?? []);

  /** What submitting a list would be decided to be; the story does not go on. */
  submitting(listId: string, ...lines: readonly Line[]): ReturnType<typeof submitList> {
    const asking = { askedBy: 'agent-1', override: false };
    return submitList(this.client, { listId, lines: lines.map(lineOf), at: DAY, ...asking }, this.walletOf, this.terms);
  }

  /** What the payment of a list would be decided to be; the story does not go on. */
  paying(listId: string, paid: number): ReturnType<typeof payList> {
    const idOf = (prefix: string, walletId: string) => `${prefix}_${listId}_${walletId}`;
    const command = { listId, paidFen: yuan(paid), bankReference: 'bank-1', at: DAY, idOf };
    return payList(this.client, command, this.walletOf, this.terms);
  }

  /** What the return of a card would be decided to be; the story does not go on. */
  returning(
    walletId: string,
    { askedBy = 'agent-1', override = false, when = DAY } = {},
  ): ReturnType<typeof returnCard> {
    const ids = { creditId: `crt_${walletId}`, claimId: `clm_${walletId}` };
    const asked = { ...ids, askedBy, override, purses: [], at: when };
    return returnCard(this.client, this.walletOf(walletId), asked, this.terms);
  }

  /** A list is submitted and its bill is paid. */
  loads(listId: string, ...lines: readonly Line[]): this {
    this.submits(listId, ...lines);
    const bill = this.account.openLists.find((list) => list.listId === listId)?.billFen ?? 0n;
    this.#facts(this.paying(listId, Number(bill) / 100));
    return this;
  }

  submits(listId: string, ...lines: readonly Line[]): this {
    this.#facts(this.submitting(listId, ...lines));
    return this;
  }

  returns(walletId: string, options: Parameters<ClientStory['returning']>[1] = {}): this {
    for (const fact of accepted(this.returning(walletId, options))) {
      if (fact.of === 'client') this.clientEvents.push(fact.event);
      else if (fact.of === 'claim') this.claimEvents.push(fact.event);
      else this.#eventsOf(walletId).push(fact.event);
    }
    return this;
  }

  spends(walletId: string, amount: number, more: Partial<Spend> = {}): this {
    const command = buying({
      spendId: `spd_${++this.#count}`,
      cardId: `crd_${walletId}`,
      amountFen: yuan(amount),
      ...more,
    });
    return this.#wallet(walletId, (state) => spend(state, command, this.terms));
  }

  holds(walletId: string, amount: number): this {
    const command = holding({ holdId: `hold_${++this.#count}`, cardId: `crd_${walletId}`, amountFen: yuan(amount) });
    return this.#wallet(walletId, (state) => placeHold(state, command, this.terms));
  }

  freezes(walletId: string, cause: Parameters<typeof freeze>[1]['cause']): this {
    return this.#wallet(walletId, (state) => freeze(state, { cause, reference: null }));
  }

  terminates(when: number): this {
    return this.#client(terminate(this.client, when, this.terms));
  }

  refunds(when: number, amount: number | null = null): this {
    const amountFen = amount === null ? null : yuan(amount);
    const command = { refundId: `rfd_${++this.#count}`, amountFen, bankReference: 'bank-2', at: when };
    return this.#client(refund(this.client, command));
  }

  /** Every fact of every stream. */
  get events(): readonly (ClientEvent | ClaimEvent | WalletEvent)[] {
    return [...this.clientEvents, ...this.claimEvents, ...[...this.walletEvents.values()].flat()];
  }

  #facts(decision: ReturnType<typeof submitList>): void {
    for (const fact of accepted(decision)) {
      if (fact.of === 'client') this.clientEvents.push(fact.event);
      else this.#eventsOf(fact.walletId).push(fact.event);
    }
  }

  #client(decision: Decision<ClientEvent>): this {
    this.clientEvents.push(...accepted(decision));
    return this;
  }

  #wallet(walletId: string, decide: (state: WalletState) => Decision<WalletEvent>): this {
    this.#eventsOf(walletId).push(...accepted(decide(this.walletOf(walletId))));
    return this;
  }

  #eventsOf(walletId: string): WalletEvent[] {
    const events = this.walletEvents.get(walletId) ?? [];
    this.walletEvents.set(walletId, events);
    return events;
  }
}

/** When the story's lists come and are paid. */
export const DAY = at('2025-05-09');

function lineOf([walletId, amount, newCard = false]: Line) {
  return { walletId, amountFen: fen(yuan(amount)), newCard };
}

function accepted<E>(decision: Decision<E>): readonly E[] {
  if (decision.kind === 'refused') throw new Error(`the story cannot go on: ${JSON.stringify(decision.refusal.code)}`);
  return decision.events;
}
