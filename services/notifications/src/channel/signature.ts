/**
 * Signed bodies, as webhooks of payment systems have them: `t=<seconds since 1970>,v1=<hex>`, where v1 is the HMAC-SHA-256
 * of `<t>.<body>`. A copy of an old call is refused by its time.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** How far a call's time may be from now, in milliseconds: clocks differ, and a copy must not be good for long. */
export const REPLAY_WINDOW_MS = 5 * 60_000;

/** The header of a body that is sent at a moment, epoch milliseconds. */
export function signatureOf(body: string, secret: string, now: number): string {
  const seconds = Math.floor(now / 1_000);
  return `t=${seconds},v1=${macOf(body, secret, seconds).toString('hex')}`;
}

/** Why a signature is not good; undefined when it is. */
export function whyUnsigned(
  header: string | undefined,
  { body, secret, now }: { readonly body: string; readonly secret: string; readonly now: number },
): 'signature_missing' | 'signature_expired' | 'signature_wrong' | undefined {
  const parts = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header ?? '');
  if (!parts) return 'signature_missing';
  const [, seconds = '', mac = ''] = parts;
  const isRight = timingSafeEqual(macOf(body, secret, Number(seconds)), Buffer.from(mac, 'hex'));
  // The secret first: who does not have it learns nothing of the clock.
  if (!isRight) return 'signature_wrong';
  return Math.abs(now - Number(seconds) * 1_000) > REPLAY_WINDOW_MS ? 'signature_expired' : undefined;
}

function macOf(body: string, secret: string, seconds: number): Buffer {
  return createHmac('sha256', secret).update(`${seconds}.${body}`, 'utf8').digest();
}
