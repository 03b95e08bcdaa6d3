/**
 * How much one caller may ask: a token bucket per subject.
 *
 * Written here because it runs on every request: two look-ups and no promise, against the promises and four headers of
 * @fastify/rate-limit.
 */
import { LRUCache } from 'lru-cache';

/** Subjects remembered; one that is forgotten starts with a full bucket. */
const SUBJECTS_MAX = 10_000;

export interface RateLimit {
  /** Requests a second that one subject may go on making. */
  readonly perSecond: number;
  /** Requests it may make at once after a pause. */
  readonly burst: number;
}

/** One client may be all tills of an issuer, so this is what one process can answer at most; a deployment with many clients lowers it. */
export const RATE_LIMIT_DEFAULT: RateLimit = { perSecond: 10_000, burst: 20_000 };

interface Subject {
  readonly subject: string;
}

interface Bucket {
  left: number;
  filledAtMs: number;
}

export class RateLimiter {
  readonly #limit: RateLimit;
  readonly #now: () => number;
  readonly #buckets = new LRUCache<string, Bucket>({ max: SUBJECTS_MAX });
  /** The way to the bucket on all requests of a token but its first. */
  readonly #byCaller = new WeakMap<Subject, Bucket>();

  /** @param now milliseconds of a clock that only goes forward. */
  constructor(limit: RateLimit, now: () => number = () => performance.now()) {
    this.#limit = limit;
    this.#now = now;
  }

  /**
   * Takes one request from the bucket of the caller's subject, however many tokens it has.
   * @returns 0 when it may go on, else the whole seconds after which to ask again.
   */
  take(caller: Subject): number {
    const { perSecond, burst } = this.#limit;
    const now = this.#now();
    const bucket = this.#byCaller.get(caller) ?? this.#bucketOf(caller, now);
    bucket.left = Math.min(burst, bucket.left + ((now - bucket.filledAtMs) / 1_000) * perSecond);
    bucket.filledAtMs = now;
    if (bucket.left < 1) return Math.max(1, Math.ceil((1 - bucket.left) / perSecond));
    bucket.left -= 1;
    return 0;
  }

  #bucketOf(caller: Subject, now: number): Bucket {
    const bucket = this.#buckets.get(caller.subject) ?? { left: this.#limit.burst, filledAtMs: now };
    this.#buckets.set(caller.subject, bucket);
    this.#byCaller.set(caller, bucket);
    return bucket;
  }
}
