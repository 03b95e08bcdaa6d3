/**
 * The account of a client: a company that orders cards for its people and loads them by lists (domain 2.4). What it pays
 * goes to the wallets of its people at once; what comes back from them is owed to it until it is refunded.
 *
 * Here: the state, what each fact changes, opening and the lists' own rules. Beside it: `client-load.rule.ts` (a list and
 * its wallets), `client-return.rule.ts` (a card that comes back), `client-refund.rule.ts` (notice and refunds).
 */
import { addPeriodToDate, type BusinessDate, businessDate, daysEarlier, type EpochMs } from '@scrip/calendar';
import type { AllowanceLine, ClientEvent, ClientListSubmitted, ClientOpened } from '@scrip/contracts';
import { accept, type Decider, type Decision, InvariantError, type Refusal, reject } from '@scrip/decider';
import { type Fen, sumFen } from '@scrip/money';
import type { ClientTerms } from '@scrip/programme';
import { afterRefund, inOrder, type Owed } from './client-owed.ts';

/** A list that is not paid. */
export interface OpenList {
  readonly listId: string;
  readonly lines: readonly AllowanceLine[];
  readonly depositFen: Fen;
  readonly billFen: Fen;
}

/** The notice that ended an agreement, with what was agreed for it. */
export interface Termination {
  readonly terminatedDate: BusinessDate;
  readonly refundWithin: string;
  readonly lateBpPerDay: number;
}

/** An account that was opened. Plain data, since snapshots keep it as JSON. */
export interface ClientAccount {
  readonly status: 'open';
  readonly clientId: string;
  readonly programmeId: string;
  /** Stored-value product whose wallets the client loads. */
  readonly productKey: string;
  /** Who alone may act for the client. */
  readonly agentId: string;
  /** Oldest first. */
  readonly openLists: readonly OpenList[];
  /** Ids of lists that were paid or withdrawn; a month has one or two, so a hundred years of them are small. */
  readonly closedLists: Readonly<Record<string, 'paid' | 'withdrawn'>>;
  /** What the issuer owes, by the day it is due: those without a day last. */
  readonly owed: readonly Owed[];
  readonly termination: Termination | null;
  /** Last day of the agreement's term; left out where it has none. */
  readonly termEndsDate?: BusinessDate | null;
}

/** What is known of a client's id: nothing, or an account. */
export type ClientState = { readonly status: 'none' } | ClientAccount;

/** The part of a programme version that is decided under. */
export interface ClientTermsInForce {
  readonly programmeVersion: number;
  readonly client: ClientTerms;
}

/** Lists that wait for their payment: a state must stay small, and a list has up to a thousand lines. */
export const OPEN_LISTS_MAX = 6;
/** Lines of one list: with its lots and deposits a payment is two facts a line, appended as one. */
export const LIST_LINES_MAX = 1_000;

/** The stream of an issuer's client; its code is unique within the issuer only. */
export function clientStream(issuerId: string, clientId: string): string {
  return `cli_${issuerId}.${clientId}`;
}

/** What the issuer owes the client, in fen. */
export function owedTo(account: ClientAccount): Fen {
  return sumFen(account.owed.map((part) => part.amountFen));
}

/** Nothing is known of the client yet. */
const NO_CLIENT: ClientState = { status: 'none' };

/** How a client's stream is folded. */
export const clientDecider: Decider<ClientState, ClientEvent> = { stream: 'client', initial: NO_CLIENT, evolve };

function evolve(state: ClientState, event: ClientEvent): ClientState {
  if (event.type === 'ClientOpened') return opened(state, event.data);
  if (state.status === 'none') throw new InvariantError(`${event.type} comes before its client's account was opened`);
  switch (event.type) {
    case 'ClientAgentNamed':
      return { ...state, agentId: event.data.agentId };
    case 'ClientRenewed':
      return { ...state, termEndsDate: event.data.termEndsDate };
    case 'ClientListSubmitted':
      return { ...state, openLists: [...state.openLists, waiting(event.data)] };
    case 'ClientListPaid':
      return withoutList(state, event.data.listId, 'paid');
    case 'ClientListWithdrawn':
      return withoutList(state, event.data.listId, 'withdrawn');
    case 'ClientCredited': {
      const { creditedFen, dueDate } = event.data;
      return { ...state, owed: inOrder([...state.owed, { amountFen: creditedFen, dueDate }]) };
    }
    case 'ClientTerminated': {
      const { terminatedDate, dueDate, refundWithin, lateBpPerDay } = event.data;
      const owed = state.owed.map((part) => ({ ...part, dueDate }));
      return { ...state, owed: inOrder(owed), termination: { terminatedDate, refundWithin, lateBpPerDay } };
    }
    case 'ClientRefunded': {
      const { refundedFen, penaltyFen } = event.data;
      return {
        ...state,
        owed: inOrder([...afterRefund(state.owed, refundedFen), { amountFen: penaltyFen, dueDate: null }]),
      };
    }
  }
}

function opened(
  state: ClientState,
  { clientId, programmeId, productKey, agentId, termEndsDate }: ClientOpened,
): ClientAccount {
  if (state.status === 'open') throw new InvariantError(`${clientId} was opened twice`);
  const account = { clientId, programmeId, productKey, agentId };
  return { status: 'open', ...account, openLists: [], closedLists: {}, owed: [], termination: null, termEndsDate };
}

function waiting({ listId, lines, depositFen, billFen }: ClientListSubmitted): OpenList {
  return { listId, lines, depositFen, billFen };
}

function withoutList(account: ClientAccount, listId: string, how: 'paid' | 'withdrawn'): ClientAccount {
  const openLists = account.openLists.filter((list) => list.listId !== listId);
  if (openLists.length === account.openLists.length)
    throw new InvariantError(`the list ${listId} was closed and is not open`);
  return { ...account, openLists, closedLists: { ...account.closedLists, [listId]: how } };
}

/** An account is opened under the terms of a product. */
export interface OpenClient {
  readonly clientId: string;
  readonly programmeId: string;
  readonly productKey: string;
  readonly agentId: string;
  readonly at: EpochMs;
}

/** Opens the account of a client (domain 2.4). Refused: `client_known`. */
export function openClient(state: ClientState, command: OpenClient, terms: ClientTermsInForce): Decision<ClientEvent> {
  if (state.status === 'open') return reject('client_known', { clientId: command.clientId });
  const { at, ...facts } = command;
  const { programmeVersion, client } = terms;
  const termEndsDate = client.term === undefined ? null : termEnd(businessDate(at), client.term);
  return accept({ type: 'ClientOpened', data: { ...facts, termEndsDate, programmeVersion } });
}

/** Last day of a term that begins on a day. */
function termEnd(startsDate: BusinessDate, term: string): BusinessDate {
  return daysEarlier(addPeriodToDate(startsDate, term), 1);
}

/**
 * Renews an agreement for another term, from the end of the running one on; nothing is refunded (domain 2.4).
 * Refused in this order: `client_unknown`; `client_terminated`; `term_missing` (the agreement has none); `renewed_ahead`
 * (the next term was agreed already) with its last day.
 */
export function renewClient(state: ClientState, at: EpochMs, terms: ClientTermsInForce): Decision<ClientEvent> {
  if (state.status === 'none') return refuse(CLIENT_UNKNOWN);
  if (state.termination) return refuse(terminated(state.termination));
  const { clientId, programmeId, termEndsDate = null } = state;
  const { programmeVersion, client } = terms;
  if (client.term === undefined || termEndsDate === null)
    return reject('term_missing', { programmeId, programmeVersion });
  const date = businessDate(at);
  if (termEndsDate > termEnd(date, client.term)) return reject('renewed_ahead', { termEndsDate });
  // One that lapsed begins again on the day of its renewal.
  const startsDate = termEndsDate < date ? date : addPeriodToDate(termEndsDate, 'P1D');
  const data = { clientId, termEndsDate: termEnd(startsDate, client.term), programmeId, programmeVersion };
  return accept({ type: 'ClientRenewed', data });
}

/** Somebody asks for something in a client's name. */
export interface Asking {
  /** A person's code. */
  readonly askedBy: string;
  /** Whether it is done also for another than the agent; whoever says so may. */
  readonly override: boolean;
}

/** Whether another asks than the agent, where only the agent may (domain 2.4). */
export function asksInPlaceOfAgent(
  { agentId }: ClientAccount,
  { askedBy }: Asking,
  { client }: ClientTermsInForce,
): boolean {
  return client.agentOnly && askedBy !== agentId;
}

/** Why this person is not listened to: `not_the_agent` {askedBy, agentId}, unless somebody overrides. */
export function whyNotAsked(account: ClientAccount, asking: Asking, terms: ClientTermsInForce): Refusal | undefined {
  if (asking.override || !asksInPlaceOfAgent(account, asking, terms)) return undefined;
  return { code: 'not_the_agent', detail: { askedBy: asking.askedBy, agentId: account.agentId } };
}

/** Why a client may not order on a day: `client_terminated`; `agreement_over` with the last day of its term. */
export function whyNotRunning({ termination, termEndsDate = null }: ClientAccount, at: EpochMs): Refusal | undefined {
  if (termination) return terminated(termination);
  if (termEndsDate === null || businessDate(at) <= termEndsDate) return undefined;
  return { code: 'agreement_over', detail: { termEndsDate } };
}

/**
 * Names another person to act for the client; the one who does so already needs no new fact.
 * Refused in this order: `client_unknown`; `client_terminated`.
 */
export function nameAgent(state: ClientState, agentId: string): Decision<ClientEvent> {
  if (state.status === 'none') return refuse(CLIENT_UNKNOWN);
  if (state.termination) return refuse(terminated(state.termination));
  if (state.agentId === agentId) return accept();
  return accept({ type: 'ClientAgentNamed', data: { clientId: state.clientId, agentId } });
}

/** Gives up a list that was not paid. Refused in this order: `client_unknown`; `list_unknown`; `list_paid`; `list_withdrawn`. */
export function withdrawList(state: ClientState, listId: string): Decision<ClientEvent> {
  if (state.status === 'none') return refuse(CLIENT_UNKNOWN);
  const list = openListOf(state, listId);
  if ('code' in list) return refuse(list);
  return accept({ type: 'ClientListWithdrawn', data: { clientId: state.clientId, listId, billFen: list.billFen } });
}

/** A list that waits for its payment, or why there is none: `list_unknown`; `list_paid`; `list_withdrawn`. */
export function openListOf(account: ClientAccount, listId: string): OpenList | Refusal {
  const list = account.openLists.find((one) => one.listId === listId);
  if (list) return list;
  const closed = Object.hasOwn(account.closedLists, listId) ? account.closedLists[listId] : undefined;
  return { code: closed === undefined ? 'list_unknown' : `list_${closed}`, detail: { listId } };
}

/** No client has this id. */
export const CLIENT_UNKNOWN: Refusal = { code: 'client_unknown', detail: {} };

/** The agreement was ended by notice. */
export function terminated({ terminatedDate }: Termination): Refusal {
  return { code: 'client_terminated', detail: { terminatedDate } };
}

/** A refusal that was found elsewhere, as a decision. */
export function refuse(refusal: Refusal): Decision<never> {
  return { kind: 'refused', refusal };
}
