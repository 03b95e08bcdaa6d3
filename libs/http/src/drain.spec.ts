import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { gate, openShop } from '../spec/shop.ts';
import { TestIssuer } from '../spec/test-issuer.ts';
import type { Door } from './door.ts';

let issuer: TestIssuer;
let door: Door;
let port: number;
let request: string;
let open = (): void => {};

beforeEach(async () => {
  issuer = await TestIssuer.open();
  const shop = await openShop(issuer.url);
  door = shop.door;
  port = Number(new URL(shop.url).port);
  const token = await issuer.token({ scope: 'ledger:read' });
  request = `GET /shop/v1/wallets/wal_1 HTTP/1.1\r\nHost: shop\r\nAuthorization: Bearer ${token}\r\n\r\n`;
});

afterEach(async () => {
  open();
  gate.opened = Promise.resolve();
  gate.arrived = () => {};
  await door.stop();
  await door.app.close();
  await issuer.close();
});

/** A connection, and all it says until its other end closes it. Rejects when nobody takes it. */
function connection(): Promise<{ socket: Socket; said: Promise<string> }> {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  const said = new Promise<string>((resolve) => {
    socket.on('data', (chunk) => {
      text += chunk.toString();
    });
    socket.on('close', () => resolve(text));
  });
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.once('connect', () => resolve({ socket, said }));
  });
}

/** Holds the answers of handlers back; resolves when `count` of them have been reached. */
function holdAnswers(count: number): Promise<void> {
  gate.opened = new Promise((resolve) => {
    open = resolve;
  });
  return new Promise((resolve) => {
    let arrived = 0;
    gate.arrived = () => {
      arrived++;
      if (arrived === count) resolve();
    };
  });
}

describe('a door that closes', () => {
  it('gives those inside their answers, and asks them to leave', async () => {
    const allInside = holdAnswers(2);
    const [one, two] = [await connection(), await connection()];
    one.socket.write(request);
    two.socket.write(request);
    await allInside;
    const stopped = door.stop();
    expect(door.draining).toBe(true);
    open();
    for (const said of [await one.said, await two.said]) {
      expect(said).toMatch(/^HTTP\/1\.1 200/);
      expect(said).toMatch(/connection: close/i);
      expect(said).toContain('"wallet":"wal_1"');
    }
    await stopped;
  });

  it('answers who had just come in and asks only now', async () => {
    const allInside = holdAnswers(1);
    const holding = await connection();
    holding.socket.write(request);
    await allInside;
    const fresh = await connection();
    const stopped = door.stop();
    fresh.socket.write(request);
    open();
    expect(await fresh.said).toMatch(/^HTTP\/1\.1 200/);
    expect(await holding.said).toMatch(/^HTTP\/1\.1 200/);
    await stopped;
  });

  it('lets nobody new in, and shows idle guests out', async () => {
    const idle = await connection();
    idle.socket.write(request);
    await new Promise((resolve) => idle.socket.once('data', resolve));
    await door.stop();
    expect(await idle.said).toMatch(/^HTTP\/1\.1 200/);
    await expect(connection()).rejects.toThrow('ECONNREFUSED');
  });

  it('goes on taking people in while those who send them learn of it', async () => {
    const stopped = door.stop({ settleMs: 200 });
    const late = await connection();
    late.socket.write(request);
    expect(await late.said).toMatch(/connection: close/i);
    await stopped;
  });

  it('cuts off who has no answer when patience ends', async () => {
    const allInside = holdAnswers(1);
    const stuck = await connection();
    stuck.socket.write(request);
    await allInside;
    await door.stop({ graceMs: 50 });
    expect(await stuck.said).toBe('');
  });

  it('may be told to close twice, or before it ever opened', async () => {
    await Promise.all([door.stop(), door.stop()]);
  });
});
