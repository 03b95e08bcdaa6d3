import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { MessageOut } from './provider.ts';
import { whyUnsigned } from './signature.ts';
import { WebhookProvider } from './webhook-provider.ts';

const SECRET = 'app-secret';

/** What the issuer's system was sent. */
interface Posted {
  readonly method: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

let server: Server;
let url: string;
let posted: Posted[];
/** What it answers; 'hangs_up': nothing, 'waits': too late. */
let mood: number | 'hangs_up' | 'waits';

beforeEach(async () => {
  posted = [];
  mood = 204;
  server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/messages`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const { method, headers } = request;
  posted.push({ method, headers, body: Buffer.concat(parts).toString('utf8') });
  if (mood === 'hangs_up') request.socket.destroy();
  else if (mood !== 'waits') response.writeHead(mood, mood === 302 ? { location: '/elsewhere' } : {}).end();
}

const provider = (timeoutMs = 2_000) =>
  new WebhookProvider({ key: 'app', url, secret: SECRET, perSecond: 10, timeoutMs });
const message: MessageOut = {
  deliveryId: 'dlv_1',
  outreachId: 'out_1',
  issuerId: 'iss_1',
  holderId: 'hld_1',
  address: '13900001111',
  locale: 'zh-CN',
  text: '欢迎加入，您的等级是金卡。',
  category: 'service',
  templateKey: 'joined',
  correlationId: 'cor_1',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
};

describe('a message for the system of an issuer', () => {
  it('is posted as JSON under its id, signed, and with nothing personal', async () => {
    expect(await provider().send(message)).toEqual({ kind: 'accepted', reference: null });
    const [{ method, headers, body } = { method: '', headers: {}, body: '' }] = posted;
    expect(method).toBe('POST');
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'scrip-delivery-id': 'dlv_1',
      traceparent: message.traceparent,
    });
    const { address: _address, traceparent: _traceparent, ...told } = message;
    expect(JSON.parse(body)).toEqual(told);
    expect(body).not.toContain(message.address);
    const at = { body, secret: SECRET, now: Date.now() };
    const signature = String(headers['scrip-signature']);
    expect(whyUnsigned(signature, at)).toBeUndefined();
    expect(whyUnsigned(signature, { ...at, body: body.replace('金卡', '钻石') })).toBe('signature_wrong');
    expect(whyUnsigned(signature, { ...at, secret: 'another' })).toBe('signature_wrong');
  });

  it.each([
    [200, { kind: 'accepted', reference: null }],
    [409, { kind: 'accepted', reference: null }],
    [429, { kind: 'refused', reason: 'unavailable', final: false }],
    [503, { kind: 'refused', reason: 'unavailable', final: false }],
    [401, { kind: 'refused', reason: 'unauthorised', final: false }],
    [410, { kind: 'refused', reason: 'status_410', final: true }],
    [422, { kind: 'refused', reason: 'status_422', final: true }],
  ])('answered with %s is taken, tried again or given up', async (status, handed) => {
    mood = status;
    expect(await provider().send(message)).toEqual(handed);
    expect(posted).toHaveLength(1);
  });

  it('is in doubt where the answer is lost or late, or sends it elsewhere', async () => {
    mood = 'hangs_up';
    expect(await provider().send(message)).toEqual({ kind: 'doubtful', reason: 'connection_lost' });
    mood = 'waits';
    expect(await provider(200).send(message)).toEqual({ kind: 'doubtful', reason: 'timed_out' });
    mood = 302;
    expect(await provider().send(message)).toMatchObject({ kind: 'doubtful' });
    expect(posted).toHaveLength(3);
  });

  it('is refused for now where nobody listens', async () => {
    const gone = provider();
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
    expect(await gone.send(message)).toEqual({ kind: 'refused', reason: 'unavailable', final: false });
  });
});
