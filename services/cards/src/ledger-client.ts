/**
 * What cards asks the ledger: to block a lost card at its wallet before the report is answered, to let a card open it again
 * that was found, to charge the fee of a replaced one, and who acts for a client.
 */
import { toRfc3339 } from '@scrip/calendar';
import type { ServiceTokens } from '@scrip/chassis';
import type { CardReportedLost, CardUnblocked } from '@scrip/contracts';
import { type Committed, type Envelope, newId, type Who } from '@scrip/event-store';

/** So long the person at the desk waits for the ledger, token included; after it the event finishes the block. */
export const BLOCK_WAIT_MS = 2_000;

/** What became of the call. `reason`: a code or a status, for the log. */
export type CallOutcome = { readonly kind: 'done' } | { readonly kind: 'pending'; readonly reason: string };

/** What became of a fee. `numbers`: members of the ledger's problem. */
export type ChargeOutcome =
  | { readonly kind: 'charged' }
  | { readonly kind: 'refused'; readonly code: string; readonly numbers: Readonly<Record<string, unknown>> }
  | { readonly kind: 'pending'; readonly reason: string };

export class LedgerClient {
  readonly #ledgerUrl: string;
  readonly #tokens: ServiceTokens;

  constructor(options: { readonly ledgerUrl: string; readonly tokens: ServiceTokens }) {
    this.#ledgerUrl = options.ledgerUrl.replace(/\/$/, '');
    this.#tokens = options.tokens;
  }

  /**
   * Blocks the card that the event reports. Never throws: whatever keeps the ledger from answering in time, the report
   * stands and the ledger hears of it from the topic.
   */
  blockCard({ envelope, event }: Committed<{ readonly data: CardReportedLost }>): Promise<CallOutcome> {
    const { walletId, cardId, sequence, cardVersion, reportedAt, cause } = event.data;
    const card = { cardId, cardSequence: cardVersion ?? sequence, reportedAt: toRfc3339(reportedAt) };
    return this.#call(envelope, `wallets/${encodeURIComponent(walletId)}/card-blocks`, {
      ...card,
      ...(cause && { cause }),
    });
  }

  /** Lets the card open its wallet again that was found. Never throws, as `blockCard`. */
  unblockCard({ envelope, event }: Committed<{ readonly data: CardUnblocked }>): Promise<CallOutcome> {
    const { walletId, cardId, cardVersion, reportedAt, reason } = event.data;
    const card = { cardId, cardSequence: cardVersion, reportedAt: toRfc3339(reportedAt), reason };
    return this.#call(envelope, `wallets/${encodeURIComponent(walletId)}/card-unblocks`, card);
  }

  /**
   * Charges the fee of a replaced card to its wallet, or records that it was paid in another tender. Under the same key it
   * is charged once. Never throws: what the ledger refused comes back with its code and its numbers.
   */
  async chargeReplacement(
    who: Asker,
    fee: { readonly walletId: string; readonly cardId: string; readonly tender: string | null; readonly key: string },
  ): Promise<ChargeOutcome> {
    const { walletId, cardId, tender, key } = fee;
    const body = { cardId, ...(tender !== null && { tender }) };
    const answered = await this.#answer(who, {
      path: `wallets/${encodeURIComponent(walletId)}/replacement-fees`,
      body,
      key,
    });
    if ('failure' in answered) return { kind: 'pending', reason: answered.failure };
    if (answered.status >= 200 && answered.status < 300) return { kind: 'charged' };
    const code = codeOf(answered.body);
    // The wallet may be heard of in a moment, and a fault of the ledger is no refusal.
    if (answered.status !== 409 || code === '')
      return { kind: 'pending', reason: `${answered.status} ${code}`.trimEnd() };
    return { kind: 'refused', code, numbers: answered.body };
  }

  /**
   * The code of the person who alone may act for a client, as the ledger says now; null where it knows no such client or
   * does not answer in time. Never throws.
   */
  async agentOf(who: Asker, clientId: string): Promise<string | null> {
    const answered = await this.#answer(who, { path: `clients/${encodeURIComponent(clientId)}` });
    if ('failure' in answered || answered.status !== 200) return null;
    const { agentId } = answered.body;
    return typeof agentId === 'string' ? agentId : null;
  }

  async #call(envelope: Envelope, path: string, body: object): Promise<CallOutcome> {
    // A key for each call: the ledger does it once however often it is asked, and a refusal kept under the event's id
    // ("wallet unknown", before it has heard of the card) would answer for ever.
    const answered = await this.#answer(envelope, { path, body, key: newId('blk') });
    if ('failure' in answered) return { kind: 'pending', reason: answered.failure };
    if (answered.status >= 200 && answered.status < 300) return { kind: 'done' };
    return { kind: 'pending', reason: `${answered.status} ${codeOf(answered.body)}`.trimEnd() };
  }

  async #answer(who: Asker, asked: Asked | Reading): Promise<Answered | { readonly failure: string }> {
    const signal = AbortSignal.timeout(BLOCK_WAIT_MS);
    try {
      const first = await this.#ask(who, asked, signal);
      // A token that was withdrawn, or signed by a key that was, looks good until it is refused.
      return first.status === 401 ? await this.#ask(who, asked, signal) : first;
    } catch (error) {
      return { failure: nameOf(error) };
    }
  }

  async #ask(who: Asker, { path, body, key }: Asked | Reading, signal: AbortSignal): Promise<Answered> {
    const token = await this.#tokens.token(signal);
    const answer = await fetch(`${this.#ledgerUrl}/ledger/v1/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json', 'idempotency-key': key }),
        'scrip-issuer': who.issuerId,
        'scrip-correlation-id': who.correlationId,
        ...(who.traceparent !== null && { traceparent: who.traceparent }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      redirect: 'error',
      signal,
    });
    if (answer.status === 401) this.#tokens.forget(token);
    return { status: answer.status, body: bodyOf(await answer.text()) };
  }
}

/** Who asks, on whose behalf. */
export type Asker = Pick<Who, 'issuerId' | 'correlationId' | 'traceparent'>;

interface Asked {
  /** Below the first version of the ledger: the wallet and what is asked of it. */
  readonly path: string;
  readonly body: object;
  readonly key: string;
}

/** Something is only read. */
interface Reading {
  /** Below the first version of the ledger: what is read. */
  readonly path: string;
  readonly body?: undefined;
  readonly key?: undefined;
}

interface Answered {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The members of an answer; none for what is no JSON object. */
function bodyOf(text: string): Answered['body'] {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? { ...body } : {};
  } catch {
    return {};
  }
}

/** The code of a problem (RFC 9457); empty for anything else. */
function codeOf({ code }: Answered['body']): string {
  return typeof code === 'string' ? code : '';
}

/** A name for the log, never a message: `fetch` hides what went wrong in the cause. */
function nameOf(error: unknown): string {
  const { name, cause } = (error ?? {}) as { name?: unknown; cause?: { code?: unknown } | undefined };
  if (typeof cause?.code === 'string') return cause.code;
  return typeof name === 'string' ? name : 'unknown';
}
