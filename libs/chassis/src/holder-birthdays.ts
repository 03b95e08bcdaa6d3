/**
 * Whose birthday a day is, as the vault of cards says it (domain 2.1, 2.12). The ids are kept in memory for a short while
 * and are written down nowhere: beside the day they would be the birthdays that only the vault may know (domain 3).
 */
import { z } from 'zod';
import type { ServiceTokens } from './service-tokens.ts';

/** A list is asked for again after this long: who registers on the birthday is known soon, and readings stay few. */
const KEPT_MS = 15 * 60_000;
/** After a failure nobody waits for cards again for this long. */
const FAILED_MS = 5_000;
/** So long a till or a timer waits for cards at most. */
const WAIT_MS = 1_500;
/** Lists in memory: history is brought in day by day. */
const LISTS_MAX = 64;
/** Ids of a page, as many as one reading of the vault tells. */
const PAGE_HOLDERS = 1_000;

const page = z.object({ items: z.array(z.object({ holderId: z.string() })), next: z.string().nullable() });

/** Whose day it is. */
export type BirthdayOf = 'own' | 'relative' | 'anniversary';

interface Kept {
  readonly holders: Promise<ReadonlySet<string> | null>;
  /** Milliseconds of the process. */
  untilMs: number;
}

/** Where to ask, as whom, and what for. */
export interface BirthdaysOptions {
  readonly cardsUrl: string;
  /** With the scope `birthdays:read`. */
  readonly tokens: ServiceTokens;
  /** What is done with the answer, 2 to 200 characters; kept with each reading. */
  readonly reason: string;
}

export class HolderBirthdays {
  readonly #options: BirthdaysOptions;
  readonly #kept = new Map<string, Kept>();

  constructor(options: BirthdaysOptions) {
    this.#options = options;
  }

  /**
   * Ids of the issuer's holders whose birthday the day (YYYY-MM-DD) is, or that of a relative, or an anniversary; null when
   * cards did not say. Never throws.
   */
  on(issuerId: string, date: string, of: BirthdayOf = 'own'): Promise<ReadonlySet<string> | null> {
    const id = `${issuerId}\n${date}\n${of}`;
    const now = performance.now();
    const known = this.#kept.get(id);
    if (known && known.untilMs > now) return known.holders;
    if (this.#kept.size >= LISTS_MAX) this.#kept.clear();
    const kept: Kept = { holders: this.#read(issuerId, date, of), untilMs: now + KEPT_MS };
    this.#kept.set(id, kept);
    void kept.holders.then((holders) => {
      if (holders === null) kept.untilMs = performance.now() + FAILED_MS;
    });
    return kept.holders;
  }

  async #read(issuerId: string, date: string, of: BirthdayOf): Promise<ReadonlySet<string> | null> {
    const { cardsUrl, tokens, reason } = this.#options;
    const signal = AbortSignal.timeout(WAIT_MS);
    const holders = new Set<string>();
    try {
      for (let cursor: string | null = ''; cursor !== null; ) {
        const token = await tokens.token(signal);
        const query = new URLSearchParams({
          on: date,
          of,
          reason,
          limit: String(PAGE_HOLDERS),
          ...(cursor !== '' && { cursor }),
        });
        const answer = await fetch(`${cardsUrl.replace(/\/$/, '')}/cards/v1/birthdays?${query.toString()}`, {
          headers: { authorization: `Bearer ${token}`, 'scrip-issuer': issuerId },
          redirect: 'error',
          signal,
        });
        if (answer.status === 401) tokens.forget(token);
        if (!answer.ok) return null;
        const read: z.output<typeof page> = page.parse(await answer.json());
        for (const { holderId } of read.items) holders.add(holderId);
        cursor = read.next;
      }
      return holders;
    } catch {
      return null;
    }
  }
}
