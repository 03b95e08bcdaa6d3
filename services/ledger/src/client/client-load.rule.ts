/** The rules by which a client's list is taken and, once its bill is paid, loads every wallet in it or none (domain 2.4). */
import { addPeriodToDate, type BusinessDate, businessDate, type EpochMs } from '@scrip/calendar';
import type { AllowanceLine, ClientEvent, WalletEvent } from '@scrip/contracts';
import { accept, type Decision, type Refusal, reject } from '@scrip/decider';
import { type Fen, fen, minus, plus, sumFen } from '@scrip/money';
import type { WalletState, WalletTerms } from '../wallet/wallet.decider.ts';
import { loadAllowance } from '../wallet/wallet-client.rule.ts';
import {
  type Asking,
  CLIENT_UNKNOWN,
  type ClientAccount,
  type ClientState,
  type ClientTermsInForce,
  OPEN_LISTS_MAX,
  openListOf,
  refuse,
  whyNotAsked,
  whyNotRunning,
} from './client.decider.ts';

/** A fact of the client's own stream, or of a wallet's. */
export type ClientFact =
  | { readonly of: 'client'; readonly event: ClientEvent }
  | { readonly of: 'wallet'; readonly walletId: string; readonly event: WalletEvent };

/** The terms of the client's product: those of its wallets, those of the client, and when the client pays. */
export type LoadTerms = WalletTerms &
  ClientTermsInForce & {
    /** Day of the month by which a list is paid; null where no agreement of the programme names one. */
    readonly paymentDay: number | null;
  };

/** What is known of a wallet; one that is not there, or another issuer's, is `{ status: 'none' }`. */
export type WalletLookup = (walletId: string) => WalletState;

/** A list of allowances. */
export interface SubmitList extends Asking {
  readonly listId: string;
  readonly lines: readonly AllowanceLine[];
  readonly at: EpochMs;
}

/**
 * Takes a list and says its bill: the allowances, and a deposit for each new card. Nothing is loaded (domain 2.4, C1).
 * It is paid in time through the next payment day of the agreement, that of its own day included.
 * Refused in this order: `client_unknown`; `not_the_agent` (where the terms ask for it and nobody overrides);
 * `client_terminated`; `agreement_over`; `list_known` (submitted before, whatever became of it); `open_lists_exceeded`; `list_line_invalid` with `lines`: each wrong line from 1 with its wallet, code and numbers, the
 * codes `wallet_repeated` and those of `loadAllowance`.
 */
export function submitList(
  state: ClientState,
  command: SubmitList,
  walletOf: WalletLookup,
  terms: LoadTerms,
): Decision<ClientFact> {
  if (state.status === 'none') return refuse(CLIENT_UNKNOWN);
  const refusal = whyNotAsked(state, command, terms) ?? whyNotRunning(state, command.at);
  if (refusal) return refuse(refusal);
  const { listId, lines, askedBy, at } = command;
  const known = openListOf(state, listId);
  if (!('code' in known) || known.code !== 'list_unknown') return reject('list_known', { listId });
  const openLists = state.openLists.length;
  if (openLists >= OPEN_LISTS_MAX) return reject('open_lists_exceeded', { openLists, limit: OPEN_LISTS_MAX });
  const depositFen = fen(terms.client.depositFen);
  const loads = loadsOf(state, { ...command, depositFen, idOf: () => '' }, walletOf, terms);
  if (loads.kind === 'refused') return loads;
  const newCards = lines.filter((line) => line.newCard).length;
  const allowancesFen = sumFen(lines.map((line) => line.amountFen));
  const billFen = plus(allowancesFen, fen(depositFen * BigInt(newCards)));
  const { clientId, programmeId } = state;
  const bill = { newCards, allowancesFen, depositFen, billFen };
  const { programmeVersion, paymentDay } = terms;
  const dueDate = paymentDay === null ? null : paidBy(at, paymentDay);
  const under = { programmeId, programmeVersion, askedBy, dueDate };
  return accept({
    of: 'client',
    event: { type: 'ClientListSubmitted', data: { clientId, listId, lines, ...bill, ...under } },
  });
}

/** The first such day of a month from a moment on; the day is 1 to 28, so every month has it. */
function paidBy(at: EpochMs, paymentDay: number): BusinessDate {
  const date = businessDate(at);
  const inMonth = `${date.slice(0, 8)}${String(paymentDay).padStart(2, '0')}`;
  return date <= inMonth ? inMonth : addPeriodToDate(inMonth, 'P1M');
}

/** The bill of a list was paid. */
export interface PayList {
  readonly listId: string;
  readonly paidFen: Fen;
  readonly bankReference: string;
  readonly at: EpochMs;
  /** An id of a recharge ('rch') or a lot ('lot') of the list in a wallet, the same however often it is asked for. */
  readonly idOf: (prefix: 'rch' | 'lot', walletId: string) => string;
}

/**
 * Records the payment of a list and loads each wallet in it, with a lot of its own and the deposit for a new card: all of
 * them or none (domain 2.4, C1 and C6).
 * Refused in this order: `client_unknown`; `list_unknown`; `list_paid`; `list_withdrawn`; `client_terminated`; `agreement_over`;
 * `payment_mismatch` with paid, bill and difference; `list_line_invalid` as `submitList`, for what has changed since.
 */
export function payList(
  state: ClientState,
  command: PayList,
  walletOf: WalletLookup,
  terms: WalletTerms,
): Decision<ClientFact> {
  if (state.status === 'none') return refuse(CLIENT_UNKNOWN);
  const { listId, paidFen, bankReference } = command;
  const list = openListOf(state, listId);
  if ('code' in list) return refuse(list);
  const over = whyNotRunning(state, command.at);
  if (over) return refuse(over);
  if (paidFen !== list.billFen) return refuse(paymentMismatch(paidFen, list.billFen));
  const { lines, depositFen } = list;
  const loads = loadsOf(state, { ...command, lines, depositFen }, walletOf, terms);
  if (loads.kind === 'refused') return loads;
  const { clientId, programmeId } = state;
  const { programmeVersion } = terms;
  const data = { clientId, listId, paidFen, bankReference, programmeId, programmeVersion };
  return accept<ClientFact>({ of: 'client', event: { type: 'ClientListPaid', data } }, ...loads.events);
}

/** Another amount was paid than was due. */
export function paymentMismatch(paidFen: Fen, dueFen: Fen): Refusal {
  return { code: 'payment_mismatch', detail: { paidFen, dueFen, differenceFen: minus(paidFen, dueFen) } };
}

interface Loads {
  readonly lines: readonly AllowanceLine[];
  readonly depositFen: Fen;
  readonly at: EpochMs;
  readonly idOf: PayList['idOf'];
}

/** The facts of all lines, or all that is wrong with any. */
function loadsOf(
  { clientId, programmeId, productKey }: ClientAccount,
  { lines, depositFen, at, idOf }: Loads,
  walletOf: WalletLookup,
  terms: WalletTerms,
): Decision<ClientFact> {
  const seen = new Set<string>();
  const facts: ClientFact[] = [];
  const wrong: object[] = [];
  lines.forEach(({ walletId, amountFen, newCard }, index) => {
    const line = index + 1;
    if (seen.has(walletId)) {
      wrong.push({ line, walletId, code: 'wallet_repeated' });
      return;
    }
    seen.add(walletId);
    const ids = { rechargeId: idOf('rch', walletId), lotId: idOf('lot', walletId) };
    const load = { clientId, programmeId, productKey, ...ids, amountFen, newCard, depositFen, at };
    const decision = loadAllowance(walletOf(walletId), load, terms);
    if (decision.kind === 'refused')
      wrong.push({ line, walletId, code: decision.refusal.code, ...decision.refusal.detail });
    else facts.push(...decision.events.map((event) => ({ of: 'wallet' as const, walletId, event })));
  });
  return wrong.length > 0 ? reject('list_line_invalid', { lines: wrong }) : accept(...facts);
}
