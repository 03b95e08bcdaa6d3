/** Links with which a holder stops marketing messages or answers a form: each names one message and is signed, so that nobody speaks for another (domain 2.12). */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InvariantError } from '@scrip/decider';

const KEY_FILE = 'opt-out.key';
const KEY_BYTES = 32;
/** For the service's own user only. */
const KEY_MODE = 0o600;
/** Half of SHA-256, as HMAC may be cut (RFC 2104 5): a link fits into a text message. */
const MAC_BYTES = 16;
const TOKEN = /^([0-9A-HJKMNP-TV-Z]{26})\.([A-Za-z0-9_-]{22})$/;

/** What a link is for: the part of its address, and what is signed with the message. */
const SIGNED = { 'opt-outs': 'opt-out', feedback: 'feedback' } as const;
export type LinkUse = keyof typeof SIGNED;

export class OptOutLinks {
  readonly #key: Buffer;
  readonly #publicUrl: string;

  private constructor(key: Buffer, publicUrl: string) {
    this.#key = key;
    this.#publicUrl = publicUrl.replace(/\/$/, '');
  }

  /**
   * With the key of the service's folder, which is made where it is missing. `publicUrl`: where holders reach the front
   * door; empty: links are paths. Throws the file system's errors, InvariantError for a key that is none.
   */
  static async open(folder: string, publicUrl: string): Promise<OptOutLinks> {
    const path = join(folder, KEY_FILE);
    try {
      const file = await open(path, 'wx', KEY_MODE);
      await file.writeFile(randomBytes(KEY_BYTES).toString('hex'));
      await file.sync();
      await file.close();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const key = Buffer.from(await readFile(path, 'utf8'), 'hex');
    if (key.length !== KEY_BYTES) throw new InvariantError(`${KEY_FILE} has no key of ${KEY_BYTES} bytes`);
    return new OptOutLinks(key, publicUrl);
  }

  /** The link of a message. */
  linkOf(outreachId: string, use: LinkUse = 'opt-outs'): string {
    const random = outreachId.slice('out_'.length);
    return `${this.#publicUrl}/notifications/v1/${use}/${random}.${this.#macOf(random, use).toString('base64url')}`;
  }

  /** The message that a token was made for; undefined where it was not made here, or for another use. */
  outreachOf(token: string, use: LinkUse = 'opt-outs'): string | undefined {
    const [, random, mac] = TOKEN.exec(token) ?? [];
    if (random === undefined || mac === undefined) return undefined;
    // As texts: a last letter that says the same bytes is not the one that was made here.
    const made = this.#macOf(random, use).toString('base64url');
    if (!timingSafeEqual(Buffer.from(mac, 'latin1'), Buffer.from(made, 'latin1'))) return undefined;
    return `out_${random}`;
  }

  #macOf(random: string, use: LinkUse): Buffer {
    return createHmac('sha256', this.#key).update(`${SIGNED[use]} ${random}`).digest().subarray(0, MAC_BYTES);
  }
}
