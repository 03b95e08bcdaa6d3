/**
 * An issuer's own system that passes messages on, such as an app's push service. The contract: `POST {url}` with the message
 * as JSON, `Scrip-Delivery-Id`, and `Scrip-Signature` over the body (`signature.ts`). 2xx takes it; the receiver knows a
 * message by its id and takes it once. Nothing personal is in it: the issuer knows its holders by their ids.
 */
import { asked, WITHOUT_LEAVE } from './http-answer.ts';
import type { Handed, MessageOut, Provider } from './provider.ts';
import { signatureOf } from './signature.ts';

/** Where messages of one issuer, or of all, are posted. */
export interface WebhookAt {
  readonly key: string;
  readonly url: string;
  /** Secret of the signature. */
  readonly secret: string;
  readonly perSecond: number;
  /** How long an answer is waited for, in milliseconds. */
  readonly timeoutMs: number;
}

export class WebhookProvider implements Provider {
  readonly channel = 'webhook';
  readonly idempotent = true;
  readonly needsAddress = false;
  readonly key: string;
  readonly perSecond: number;
  readonly #at: WebhookAt;

  constructor(at: WebhookAt) {
    this.#at = at;
    this.key = at.key;
    this.perSecond = at.perSecond;
  }

  async send({ address: _address, traceparent, ...message }: MessageOut): Promise<Handed> {
    const { url, secret, timeoutMs } = this.#at;
    const body = JSON.stringify(message);
    const headers = {
      'content-type': 'application/json',
      'scrip-delivery-id': message.deliveryId,
      'scrip-signature': signatureOf(body, secret, Date.now()),
      ...(traceparent !== null && { traceparent }),
    };
    const answer = await asked(url, { method: 'POST', headers, body }, timeoutMs);
    if (answer.kind === 'not_reached') return { kind: 'refused', reason: 'unavailable', final: false };
    if (answer.kind === 'lost') return { kind: 'doubtful', reason: answer.reason };
    const { status } = answer;
    if (status < 300 || status === 409) return { kind: 'accepted', reference: null };
    if (WITHOUT_LEAVE.has(status)) return { kind: 'refused', reason: 'unauthorised', final: false };
    if (status === 429 || status >= 500) return { kind: 'refused', reason: 'unavailable', final: false };
    return { kind: 'refused', reason: `status_${status}`, final: true };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
