/**
 * A carrier of short messages behind an HTTP gateway. The contract: `POST {url}/messages` with a bearer secret and the
 * delivery's id as `Idempotency-Key`; 2xx takes the message and may name it, 409 says that it has it already, 429 and 5xx
 * that it does not take it now, 502 and 504 that a gateway before it does not know, 401 and 403 that the secret is wrong, any
 * other 4xx that it never will. `GET {url}/messages/{deliveryId}`: 200 it has it, 404 it
 * has not. Reports and replies come back by signed call-backs (`carrier-callback.http.ts`).
 */
import { z } from 'zod';
import { asked, type HttpAnswer, WITHOUT_LEAVE } from './http-answer.ts';
import type { Handed, MessageOut, Provider } from './provider.ts';

/** How a gateway is reached. */
export interface SmsGatewayAt {
  readonly key: string;
  readonly url: string;
  /** Bearer secret. */
  readonly secret: string;
  /** Whether the gateway takes a message of one id once. */
  readonly idempotent: boolean;
  /** Whether it can be asked for a message. */
  readonly tellsStatus: boolean;
  readonly perSecond: number;
  /** How long an answer is waited for, in milliseconds. */
  readonly timeoutMs: number;
}

const taken = z.object({ messageId: z.string().min(1).max(100).optional() });
const problem = z.object({ code: z.string().regex(/^[a-z][a-z0-9_]{0,59}$/) });

export class SmsProvider implements Provider {
  readonly channel = 'sms';
  readonly needsAddress = true;
  readonly key: string;
  readonly idempotent: boolean;
  readonly perSecond: number;
  readonly has?: (deliveryId: string) => Promise<'yes' | 'no' | 'unknown'>;
  readonly #at: SmsGatewayAt;

  constructor(at: SmsGatewayAt) {
    this.#at = at;
    this.key = at.key;
    this.idempotent = at.idempotent;
    this.perSecond = at.perSecond;
    if (at.tellsStatus) this.has = (deliveryId) => this.#has(deliveryId);
  }

  async send({ deliveryId, address, text, category, traceparent }: MessageOut): Promise<Handed> {
    const answer = await this.#ask('messages', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(this.idempotent && { 'idempotency-key': deliveryId }),
        ...(traceparent !== null && { traceparent }),
      },
      body: JSON.stringify({ reference: deliveryId, to: address, text, category }),
    });
    return handedBy(answer);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async #has(deliveryId: string): Promise<'yes' | 'no' | 'unknown'> {
    const answer = await this.#ask(`messages/${deliveryId}`, { method: 'GET', headers: {} });
    if (answer.kind !== 'answered') return 'unknown';
    if (answer.status === 200) return 'yes';
    return answer.status === 404 ? 'no' : 'unknown';
  }

  #ask(path: string, { method, headers, body }: Question): Promise<HttpAnswer> {
    const { url, secret, timeoutMs } = this.#at;
    const authorized = { ...headers, authorization: `Bearer ${secret}` };
    const request = { method, headers: authorized, ...(body !== undefined && { body }) };
    return asked(`${url.replace(/\/$/, '')}/${path}`, request, timeoutMs);
  }
}

/** What a gateway is asked. */
interface Question {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What an answer of a gateway says of the message that was sent with the question. */
function handedBy(answer: HttpAnswer): Handed {
  if (answer.kind === 'not_reached') return { kind: 'refused', reason: 'unavailable', final: false };
  if (answer.kind === 'lost') return { kind: 'doubtful', reason: answer.reason };
  const { status, body } = answer;
  if (status < 300 || status === 409) {
    const parsed = taken.safeParse(body);
    return { kind: 'accepted', reference: parsed.success ? (parsed.data.messageId ?? null) : null };
  }
  if (status === 429) return { kind: 'refused', reason: 'rate_limited', final: false };
  if (WITHOUT_LEAVE.has(status)) return { kind: 'refused', reason: 'unauthorised', final: false };
  // Who answers for another that did not: that one may have it.
  if (status === 502 || status === 504) return { kind: 'doubtful', reason: 'connection_lost' };
  if (status >= 500) return { kind: 'refused', reason: 'unavailable', final: false };
  const parsed = problem.safeParse(body);
  return { kind: 'refused', reason: parsed.success ? parsed.data.code : `status_${status}`, final: true };
}
