/** What the routes of clients have in common. */
import type { EventLog } from '@scrip/event-store';
import { type Caller, insufficientScope, Problem } from '@scrip/http';
import type { Programme } from '@scrip/programme';
import type { ProgrammeTerms, TermsOf } from '../wallet/programme-terms.ts';
import { requireTerms } from '../wallet/wallet-route.ts';
import { type ClientAccount, clientDecider, clientStream } from './client.decider.ts';
import type { LoadTerms } from './client-load.rule.ts';

/** What is not there, or another issuer's, is not there; another than the agent may not act. The others are 409. */
export const CLIENT_REFUSALS = {
  client_unknown: 404,
  list_unknown: 404,
  wallet_unknown: 404,
  not_the_agent: 403,
} as const;

/** The scope to do for a client what another than its agent asks for. */
export const OVERRIDE = 'ledger:client.override';

/** Throws the Problem 403 `insufficient_scope` where somebody overrides who may not. */
export function requireOverride(override: boolean, { scopes }: Caller): void {
  if (!override || scopes.has(OVERRIDE)) return;
  throw insufficientScope(OVERRIDE);
}

/** The client of this issuer as the log has it now. Throws the Problem 404 `client_unknown` where there is none. */
export async function requireClient(log: EventLog, issuerId: string, clientId: string): Promise<ClientAccount> {
  const { state } = await log.state(clientDecider, clientStream(issuerId, clientId));
  if (state.status === 'none') throw clientUnknown(clientId);
  return state;
}

/** The same for a client that is not there and for another issuer's. */
export function clientUnknown(clientId: string): Problem {
  return new Problem(404, 'client_unknown', 'There is no such client', { members: { clientId } });
}

/**
 * The terms of a client's product at a moment (epoch milliseconds). Throws the Problem 409 `programme_unknown`,
 * `product_unknown`, or `client_terms_missing` where the product is not for clients.
 */
export async function requireClientTerms(terms: ProgrammeTerms, of: TermsOf, moment: number): Promise<LoadTerms> {
  const found = await terms.at(of, moment);
  const { programmeVersion, product } = requireTerms(found);
  const { programmeId, productKey } = of;
  const { client } = product;
  const paymentDay = found.kind === 'terms' ? paymentDayOf(found.programme, productKey) : null;
  if (client) return { programmeVersion, product, client, paymentDay };
  const members = { programmeId, programmeVersion, productKey };
  throw new Problem(409, 'client_terms_missing', 'The product has no terms for clients', { members });
}

/** Day of the month by which clients pay under the programme's agreement about a product; null where it names none. */
export function paymentDayOf({ contracts = [] }: Programme, productKey: string): number | null {
  const agreement = contracts.find(
    (contract) => contract.with === 'client' && (contract.products?.includes(productKey) ?? true),
  );
  return agreement?.paymentDay ?? null;
}
