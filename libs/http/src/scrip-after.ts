/** Read your writes: a question that names a position waits until its answer would show it. */
import type { preHandlerHookHandler } from 'fastify';
import { decodePositionToken, type PositionToken, type PositionWaiter } from './position-token.ts';
import { Problem } from './problem.ts';

/** Commands that one question may come after, such as a joining and a quote before a receipt. */
const TOKENS_MAX = 4;
/** A client's patience is longer, but a projection that is this late is worth telling (architecture, "Read your writes"). */
export const AFTER_WAIT_MS = 2_000;

/**
 * Waits for the position in `Scrip-After`, or for each of several, separated by commas.
 * Refuses, in this order: 400 `position_token_invalid`; 503 `position_not_reached` after two seconds.
 */
export function waitForPosition(waiter: PositionWaiter): preHandlerHookHandler {
  return (request, _reply, done) => {
    const after = request.headers['scrip-after'];
    if (after === undefined) return done();
    const tokens = typeof after === 'string' ? tokensOf(after) : undefined;
    if (!tokens) return done(invalid());
    Promise.all(tokens.map((token) => waiter.reached(token, AFTER_WAIT_MS)))
      .then((reached) => {
        const missed = tokens.find((_token, index) => reached[index] !== true);
        return missed ? done(notReached(missed)) : done();
      })
      .catch(done);
  };
}

function tokensOf(after: string): readonly PositionToken[] | undefined {
  const texts = after.split(',');
  if (texts.length > TOKENS_MAX) return undefined;
  const tokens = texts.map((text) => decodePositionToken(text.trim()));
  return tokens.every((token) => token !== undefined) ? tokens : undefined;
}

function invalid(): Problem {
  return new Problem(400, 'position_token_invalid', 'Scrip-After is not a position token', {
    detail: 'Send what the header Scrip-Position of your command said, unchanged.',
  });
}

function notReached({ service, position }: PositionToken): Problem {
  return new Problem(503, 'position_not_reached', 'The answer would not show your command yet', {
    detail: 'The command stands. Ask again, or without Scrip-After for what is known so far.',
    members: { service, position, waitedMs: AFTER_WAIT_MS },
    headers: { 'Retry-After': '1' },
  });
}
