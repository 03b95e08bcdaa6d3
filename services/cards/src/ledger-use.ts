/** What the ledger knows of a holder's wallets, asked before the holder is erased (domain 3). */
import { type EpochMs, parseRfc3339 } from '@scrip/calendar';
import type { ServiceTokens } from '@scrip/chassis';
import type { Who } from '@scrip/event-store';
import { type Fen, fen, sumFen, ZERO_FEN } from '@scrip/money';
import { z } from 'zod';

/** So long an erasure waits for the ledger; nobody stands at a till for it. */
const WAIT_MS = 10_000;
/** Wallets of a page, as large as the ledger gives. */
const PAGE_WALLETS = 200;

const wallets = z.object({
  items: z.array(
    z.object({
      walletId: z.string(),
      openedAt: z.iso.datetime(),
      closedAt: z.iso.datetime().nullable(),
      balanceFen: z.int(),
      depositFen: z.int(),
    }),
  ),
  next: z.string().nullable(),
});
const statement = z.object({ items: z.array(z.object({ occurredAt: z.iso.datetime() })) });

/** The wallets of a holder, together. */
export interface WalletUse {
  readonly walletIds: readonly string[];
  /** Balances, held value in them, and deposits. */
  readonly valueFen: Fen;
  /** The last line of a statement, or the opening of a wallet without one; null without wallets. */
  readonly lastUsedAt: EpochMs | null;
}

/** The ledger did not say. Names what went wrong in a word, for the problem. */
export class LedgerSilentError extends Error {
  override readonly name = 'LedgerSilentError';
}

export class LedgerUse {
  readonly #ledgerUrl: string;
  readonly #tokens: ServiceTokens;

  constructor(options: { readonly ledgerUrl: string; readonly tokens: ServiceTokens }) {
    this.#ledgerUrl = options.ledgerUrl.replace(/\/$/, '');
    this.#tokens = options.tokens;
  }

  /** What the wallets of these holders hold and when they were last used. Throws LedgerSilentError. */
  async of(who: Pick<Who, 'issuerId' | 'correlationId'>, holderIds: readonly string[]): Promise<WalletUse> {
    const walletIds: string[] = [];
    const values: Fen[] = [];
    const uses: EpochMs[] = [];
    for (const holderId of holderIds) {
      for (let cursor: string | null = ''; cursor !== null; ) {
        const page: z.output<typeof wallets> = wallets.parse(
          await this.#get(who, '', { holderId, limit: String(PAGE_WALLETS), ...(cursor !== '' && { cursor }) }),
        );
        for (const wallet of page.items) {
          walletIds.push(wallet.walletId);
          values.push(fen(wallet.balanceFen), fen(wallet.depositFen));
          uses.push(timeOf(wallet.openedAt), timeOf(wallet.closedAt ?? wallet.openedAt));
          const lines = statement.parse(await this.#get(who, `/${wallet.walletId}/statement`, { limit: '1' }));
          for (const { occurredAt } of lines.items) uses.push(timeOf(occurredAt));
        }
        cursor = page.next;
      }
    }
    return {
      walletIds,
      valueFen: values.length === 0 ? ZERO_FEN : sumFen(values),
      lastUsedAt: uses.length === 0 ? null : Math.max(...uses),
    };
  }

  async #get(
    { issuerId, correlationId }: Pick<Who, 'issuerId' | 'correlationId'>,
    path: string,
    query: Readonly<Record<string, string>>,
  ): Promise<unknown> {
    try {
      const signal = AbortSignal.timeout(WAIT_MS);
      const token = await this.#tokens.token(signal);
      const asked = `${this.#ledgerUrl}/ledger/v1/wallets${path}?${new URLSearchParams(query).toString()}`;
      const headers = {
        authorization: `Bearer ${token}`,
        'scrip-issuer': issuerId,
        'scrip-correlation-id': correlationId,
      };
      const answer = await fetch(asked, { headers, redirect: 'error', signal });
      if (answer.status === 401) this.#tokens.forget(token);
      if (!answer.ok) throw new LedgerSilentError(`the ledger answered ${answer.status}`);
      return await answer.json();
    } catch (error) {
      if (error instanceof LedgerSilentError) throw error;
      throw new LedgerSilentError(`the ledger did not answer: ${error instanceof Error ? error.name : 'unknown'}`);
    }
  }
}

function timeOf(text: string): EpochMs {
  return parseRfc3339(text);
}
