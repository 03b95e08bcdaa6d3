/**
 * What a command brings of a verified PIN: a compact JWS (RFC 7515) that cards has signed with Ed25519 (RFC 8037). Checked
 * against the keys that cards publishes, which are read when they are first needed and again when an unknown one is named;
 * no spend waits for cards.
 */
import type { EventLog } from '@scrip/event-store';
import { type CommandRequest, Problem } from '@scrip/http';
import { fen } from '@scrip/money';
import { compactVerify, createRemoteJWKSet, decodeProtectedHeader, errors, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import type { BroughtAuthorisation } from './wallet-authorisation.rule.ts';

/** Type of the token, so that none of another kind can be taken for it. */
const TYPE = 'scrip-pin-authorisation+jws';
/** Who signs them. */
const SIGNER = 'scrip:cards';
/** So long a spend with an unknown key waits for the keys; after it the till asks again. */
const KEYS_WAIT_MS = 2_000;
/** So long the keys are not asked for again, whoever names unknown ones. */
const KEYS_PAUSE_MS = 1_000;

const claims = z.object({
  iss: z.literal(SIGNER),
  jti: z.string().min(1),
  sub: z.string(),
  scrip_issuer: z.string(),
  card: z.string(),
  wallet: z.string(),
  purpose: z.enum(['spend', 'hold']),
  amount_fen: z.int().min(1),
  key: z.string(),
  exp: z.int(),
});

/** Checks the authorisations that commands bring. */
export class PinAuthorisations {
  readonly #clock: EventLog['clock'];
  readonly #keys: JWTVerifyGetKey | null;

  /** @param cardsUrl base URL of cards; null where there is none: then no authorisation can be checked. */
  constructor(clock: EventLog['clock'], cardsUrl: string | null) {
    this.#clock = clock;
    this.#keys =
      cardsUrl === null
        ? null
        : createRemoteJWKSet(new URL(`${cardsUrl.replace(/\/$/, '')}/cards/v1/authorisation-keys`), {
            timeoutDuration: KEYS_WAIT_MS,
            cooldownDuration: KEYS_PAUSE_MS,
          });
  }

  /**
   * What a command brings: none, one that cards signed for this client and this key, or why it is none. A command that
   * says another time than now tells of what took place then, and its PIN was asked for then.
   * Throws the Problem 503 `authorisation_keys_unavailable` where the keys of cards cannot be read now; it is not kept.
   */
  async brought(text: string | undefined, { who, key, backdated }: CommandRequest): Promise<BroughtAuthorisation> {
    if (backdated) return { kind: 'recorded' };
    if (text === undefined) return { kind: 'none' };
    const signed = await this.#signed(text);
    if (signed === 'signature' || signed === 'form') return { kind: 'invalid', why: signed };
    if (signed.scrip_issuer !== who.issuerId) return { kind: 'invalid', why: 'another_issuer' };
    if (signed.sub !== who.actor || signed.key !== key.key) return { kind: 'invalid', why: 'another_command' };
    return {
      kind: 'signed',
      checkedAt: this.#clock.now(),
      authorisation: {
        authorisationId: signed.jti,
        cardId: signed.card,
        walletId: signed.wallet,
        purpose: signed.purpose,
        amountFen: fen(signed.amount_fen),
        expiresAt: signed.exp * 1_000,
      },
    };
  }

  async #signed(text: string): Promise<z.output<typeof claims> | 'signature' | 'form'> {
    if (this.#keys === null) throw unavailable();
    try {
      if (decodeProtectedHeader(text).typ !== TYPE) return 'form';
      const { payload } = await compactVerify(text, this.#keys, { algorithms: ['EdDSA'] });
      const parsed = claims.safeParse(JSON.parse(Buffer.from(payload).toString('utf8')));
      return parsed.success ? parsed.data : 'form';
    } catch (failure) {
      if (failure instanceof errors.JWSSignatureVerificationFailed) return 'signature';
      if (failure instanceof errors.JWKSNoMatchingKey) return 'signature';
      if (isForm(failure)) return 'form';
      throw unavailable();
    }
  }
}

function isForm(failure: unknown): boolean {
  return (
    failure instanceof TypeError ||
    failure instanceof SyntaxError ||
    failure instanceof errors.JWSInvalid ||
    failure instanceof errors.JOSEAlgNotAllowed ||
    failure instanceof errors.JOSENotSupported ||
    failure instanceof errors.JWKSMultipleMatchingKeys
  );
}

function unavailable(): Problem {
  return new Problem(503, 'authorisation_keys_unavailable', 'The keys of cards cannot be read now', {
    headers: { 'Retry-After': '1' },
  });
}
