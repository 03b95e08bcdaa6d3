/**
 * The authorisation that a verified PIN gives: a compact JWS (RFC 7515) under Ed25519 (RFC 8037), which the ledger checks
 * without asking. It is good for one command only, since it names the client and the idempotency key of that command: asked
 * again under that key, the ledger gives its first answer and takes nothing more.
 */
import type { EpochMs } from '@scrip/calendar';
import type { KeyStore } from '../vault/key-store.ts';

/** How long a till has to use it: the way from the key pad to the ledger, with a retry. */
export const AUTHORISATION_MS = 120_000;

/** Type of the token, so that none of another kind can be taken for it. */
const TYPE = 'scrip-pin-authorisation+jws';
/** Who signed it. */
const SIGNER = 'scrip:cards';

/** What is signed. */
export interface Authorisation {
  /** The fact PinVerified. */
  readonly authorisationId: string;
  readonly issuerId: string;
  /** Subject of the token of the client that will spend. */
  readonly subject: string;
  readonly cardId: string;
  readonly walletId: string;
  readonly purpose: 'spend' | 'hold';
  readonly amountFen: bigint;
  /** Idempotency-Key of the spend or hold. */
  readonly commandKey: string;
  /** When the PIN was verified; the signature is the same however often it is asked for. */
  readonly verifiedAt: EpochMs;
}

/** First moment that it is not good any more, a whole second. */
export function expiryOf({ verifiedAt }: Pick<Authorisation, 'verifiedAt'>): EpochMs {
  return Math.floor((verifiedAt + AUTHORISATION_MS) / 1_000) * 1_000;
}

/** Signs authorisations under the current key of the key store. */
export class PinAuthorisations {
  readonly #keys: Pick<KeyStore, 'sign' | 'publicKeys'>;

  constructor(keys: Pick<KeyStore, 'sign' | 'publicKeys'>) {
    this.#keys = keys;
  }

  /** The keys that check them, as a JWK set (RFC 7517). */
  keySet(): { readonly keys: readonly object[] } {
    return { keys: this.#keys.publicKeys('authorisation') };
  }

  /** The token. Throws Error where the key store has no key to sign with. */
  async sign(authorisation: Authorisation): Promise<string> {
    const [current] = this.#keys.publicKeys('authorisation');
    if (!current) throw new Error('the key store has no key that signs authorisations');
    const { authorisationId, issuerId, subject, cardId, walletId, purpose, commandKey, verifiedAt } = authorisation;
    const header = { alg: 'EdDSA', typ: TYPE, kid: current.kid };
    const claims = {
      iss: SIGNER,
      jti: authorisationId,
      sub: subject,
      scrip_issuer: issuerId,
      card: cardId,
      wallet: walletId,
      purpose,
      amount_fen: Number(authorisation.amountFen),
      key: commandKey,
      iat: Math.floor(verifiedAt / 1_000),
      exp: expiryOf({ verifiedAt }) / 1_000,
    };
    const signed = `${encoded(header)}.${encoded(claims)}`;
    const { signature, keyId } = await this.#keys.sign('authorisation', Buffer.from(signed, 'ascii'));
    if (keyId !== current.kid) throw new Error('the key store signed with another key than its current one');
    return `${signed}.${signature.toString('base64url')}`;
  }
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value), 'utf8').toString('base64url');
}
