/**
 * Letters by SMTP (RFC 5321), through nodemailer. SMTP knows no idempotency key: once the letter is on its way and the
 * connection is lost, nobody can say whether the server has it. The Message-ID is made of the delivery's id, so that
 * mailboxes that look for doubles find them.
 */
import { Readable } from 'node:stream';
import { createTransport } from 'nodemailer';
import type { Handed, MessageOut, Provider } from './provider.ts';

/** How a server is reached. */
export interface SmtpAt {
  readonly key: string;
  /** `smtps://user:password@host:465` or `smtp://host:25`. */
  readonly url: string;
  /** Sender of every letter. */
  readonly from: string;
  readonly perSecond: number;
  /** How long each step of the conversation may take, in milliseconds. */
  readonly timeoutMs: number;
}

/** A letter's first line, and how the holder is spoken to. */
const SUBJECTS: Readonly<Record<string, string>> = { 'zh-CN': '您的会员通知', en: 'A message about your membership' };

/** Letters that share a connection, at most; a server may take fewer. */
const LETTERS_OF_CONNECTION = 100;
const CONNECTIONS_MAX = 4;

export class SmtpProvider implements Provider {
  readonly channel = 'email';
  readonly idempotent = false;
  readonly needsAddress = true;
  readonly key: string;
  readonly perSecond: number;
  readonly #at: SmtpAt;
  readonly #transport: ReturnType<typeof createTransport>;

  constructor(at: SmtpAt) {
    this.#at = at;
    this.key = at.key;
    this.perSecond = at.perSecond;
    const { timeoutMs } = at;
    this.#transport = createTransport({
      url: at.url,
      pool: true,
      maxConnections: CONNECTIONS_MAX,
      maxMessages: LETTERS_OF_CONNECTION,
      // A letter that was on its way is not sent again by the pool: that is decided by who knows of it.
      maxRequeues: 0,
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async send({ deliveryId, address, locale, text }: MessageOut): Promise<Handed> {
    const { from } = this.#at;
    let begun = false;
    // The text is asked for once the server has said that it waits for the letter: before that it cannot have any of it.
    const content = Readable.from(
      (function* () {
        begun = true;
        yield Buffer.from(text, 'utf8');
      })(),
    );
    try {
      const { response } = await this.#transport.sendMail({
        from,
        to: address,
        subject: SUBJECTS[locale] ?? SUBJECTS['en'],
        text: content,
        messageId: `<${deliveryId}@${domainOf(from)}>`,
        headers: { 'Content-Language': locale },
      });
      return { kind: 'accepted', reference: response.slice(0, REFERENCE_CHARS) };
    } catch (error) {
      return handedBy(error, begun);
    }
  }

  close(): Promise<void> {
    this.#transport.close();
    return Promise.resolve();
  }
}

/** What is kept of the server's last line, in which it names the letter. */
const REFERENCE_CHARS = 100;

/**
 * RFC 5321, 4.2.1: an answer of 5yz is for good, one of 4yz for now. Without an answer nobody knows what became of a letter
 * whose text had begun to go out.
 */
function handedBy(error: unknown, begun: boolean): Handed {
  const { code, responseCode } = (error ?? {}) as { code?: unknown; responseCode?: unknown };
  if (code === 'EAUTH') return { kind: 'refused', reason: 'unauthorised', final: false };
  if (typeof responseCode === 'number' && responseCode >= 400) {
    return { kind: 'refused', reason: `smtp_${responseCode}`, final: responseCode >= 500 };
  }
  if (begun) return { kind: 'doubtful', reason: code === 'ETIMEDOUT' ? 'timed_out' : 'connection_lost' };
  return { kind: 'refused', reason: 'unavailable', final: false };
}

function domainOf(from: string): string {
  return /@([^>\s]+)/.exec(from)?.[1] ?? 'localhost';
}
