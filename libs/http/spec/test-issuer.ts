/** An OpenID Connect issuer for specs: real keys, real signatures, discovery and JWKS over real HTTP. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, type GenerateKeyPairResult, generateKeyPair, SignJWT } from 'jose';

export interface TestClaims {
  readonly sub?: string;
  readonly scope?: string;
  readonly aud?: string;
  readonly iss?: string;
  readonly scrip_issuer?: string;
  readonly scrip_merchant?: string;
  /** Seconds from now; negative for a token that has expired. */
  readonly expiresInS?: number;
}

export class TestIssuer {
  readonly url: string;
  readonly #server: Server;
  readonly #state: { keys: GenerateKeyPairResult; kid: number; down: boolean };

  private constructor(server: Server, url: string, state: { keys: GenerateKeyPairResult; kid: number; down: boolean }) {
    this.#server = server;
    this.url = url;
    this.#state = state;
  }

  static async open(): Promise<TestIssuer> {
    const state = { keys: await generateKeyPair('ES256'), kid: 1, down: false };
    let url = '';
    const server = createServer((request, response) => {
      void answer(request.url ?? '').then((body) => {
        response.writeHead(state.down ? 500 : 200, { 'content-type': 'application/json' });
        response.end(JSON.stringify(body));
      });
    });
    const answer = async (path: string): Promise<object> => {
      if (path.endsWith('/openid-configuration')) return { issuer: url, jwks_uri: `${url}/jwks` };
      return {
        keys: [{ ...(await exportJWK(state.keys.publicKey)), kid: String(state.kid), alg: 'ES256', use: 'sig' }],
      };
    };
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return new TestIssuer(server, url, state);
  }

  /** A signed token: by default a till of merchant `mer_1` of issuer `iss_demo` for five minutes. */
  token(claims: TestClaims = {}): Promise<string> {
    return this.#sign(claims, this.#state.keys, String(this.#state.kid));
  }

  /** A token that says all the right things, signed by somebody else. */
  async forged(claims: TestClaims = {}): Promise<string> {
    return this.#sign(claims, await generateKeyPair('ES256'), String(this.#state.kid));
  }

  /** While it is down its answers are 500. */
  set down(down: boolean) {
    this.#state.down = down;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #sign(claims: TestClaims, keys: GenerateKeyPairResult, kid: string): Promise<string> {
    const { sub = 'till', aud = 'scrip', iss = this.url, expiresInS = 300, ...rest } = claims;
    const now = Math.floor(Date.now() / 1_000);
    return new SignJWT({ scrip_issuer: 'iss_demo', scrip_merchant: 'mer_1', ...rest })
      .setProtectedHeader({ alg: 'ES256', kid })
      .setIssuer(iss)
      .setSubject(sub)
      .setAudience(aud)
      .setIssuedAt(now - 10)
      .setExpirationTime(now + expiresInS)
      .sign(keys.privateKey);
  }
}
