/** For specs: an issuer with real keys, and a service behind the door that says what reached it. */

import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server of this process on a free port. */
export class Listening {
  readonly url: string;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async open(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<Listening> {
    const server = createServer(answer);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Listening(server);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** An OpenID Connect issuer that signs ES256. */
export class SpecIssuer {
  readonly listening: Listening;
  readonly #key: KeyObject;

  private constructor(listening: Listening, key: KeyObject) {
    this.listening = listening;
    this.#key = key;
  }

  static async open(): Promise<SpecIssuer> {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const keys = [{ ...publicKey.export({ format: 'jwk' }), kid: '1', alg: 'ES256', use: 'sig' }];
    const listening = await Listening.open((request, response) => {
      const issuer = `http://${request.headers.host}`;
      const found = request.url === '/jwks' ? { keys } : { issuer, jwks_uri: `${issuer}/jwks` };
      response.setHeader('content-type', 'application/json').end(JSON.stringify(found));
    });
    return new SpecIssuer(listening, privateKey);
  }

  /** A till's token; by default good for five minutes. */
  token(expiresInS = 300): string {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const exp = Math.floor(Date.now() / 1_000) + expiresInS;
    const claims = { iss: this.listening.url, sub: 'till', aud: 'scrip', exp, scope: 'any', scrip_issuer: 'iss_demo' };
    const text = `${part({ alg: 'ES256', kid: '1' })}.${part(claims)}`;
    const signature = createSign('sha256').update(text).sign({ key: this.#key, dsaEncoding: 'ieee-p1363' });
    return `${text}.${signature.toString('base64url')}`;
  }
}

/** What reached the service. */
export interface Reached {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** A service that answers 201 with what reached it. `/breaks` breaks off the first time, `/always-breaks` every time. */
export async function openEcho(): Promise<{ listening: Listening; asked: Reached[] }> {
  const asked: Reached[] = [];
  const listening = await Listening.open((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const reached = {
        method,
        url,
        headers: headers as Record<string, string>,
        body: Buffer.concat(chunks).toString(),
      };
      asked.push(reached);
      const times = asked.filter((one) => one.url === url).length;
      if (url.includes('always-breaks') || (url.includes('breaks') && times === 1)) return request.socket.destroy();
      response.writeHead(url.includes('busy') ? 503 : 201, {
        'content-type': 'application/json',
        'scrip-position': 'ledger.1.7',
        'keep-alive': 'timeout=9',
        'proxy-authenticate': 'x',
        ...(url.includes('busy') && { 'retry-after': '1' }),
      });
      return response.end(JSON.stringify(reached));
    });
  });
  return { listening, asked };
}
