/**
 * What cards asks the ledger about purses: open one, authorise and confirm a load, read one, and take records whose MACs
 * have been checked here. Cards has the keys and the ledger the money, so the ledger takes the word of this service, and of
 * nobody else, that a MAC is good.
 */

import type { ServiceTokens } from '@scrip/chassis';
import { type EventLog, idFrom } from '@scrip/event-store';
import { Problem } from '@scrip/http';
import { z } from 'zod';
import type { KeyedPurse } from './mac-layout.ts';

/** How long a question may take: a thousand records are a second or two on a small machine. */
const ANSWER_MS_MAX = 30_000;

/** Ids of purses that are remembered, some 150 bytes each. */
const REMEMBERED_MAX = 50_000;

/** Who asks, as in the command that the question is part of. */
export interface Asking {
  readonly issuerId: string;
  readonly correlationId: string | null;
  readonly traceparent: string | null;
}

/** An answer of the ledger: what it says, or why it refuses. */
export type LedgerAnswer<T> =
  | { readonly kind: 'said'; readonly body: T; readonly position: string | null; readonly replayed: boolean }
  | { readonly kind: 'refused'; readonly status: number; readonly code: string; readonly members: Problem['members'] };

const opened = z.object({ purseId: z.string() });
const authorised = z.object({ loadId: z.string(), purseId: z.string(), amountFen: z.int(), balanceAfterFen: z.int() });
const closed = z.object({ loadId: z.string(), loadCounter: z.int(), amountFen: z.int(), state: z.string() });
const listed = z.object({ items: z.array(z.object({ purseId: z.string(), keyEpoch: z.int() })) });
const purse = z.object({
  valueFen: z.int(),
  pendingLoad: z.object({ loadId: z.string(), amountFen: z.int(), loadCounter: z.int() }).nullable(),
  gaps: z.array(z.unknown()),
});
const taken = z.object({
  accepted: z.int(),
  duplicates: z.int(),
  refused: z.int(),
  records: z.array(z.object({ line: z.int(), verdict: z.string(), code: z.string().optional() })),
});

/** A purse as the ledger knows it. */
export type LedgerPurse = z.output<typeof purse>;

/** A spend whose MAC has been checked, as the ledger takes it. */
export interface CheckedSpend extends KeyedPurse {
  readonly counter: number;
  readonly amountFen: number;
  readonly balanceFen: number;
  /** RFC 3339. */
  readonly spentAt: string;
  readonly merchantId: string;
  readonly terminalId: string;
  readonly macValid: boolean;
  /** RFC 3339: since when the terminal knew that the card was blocked; null while it did not. */
  readonly terminalKnewAt: string | null;
}

/** The ledger does not answer, or not as it is known to. */
export class LedgerAwayError extends Error {
  override readonly name = 'LedgerAwayError';
}

export class LedgerPurses {
  readonly #ledgerUrl: string;
  readonly #tokens: ServiceTokens;
  readonly #clock: EventLog['clock'];
  /** Ids never change, and the ledger's list shows a new purse a moment late. */
  readonly #known = new Map<string, string>();

  constructor(options: {
    readonly ledgerUrl: string;
    readonly tokens: ServiceTokens;
    readonly clock: EventLog['clock'];
  }) {
    this.#ledgerUrl = options.ledgerUrl.replace(/\/$/, '');
    this.#tokens = options.tokens;
    this.#clock = options.clock;
  }

  /** The purse of a card, opened if there is none. Refused as the ledger refuses to open one. */
  async open(asking: Asking, walletId: string, name: KeyedPurse): Promise<LedgerAnswer<{ purseId: string }>> {
    const { cardId, enterpriseId, keyEpoch } = name;
    const known = await this.find(asking, name);
    if (known !== null) return { kind: 'said', body: { purseId: known }, position: null, replayed: false };
    // A key of its own each time: a refusal that is kept, such as that of a card that is not active yet, would not end.
    const key = idFrom('opn', [cardId, enterpriseId, keyEpoch, this.#clock.now(), Math.random()].join('\n'));
    const asked = { cardId, enterpriseId, keyEpoch };
    const answer = await this.#ask(
      opened,
      asking,
      'POST',
      `/wallets/${encodeURIComponent(walletId)}/purses`,
      asked,
      key,
    );
    if (answer.kind === 'said') this.#remember(name, answer.body.purseId);
    const there = answer.kind === 'refused' && answer.code === 'purse_known' ? answer.members['purseId'] : undefined;
    if (typeof there === 'string') {
      const purseId = this.#remember(name, there);
      return { kind: 'said', body: { purseId }, position: null, replayed: false };
    }
    return answer;
  }

  /** The id of a purse; null where the ledger has none of this name. */
  async find(asking: Asking, name: KeyedPurse): Promise<string | null> {
    const { cardId, enterpriseId, keyEpoch } = name;
    const known = this.#known.get(nameOf(name));
    if (known !== undefined) return known;
    const query = new URLSearchParams({ cardId, enterpriseId, limit: '200' });
    const answer = await this.#ask(listed, asking, 'GET', `/purses?${query.toString()}`);
    if (answer.kind === 'refused') throw unexpected(answer);
    const found = answer.body.items.find((one) => one.keyEpoch === keyEpoch)?.purseId;
    return found === undefined ? null : this.#remember(name, found);
  }

  /** A purse that is there. */
  async read(asking: Asking, purseId: string): Promise<LedgerPurse> {
    const answer = await this.#ask(purse, asking, 'GET', `/purses/${purseId}`);
    if (answer.kind === 'refused') throw unexpected(answer);
    return answer.body;
  }

  /** Authorises a load, once under a key. */
  load(
    asking: Asking,
    purseId: string,
    load: { readonly amountFen: bigint; readonly loadCounter: number; readonly spendCounter: number },
    key: string,
  ): Promise<LedgerAnswer<z.output<typeof authorised>>> {
    const { amountFen, loadCounter, spendCounter } = load;
    const asked = { amountFen: Number(amountFen), loadCounter, spendCounter };
    return this.#ask(authorised, asking, 'POST', `/purses/${purseId}/loads`, asked, key);
  }

  /** Confirms a load, once under a key. */
  confirm(
    asking: Asking,
    purseId: string,
    loadId: string,
    key: string,
  ): Promise<LedgerAnswer<z.output<typeof closed>>> {
    return this.#ask(closed, asking, 'POST', `/purses/${purseId}/loads/${loadId}/confirm`, undefined, key);
  }

  /** Has records taken, at most a thousand, once under a key. Throws LedgerAwayError where they are refused as a whole. */
  async take(asking: Asking, records: readonly CheckedSpend[], key: string): Promise<z.output<typeof taken>> {
    const answer = await this.#ask(taken, asking, 'POST', '/purse-records', { records }, key);
    if (answer.kind === 'refused') throw unexpected(answer);
    return answer.body;
  }

  #remember(name: KeyedPurse, purseId: string): string {
    if (this.#known.size >= REMEMBERED_MAX) this.#known.clear();
    this.#known.set(nameOf(name), purseId);
    return purseId;
  }

  async #ask<T>(
    shape: z.ZodType<T>,
    asking: Asking,
    method: string,
    path: string,
    body?: object,
    key?: string,
  ): Promise<LedgerAnswer<T>> {
    const signal = AbortSignal.timeout(ANSWER_MS_MAX);
    const question = { asking, method, path, body, key, signal };
    const first = await this.#once(question);
    // A token that was withdrawn, or signed by a key that was, looks good until it is refused.
    const { status, said, position, replayed } = first.status === 401 ? await this.#once(question) : first;
    if (status >= 200 && status < 300) {
      const parsed = shape.safeParse(said);
      if (!parsed.success) throw new LedgerAwayError(`the ledger answered ${method} ${path} in a shape of its own`);
      return { kind: 'said', body: parsed.data, position, replayed };
    }
    const {
      code,
      title: _title,
      type: _type,
      status: _status,
      instance: _instance,
      detail: _detail,
      correlationId: _id,
      ...members
    } = (said ?? {}) as Record<string, unknown>;
    if (status >= 500 || status === 429 || typeof code !== 'string') {
      throw new LedgerAwayError(`the ledger answered ${method} ${path} with ${status}`);
    }
    return { kind: 'refused', status, code, members };
  }

  async #once(question: {
    readonly asking: Asking;
    readonly method: string;
    readonly path: string;
    readonly body: object | undefined;
    readonly key: string | undefined;
    readonly signal: AbortSignal;
  }): Promise<{ status: number; said: unknown; position: string | null; replayed: boolean }> {
    const { asking, method, path, body, key, signal } = question;
    try {
      const token = await this.#tokens.token(signal);
      const answer = await fetch(`${this.#ledgerUrl}/ledger/v1${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          'scrip-issuer': asking.issuerId,
          ...(body && { 'content-type': 'application/json' }),
          ...(key !== undefined && { 'idempotency-key': key }),
          ...(asking.correlationId !== null && { 'scrip-correlation-id': asking.correlationId }),
          ...(asking.traceparent !== null && { traceparent: asking.traceparent }),
        },
        ...(body && { body: JSON.stringify(body) }),
        redirect: 'error',
        signal,
      });
      if (answer.status === 401) this.#tokens.forget(token);
      const said: unknown = await answer.json().catch(() => undefined);
      const position = answer.headers.get('scrip-position');
      return { status: answer.status, said, position, replayed: answer.headers.get('idempotency-replayed') === 'true' };
    } catch (error) {
      throw new LedgerAwayError('the ledger does not answer', { cause: error });
    }
  }
}

function nameOf({ cardId, enterpriseId, keyEpoch }: KeyedPurse): string {
  return `${cardId} ${enterpriseId} ${keyEpoch}`;
}

function unexpected({ status, code }: { readonly status: number; readonly code: string }): LedgerAwayError {
  return new LedgerAwayError(`the ledger refused with ${status} ${code}`);
}

/** What a caller is told while the ledger is away: 503 `ledger_unavailable`. Anything else is thrown on. */
export function awayProblem(error: unknown): unknown {
  if (!(error instanceof LedgerAwayError)) return error;
  return new Problem(503, 'ledger_unavailable', 'The ledger does not answer now', {
    detail: 'Ask again with the same Idempotency-Key.',
    headers: { 'Retry-After': '1' },
  });
}
