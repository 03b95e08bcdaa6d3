/** The process that starts what tests borrow, and stops it when nobody has borrowed for a while; see borrow.ts. */
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { type KeeperLine, keeperSocket, type Lendable, RELEASE } from './borrow.ts';
import type { Kept } from './kept.ts';
import { TEST_STATE } from './root.ts';
import { startParts } from './start-parts.ts';
import { startTestSystem } from './start-system.ts';

/** So long the parts outlive their last borrower: a developer who runs one file after the other does not wait each time. */
const LINGER_MS = 30_000;

const START: Readonly<Record<Lendable, (abort: AbortSignal) => Promise<Kept<unknown>>>> = {
  parts: startParts,
  system: startTestSystem,
};

/** One keeper at a time: whoever has the socket; the other one ends with 0 and its starter finds the socket. */
function listen(server: Server, path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
    );
    server.listen(path, () => resolve(true));
  });
}

async function keep(what: Lendable): Promise<void> {
  mkdirSync(TEST_STATE, { recursive: true });
  const path = keeperSocket(what);
  if (!path.startsWith('\0')) rmSync(path, { force: true });
  const borrowers = new Set<Socket>();
  // Those that wait for the very end.
  const leaving = new Set<Socket>();
  const ending = new AbortController();
  let line: KeeperLine | undefined;
  let lingering: NodeJS.Timeout | undefined;

  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => undefined);
    // Whoever comes now is sent away without a word, and comes again when there is room for a new keeper.
    if (ending.signal.aborted) return void socket.end();
    clearTimeout(lingering);
    borrowers.add(socket);
    let released = false;
    const givenBack = (): void => {
      if (!borrowers.delete(socket)) return;
      if (released && borrowers.size === 0) {
        leaving.add(socket);
        ending.abort();
        return;
      }
      socket.end();
      if (borrowers.size === 0) lingering = setTimeout(() => ending.abort(), LINGER_MS);
    };
    if (line) socket.write(`${JSON.stringify(line)}\n`);
    socket.setEncoding('utf8').on('data', (text: string) => {
      released ||= text.includes(RELEASE.trim());
    });
    socket.on('end', givenBack);
    socket.on('close', givenBack);
  });
  if (!(await listen(server, path))) return;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => ending.abort());
  console.log(`${new Date().toISOString()} keeper of the tests' ${what}, process ${process.pid}`);

  const tell = (news: KeeperLine): void => {
    line = news;
    for (const socket of borrowers) socket.write(`${JSON.stringify(news)}\n`);
  };
  let kept: Kept<unknown> | undefined;
  try {
    kept = await START[what](ending.signal);
    tell({ ready: kept.description });
    if (!ending.signal.aborted) await once(ending.signal, 'abort');
  } catch (error) {
    console.error(error);
    tell({ failed: error instanceof Error ? error.message : String(error) });
    process.exitCode = 1;
  }
  // Before the stop, so that nobody is told of parts that are about to go.
  ending.abort();
  clearTimeout(lingering);
  await kept?.stop();
  console.log(`${new Date().toISOString()} stopped the tests' ${what}`);
  server.close();
  // What was said must have left before the end.
  const sockets = [...borrowers, ...leaving].filter((socket) => !socket.destroyed);
  await Promise.all(sockets.map((socket) => new Promise<void>((resolve) => socket.end(() => resolve()))));
  process.exit();
}

const asked = process.argv[2];
if (asked !== 'parts' && asked !== 'system') throw new Error('usage: keeper.ts parts|system');
await keep(asked);
