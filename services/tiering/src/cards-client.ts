/** What tiering asks the vault of cards: yes or no, never what the vault has. */
import type { ServiceTokens } from '@scrip/chassis';
import { z } from 'zod';

/** So long somebody on the phone waits for cards at most. */
const WAIT_MS = 2_000;

/** What cards said of a relative's age. `silent`: it did not answer in time; `reason` is a status or a name of an error. */
export type AgeSaid =
  | { readonly kind: 'told'; readonly isAtMost: boolean }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'silent'; readonly reason: string };

/** Whose age is asked about. */
export interface AgeAsked {
  readonly issuerId: string;
  /** Who named the relative. */
  readonly holderId: string;
  readonly relativeId: string;
  /** The business day that counts, YYYY-MM-DD. */
  readonly onDate: string;
  /** In whole years. */
  readonly ageMax: number;
}

const ageAnswer = z.object({ isAtMost: z.boolean() });

export class CardsClient {
  readonly #cardsUrl: string;
  readonly #tokens: ServiceTokens | null;

  /** Without tokens it is never told anything. */
  constructor({ cardsUrl, tokens }: { readonly cardsUrl: string; readonly tokens: ServiceTokens | null }) {
    this.#cardsUrl = cardsUrl.replace(/\/$/, '');
    this.#tokens = tokens;
  }

  /** Whether a relative is at most so old on a day. Never throws. */
  async isAtMost(asked: AgeAsked): Promise<AgeSaid> {
    const { issuerId, holderId, relativeId, onDate, ageMax } = asked;
    if (!this.#tokens) return { kind: 'silent', reason: 'no client is named' };
    const signal = AbortSignal.timeout(WAIT_MS);
    const query = new URLSearchParams({ on: onDate, atMost: String(ageMax), reason: 'naming of a relative' });
    try {
      const token = await this.#tokens.token(signal);
      const path = `/cards/v1/holders/${holderId}/relatives/${relativeId}/age?${query.toString()}`;
      const answer = await fetch(`${this.#cardsUrl}${path}`, {
        headers: { authorization: `Bearer ${token}`, 'scrip-issuer': issuerId },
        redirect: 'error',
        signal,
      });
      if (answer.status === 401) this.#tokens.forget(token);
      if (answer.status === 404) return { kind: 'unknown' };
      if (!answer.ok) return { kind: 'silent', reason: String(answer.status) };
      return { kind: 'told', isAtMost: ageAnswer.parse(await answer.json()).isAtMost };
    } catch (error) {
      return { kind: 'silent', reason: error instanceof Error ? error.name : 'failed' };
    }
  }
}
