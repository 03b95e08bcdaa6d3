/**
 * What PINs are verified with. A PIN of six digits is found by trying wherever its verifier and the key are together, so
 * the key stays in the key store: here are a salt and HMAC-SHA-256 (RFC 2104) over card, salt and PIN. Neither the PIN nor
 * the verifier is in any event, answer or log (domain 2.2).
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { EventLog, Tx } from '@scrip/event-store';
import type { KeyStore, Mac } from '../vault/key-store.ts';

/** Bytes of a salt: two cards with the same PIN have different verifiers. */
const SALT_BYTES = 16;

/** What a new PIN will be verified with, ready for `store`. */
export interface SealedPin {
  readonly cardId: string;
  readonly salt: Buffer;
  readonly mac: Mac;
}

/** What came of comparing: with which verifier, null if the card has none. */
export interface ComparedPin {
  readonly verifierVersion: number | null;
  readonly matches: boolean;
}

/** Makes, keeps and compares verifiers. */
export class PinVault {
  readonly #log: Pick<EventLog, 'pool' | 'clock'>;
  readonly #keys: Pick<KeyStore, 'mac'>;

  constructor(log: Pick<EventLog, 'pool' | 'clock'>, keys: Pick<KeyStore, 'mac'>) {
    this.#log = log;
    this.#keys = keys;
  }

  /** Seals a PIN under a salt of its own. */
  async seal(cardId: string, pin: string): Promise<SealedPin> {
    const salt = randomBytes(SALT_BYTES);
    return { cardId, salt, mac: await this.#keys.mac('pin', textOf(cardId, salt, pin)) };
  }

  /** Writes a verifier; runs in the transaction of the fact that names its version, so that there is both or neither. */
  async store(tx: Tx, { cardId, salt, mac }: SealedPin, verifierVersion: number): Promise<void> {
    await tx.query(
      `INSERT INTO pin_verifier (card_id, verifier_version, key_id, salt, verifier, set_at)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [cardId, verifierVersion, mac.keyId, salt, mac.mac, this.#log.clock.now()],
    );
  }

  /** Compares with the latest verifier of the card, in a time that does not depend on what is different. */
  async compare(cardId: string, pin: string): Promise<ComparedPin> {
    const { rows } = await this.#log.pool.query<{
      verifier_version: number;
      key_id: string;
      salt: Buffer;
      verifier: Buffer;
    }>({
      name: 'pin_verifier',
      text: `SELECT verifier_version, key_id, salt, verifier FROM pin_verifier
             WHERE card_id = $1 ORDER BY verifier_version DESC LIMIT 1`,
      values: [cardId],
    });
    const row = rows[0];
    if (!row) return { verifierVersion: null, matches: false };
    const { mac } = await this.#keys.mac('pin', textOf(cardId, row.salt, pin), row.key_id);
    return { verifierVersion: row.verifier_version, matches: timingSafeEqual(mac, row.verifier) };
  }
}

/** What is authenticated: a verifier that is moved to another card, or given another salt, verifies nothing. */
function textOf(cardId: string, salt: Buffer, pin: string): string {
  return `scrip-pin-verifier-v1\n${cardId}\n${salt.toString('hex')}\n${pin}`;
}

/** Whether anybody would try this PIN first: one digit over and over, or digits in a row, up or down. */
export function isSimplePin(pin: string): boolean {
  const steps = new Set(
    Array.from(pin).flatMap((digit, index) => (index === 0 ? [] : [Number(digit) - Number(pin[index - 1])])),
  );
  if (steps.size !== 1) return false;
  const [step] = steps;
  return step === 0 || step === 1 || step === -1;
}
