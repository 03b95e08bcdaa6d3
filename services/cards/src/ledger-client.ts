/** The one question that cards asks the ledger: block a card at its wallet, before the report of its loss is answered. */
import { toRfc3339 } from '@scrip/calendar';
import type { CardReportedLost } from '@scrip/contracts';
import { type Committed, newId } from '@scrip/event-store';
import type { ServiceTokens } from './service-tokens.ts';

/** So long the person at the desk waits for the ledger, token included; after it the event finishes the block. */
export const BLOCK_WAIT_MS = 2_000;

/** What became of the call. `reason`: a code or a status, for the log. */
export type BlockOutcome = { readonly kind: 'blocked' } | { readonly kind: 'pending'; readonly reason: string };

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
  async blockCard(report: Committed<{ readonly data: CardReportedLost }>): Promise<BlockOutcome> {
    const signal = AbortSignal.timeout(BLOCK_WAIT_MS);
    try {
      const first = await this.#ask(report, signal);
      // A token that was withdrawn, or signed by a key that was, looks good until it is refused.
      const { status, code } = first.status === 401 ? await this.#ask(report, signal) : first;
      if (status >= 200 && status < 300) return { kind: 'blocked' };
      return { kind: 'pending', reason: `${status} ${code}`.trimEnd() };
    } catch (error) {
      return { kind: 'pending', reason: nameOf(error) };
    }
  }

  async #ask(
    { envelope, event }: Committed<{ readonly data: CardReportedLost }>,
    signal: AbortSignal,
  ): Promise<{ status: number; code: string }> {
    const { walletId, cardId, sequence, cardVersion, reportedAt } = event.data;
    const token = await this.#tokens.token(signal);
    const answer = await fetch(`${this.#ledgerUrl}/ledger/v1/wallets/${encodeURIComponent(walletId)}/card-blocks`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        // A key for each call: the ledger blocks a card once however often it is asked, and a refusal kept under the
        // event's id ("wallet unknown", before it has heard of the card) would answer for ever.
        'idempotency-key': newId('blk'),
        'scrip-issuer': envelope.issuerId,
        'scrip-correlation-id': envelope.correlationId,
        ...(envelope.traceparent !== null && { traceparent: envelope.traceparent }),
      },
      body: JSON.stringify({ cardId, cardSequence: cardVersion ?? sequence, reportedAt: toRfc3339(reportedAt) }),
      redirect: 'error',
      signal,
    });
    if (answer.status === 401) this.#tokens.forget(token);
    return { status: answer.status, code: codeOf(await answer.text()) };
  }
}

/** The code of a problem (RFC 9457); empty for anything else. */
function codeOf(text: string): string {
  try {
    const { code } = JSON.parse(text) as { code?: unknown };
    return typeof code === 'string' ? code : '';
  } catch {
    return '';
  }
}

/** A name for the log, never a message: `fetch` hides what went wrong in the cause. */
function nameOf(error: unknown): string {
  const { name, cause } = (error ?? {}) as { name?: unknown; cause?: { code?: unknown } | undefined };
  if (typeof cause?.code === 'string') return cause.code;
  return typeof name === 'string' ? name : 'unknown';
}
