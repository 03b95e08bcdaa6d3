/** The rule by which a card comes back: its client gets what is left, and a claim if another than its agent asked (domain 2.4). */
import { addPeriodToDate, businessDate, type EpochMs } from '@scrip/calendar';
import type { ClaimEvent, ClientCredited, ClientEvent, WalletEvent } from '@scrip/contracts';
import { accept, type Decision, type Refusal } from '@scrip/decider';
import { plus } from '@scrip/money';
import { openClaim } from '../claim/claim.decider.ts';
import { type Purse, whyLoaded } from '../purse/purse.decider.ts';
import type { WalletState } from '../wallet/wallet.decider.ts';
import { closeForClient } from '../wallet/wallet-client.rule.ts';
import {
  type Asking,
  asksInPlaceOfAgent,
  CLIENT_UNKNOWN,
  type ClientState,
  type ClientTermsInForce,
  owedTo,
  refuse,
  whyNotAsked,
} from './client.decider.ts';

/** A card is to be returned for good. */
export interface ReturnCard extends Asking {
  readonly creditId: string;
  /** Of the claim, should one open. */
  readonly claimId: string;
  /** The purses that its wallet loaded. One that is missing here was loaded a moment ago: it is not empty. */
  readonly purses: readonly Purse[];
  readonly at: EpochMs;
}

/** A fact of one of the streams that a return is decided on. */
export type ReturnFact =
  | { readonly of: 'client'; readonly event: ClientEvent }
  | { readonly of: 'wallet'; readonly event: WalletEvent }
  | { readonly of: 'claim'; readonly event: ClaimEvent };

/**
 * Empties and shuts the wallet of a card and owes its client what was left and the deposit (domain 2.4, C3). Asked by
 * another than the agent, and done all the same, the issuer owes that person's allowance of a month besides (C4).
 * Refused in this order: `client_unknown`; `not_the_agent` (where the terms ask for it and nobody overrides); then as
 * `closeForClient`.
 */
export function returnCard(
  state: ClientState,
  wallet: WalletState,
  command: ReturnCard,
  terms: ClientTermsInForce,
): Decision<ReturnFact> {
  if (state.status === 'none') return refuse(CLIENT_UNKNOWN);
  const { clientId, programmeId, termination } = state;
  const { creditId, claimId, askedBy, purses, at } = command;
  const notAsked = whyNotAsked(state, command, terms);
  if (notAsked) return refuse(notAsked);
  const breach = asksInPlaceOfAgent(state, command, terms);
  const closing = closeForClient(
    wallet,
    { creditId, clientId, whyLoaded: (purseId) => whyNotEmpty(purses, purseId) },
    terms.programmeVersion,
  );
  if (closing.kind === 'refused') return closing;
  const facts: ReturnFact[] = [];
  for (const { closed, allowanceFen } of closing.events) {
    const { walletId, principalFen, depositFen } = closed;
    const creditedFen = plus(principalFen, depositFen);
    const data: ClientCredited = {
      clientId,
      creditId,
      walletId,
      askedBy,
      unspentFen: principalFen,
      depositFen,
      creditedFen,
      dueDate: termination && addPeriodToDate(businessDate(at), termination.refundWithin),
      owedAfterFen: plus(owedTo(state), creditedFen),
      programmeId,
      programmeVersion: terms.programmeVersion,
    };
    facts.push({ of: 'client', event: { type: 'ClientCredited', data } });
    facts.push({ of: 'wallet', event: { type: 'WalletClosed', data: closed } });
    if (!breach || allowanceFen <= 0n) continue;
    const about = { programmeId, walletId, orderId: null };
    const claim = {
      claimId,
      owedBy: 'issuer',
      partyKind: 'client',
      partyId: clientId,
      amountFen: allowanceFen,
    } as const;
    const opened = openClaim({ status: 'none' }, { ...claim, ...about, cause: 'return_not_by_agent' });
    if (opened.kind === 'refused') return opened;
    facts.push(...opened.events.map((event) => ({ of: 'claim' as const, event })));
  }
  return accept(...facts);
}

function whyNotEmpty(purses: readonly Purse[], purseId: string): Refusal | undefined {
  const purse = purses.find((one) => one.purseId === purseId);
  return purse ? whyLoaded(purse) : { code: 'purse_loaded', detail: { purseId } };
}
