/** A mix of commands that a seed determines, sent by several tills at once, and what they were answered. */
import { isDeepStrictEqual } from 'node:util';
import type { Answer, Client, TestSystem } from '@scrip/testing';
import { MERCHANT } from '../world/programme.ts';

/** A wallet that commands are sent to. */
export interface WalletUnderTest {
  readonly walletId: string;
  readonly cardId: string;
}

/** The kinds of commands; `again` sends an earlier one under its own key once more. */
export type Kind = 'recharge' | 'spend' | 'hold' | 'capture' | 'release' | 'loss' | 'again';

/** What came of it. */
export interface Played {
  /** How many of a kind were accepted. */
  readonly accepted: Readonly<Partial<Record<Kind, number>>>;
  /** How many were refused, by code. */
  readonly refused: Readonly<Record<string, number>>;
  /** Repetitions that were not answered as the first time. */
  readonly unlike: readonly string[];
  /** By the answers of recharges: principal and bonus. */
  readonly rechargedFen: number;
  /** By the answers of spends and captures. */
  readonly spentFen: number;
  readonly capturedFen: number;
  /** Position of the ledger's last accepted command. */
  readonly position: string;
}

/** How often a kind is chosen, of a hundred. */
const SHARES: readonly (readonly [Kind, number])[] = [
  ['recharge', 26],
  ['spend', 36],
  ['hold', 12],
  ['capture', 8],
  ['release', 5],
  ['again', 12],
  ['loss', 1],
];
const RECHARGE_FEN_MAX = 250_000;
const SPEND_FEN_MAX = 90_000;
const HOLD_FEN_MAX = 60_000;
/** Tills that ask at the same time. */
const TILLS = 6;

interface Asked {
  readonly kind: Exclude<Kind, 'again'>;
  readonly path: string;
  readonly body: object;
  readonly key: string;
}

interface Hold {
  readonly walletId: string;
  readonly holdId: string;
}

/**
 * Plays `commands` commands. Which and with which amounts is by `random`; `run` makes their keys this run's own. Each is
 * accepted or refused by a rule (409); any other answer is an error. Half way a card is lost whatever the seed.
 */
export async function playCommands(
  system: TestSystem,
  wallets: readonly WalletUnderTest[],
  options: { readonly random: () => number; readonly commands: number; readonly run: string },
): Promise<Played> {
  const { random, commands, run } = options;
  const below = (limit: number): number => Math.floor(random() * limit);
  const history: { readonly asked: Asked; readonly answer: Answer }[] = [];
  const holds: Hold[] = [];
  const accepted: Partial<Record<Kind, number>> = {};
  const refused: Record<string, number> = {};
  const unlike: string[] = [];
  let rechargedFen = 0;
  let spentFen = 0;
  let capturedFen = 0;

  /** Decided when its turn comes, so that it can speak of what happened before. */
  function next(number: number): Asked | 'again' {
    const wallet = wallets[below(wallets.length)];
    if (!wallet) throw new Error('there is no wallet to play with');
    const { walletId, cardId } = wallet;
    const path = `/ledger/v1/wallets/${walletId}`;
    const key = `${run} ${number}`;
    const kind = number === Math.ceil(commands / 2) ? 'loss' : kindAt(below(100));
    switch (kind) {
      case 'recharge': {
        const body = { principalFen: 1 + below(RECHARGE_FEN_MAX), tender: below(2) === 0 ? 'cash' : 'bank-card' };
        return { kind, path: `${path}/recharges`, body, key };
      }
      case 'spend': {
        const body = { cardId, merchantId: MERCHANT, amountFen: 1 + below(SPEND_FEN_MAX), splitTender: below(2) === 0 };
        return { kind, path: `${path}/spends`, body, key };
      }
      case 'hold': {
        const body = { cardId, merchantId: MERCHANT, amountFen: 1 + below(HOLD_FEN_MAX) };
        return { kind, path: `${path}/holds`, body, key };
      }
      case 'capture':
      case 'release': {
        const place = below(Math.max(1, holds.length));
        const [hold] = holds.splice(place, 1);
        if (!hold)
          return { kind: 'spend', path: `${path}/spends`, body: { cardId, merchantId: MERCHANT, amountFen: 1 }, key };
        const body = kind === 'capture' && below(2) === 0 ? { amountFen: 1 + below(HOLD_FEN_MAX) } : {};
        return { kind, path: `/ledger/v1/wallets/${hold.walletId}/holds/${hold.holdId}/${kind}`, body, key };
      }
      case 'loss':
        return { kind, path: `/cards/v1/cards/${cardId}/loss-reports`, body: { channel: 'desk' }, key };
      case 'again':
        return history.length === 0
          ? { kind: 'recharge', path: `${path}/recharges`, body: { principalFen: 1, tender: 'cash' }, key }
          : 'again';
    }
  }

  function count(kind: Kind, answer: Answer): void {
    if (answer.status < 300) accepted[kind] = (accepted[kind] ?? 0) + 1;
    else {
      const code = String(answer.body['code']);
      answer.refused(409, code);
      refused[code] = (refused[code] ?? 0) + 1;
    }
  }

  function book(kind: Asked['kind'], body: Answer['body']): void {
    const fen = (name: string): number => Number(body[name]);
    if (kind === 'recharge') rechargedFen += fen('principalFen') + fen('bonusFen');
    if (kind === 'spend') spentFen += fen('chargedFen');
    if (kind === 'capture') capturedFen += fen('capturedFen');
    if (kind === 'hold') holds.push({ walletId: String(body['walletId']), holdId: String(body['holdId']) });
  }

  async function till(client: Client, numbers: Iterable<number>): Promise<void> {
    for (const number of numbers) {
      const asked = next(number);
      if (asked === 'again') {
        const before = history[below(history.length)];
        if (!before) continue;
        const { path, body, key } = before.asked;
        const answer = await client.post(path, body, { key, after: null });
        count('again', answer);
        if (!isSame(answer, before.answer)) unlike.push(`${path} ${JSON.stringify(body)}`);
        continue;
      }
      const answer = await client.post(asked.path, asked.body, { key: asked.key, after: null });
      count(asked.kind, answer);
      history.push({ asked, answer });
      if (answer.status < 300) book(asked.kind, answer.body);
    }
  }

  const numbers = Array.from({ length: commands }, (_, index) => index + 1).values();
  await Promise.all(Array.from({ length: TILLS }, () => till(system.client('importer'), numbers)));
  return { accepted, refused, unlike, rechargedFen, spentFen, capturedFen, position: lastPosition(history) };
}

function kindAt(place: number): Kind {
  let upTo = 0;
  for (const [kind, share] of SHARES) {
    upTo += share;
    if (place < upTo) return kind;
  }
  return 'spend';
}

/** The same status and body; a refusal's correlation id is that of the request. */
function isSame(again: Answer, first: Answer): boolean {
  const said = ({ status, body }: Answer): object => {
    const { correlationId: _, ...rest } = body;
    return { status, ...rest };
  };
  return again.replayed && isDeepStrictEqual(said(again), said(first));
}

/** The highest position of the ledger that an answer named. */
function lastPosition(history: readonly { readonly answer: Answer }[]): string {
  let last = { position: 0, token: '' };
  for (const { answer } of history) {
    const [service, , position] = answer.position?.split(';')[0]?.split('.') ?? [];
    if (service === 'ledger' && Number(position) > last.position)
      last = { position: Number(position), token: answer.position ?? '' };
  }
  return last.token;
}
