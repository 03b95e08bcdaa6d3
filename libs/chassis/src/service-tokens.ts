/** Access tokens of this service's own, for what it asks of other services (OAuth 2.0 client credentials, RFC 6749 4.4). */
import { z } from 'zod';

/** A token is renewed this long before it expires, so that none expires on its way. */
const RENEW_BEFORE_MS = 30_000;

const discovery = z.object({ issuer: z.string(), token_endpoint: z.url() });
const grant = z.object({ access_token: z.string().min(1), token_type: z.string(), expires_in: z.number().positive() });

/** No token was to be had. Says the status, never the secret or the answer. */
export class TokenUnavailableError extends Error {
  override readonly name = 'TokenUnavailableError';
}

/** How a service proves to the issuer of tokens who it is. */
export interface ServiceIdentity {
  /** Base URL of the OpenID Connect issuer; its configuration names the token endpoint. */
  readonly issuerUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What it asks to be allowed, and nothing more. */
  readonly scope: string;
}

/** Gets a token when one is needed and keeps it until shortly before it expires. */
export class ServiceTokens {
  readonly #identity: ServiceIdentity;
  #endpoint: string | undefined;
  #held: { readonly token: string; readonly untilMs: number } | undefined;

  constructor(identity: ServiceIdentity) {
    this.#identity = identity;
  }

  /** A token that is good for at least another moment. Throws TokenUnavailableError, or the signal's reason. */
  async token(signal: AbortSignal): Promise<string> {
    // The machine's clock: the issuer knows nothing of a business clock that was moved.
    if (this.#held && this.#held.untilMs > Date.now()) return this.#held.token;
    this.#endpoint ??= await this.#discover(signal);
    const { clientId, clientSecret, scope } = this.#identity;
    const asked = await fetch(this.#endpoint, {
      method: 'POST',
      headers: { authorization: basic(clientId, clientSecret), accept: 'application/json' },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope }),
      redirect: 'error',
      signal,
    });
    const granted = grant.safeParse(await bodyOf(asked));
    if (!granted.success)
      throw new TokenUnavailableError(`the token endpoint answered ${asked.status} without a token`);
    const { access_token: token, expires_in: lifetimeSeconds } = granted.data;
    this.#held = { token, untilMs: Date.now() + lifetimeSeconds * 1_000 - RENEW_BEFORE_MS };
    return token;
  }

  /** Forgets a token that was refused: the next question gets a new one. */
  forget(token: string): void {
    if (this.#held?.token === token) this.#held = undefined;
  }

  async #discover(signal: AbortSignal): Promise<string> {
    const { issuerUrl } = this.#identity;
    const answer = await fetch(`${issuerUrl.replace(/\/$/, '')}/.well-known/openid-configuration`, {
      redirect: 'error',
      signal,
    });
    const found = discovery.safeParse(await bodyOf(answer));
    // OpenID Connect Discovery 4.3: a document that names another issuer must not be used, least of all with a secret.
    if (!found.success || found.data.issuer !== issuerUrl) {
      throw new TokenUnavailableError(`the issuer's configuration (${answer.status}) is not one of ${issuerUrl}`);
    }
    return found.data.token_endpoint;
  }
}

/** RFC 6749 2.3.1: both are form-encoded before they are joined. */
function basic(clientId: string, clientSecret: string): string {
  const encoded = [clientId, clientSecret].map((part) => new URLSearchParams({ '': part }).toString().slice(1));
  return `Basic ${Buffer.from(encoded.join(':'), 'utf8').toString('base64')}`;
}

async function bodyOf(answer: Response): Promise<unknown> {
  const text = await answer.text();
  try {
    return answer.ok ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
